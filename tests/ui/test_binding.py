"""The Qt binding itself: a release that miscounts references ends the program after some thousand calls."""

import sys

import pytest
from PySide6.QtGui import QPen


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is not counted from Python 3.12 on")
def test_calls_without_a_result_keep_the_references_to_none():
    pen = QPen()
    pen.setWidth(1)
    before = sys.getrefcount(None)
    for _round in range(500):
        pen.setWidth(1)
    assert abs(sys.getrefcount(None) - before) < 50
