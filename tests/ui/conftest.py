"""An account for tests of the window."""

from __future__ import annotations

import pytest

from tests.ui.acting import add


@pytest.fixture
def one(store) -> int:
    """The only account."""
    return add(store, "朔原重工有限公司", phone="0411-1", fax="0411-2")
