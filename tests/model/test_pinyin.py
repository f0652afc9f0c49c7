"""Names as people type and sort them."""

from __future__ import annotations

import pytest

from kamdesk.model.pinyin import initials, sort_key


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("重庆", "cq"),
        ("重工", "zg"),
        ("长风电气", "cfdq"),
        ("长岭", "cl"),
        ("成长", "cz"),
        ("澜川 A1", "lc a1"),
        ("Acme", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_names_sort_as_in_a_directory() -> None:
    names = ["澜川", "北屿", "Acme", "重庆", "长风", "阿岭"]
    assert sorted(names, key=sort_key) == ["阿岭", "Acme", "北屿", "长风", "重庆", "澜川"]
