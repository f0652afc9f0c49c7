"""A reader that knows the form of the test's data folder."""

from __future__ import annotations

import pytest

from kamdesk.forms.batch import reader as form_reader
from kamdesk.forms.read import FormReader
from kamdesk.store.store import Store


@pytest.fixture
def reader(store: Store) -> FormReader:
    """A reader for the archive form."""
    with store.read() as session:
        return form_reader(session, "archive")
