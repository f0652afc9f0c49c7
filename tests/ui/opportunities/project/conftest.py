"""The project page on a small department with one open project."""

from __future__ import annotations

import pytest

from kamdesk.ui.opportunities.project.page import ProjectPage
from tests.ui.visits.conftest import desk, office, open_page
from tests.work.project_office import add_project, change

__all__ = ["desk", "office", "open_page"]


@pytest.fixture
def project(store, office) -> int:
    """The project."""
    return change(store, lambda session: add_project(session, office).id)


@pytest.fixture
def page(desk, project, open_page, settle) -> ProjectPage:
    """The page of the project, at its overview."""
    made = open_page(ProjectPage(desk))
    made.resize(1240, 800)
    assert made.show_opportunity(project)
    settle()
    return made
