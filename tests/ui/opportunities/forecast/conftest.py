"""The forecast page on a small department, on a day in November 2024."""

from __future__ import annotations

from tests.ui.visits.conftest import desk, office, open_page

__all__ = ["desk", "office", "open_page"]
