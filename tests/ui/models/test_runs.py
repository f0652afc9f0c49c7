"""Which rows are read at one go."""

from __future__ import annotations

from kamdesk.ui.models.runs import runs


def test_a_gap_begins_another_stretch() -> None:
    assert runs([7, 0, 2, 1, 8, 12]) == [(0, 2), (7, 8), (12, 12)]
    assert runs([]) == []
