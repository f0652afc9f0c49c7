"""Fixtures of tests of projects: import them into a conftest or a test module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from kamdesk.i18n import message
from kamdesk.model.opportunity import Opportunity
from kamdesk.store.store import Store
from tests.work.department import Department, found
from tests.work.project_office import add_project


@pytest.fixture
def department(store: Store) -> Department:
    """The department."""
    return found(store)


@pytest.fixture
def session(store: Store, department: Department) -> Iterator[Session]:
    """A change under way."""
    del department
    with store.change(message("Test")) as session:
        yield session


@pytest.fixture
def project(session: Session, department: Department) -> Opportunity:
    """An open project."""
    return add_project(session, department)
