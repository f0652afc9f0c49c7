"""A further page of a tab: where it stands in the views at the left, and where its widget is found."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from kamdesk.ui.desk import Desk
from kamdesk.ui.page import Page


class PageDeclaration(NamedTuple):
    """`section` and `label` are marked for translation; `module` is named from the package of the tab."""

    key: str
    section: str
    label: str
    icon: str
    module: str
    widget: str

    def make(self, desk: Desk, package: str) -> Page:
        """The widget, imported when first needed from `package`."""
        made: Page = getattr(import_module(f"{package}.{self.module}"), self.widget)(desk)
        return made
