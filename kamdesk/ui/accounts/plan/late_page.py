"""Pages of the account's detail that are made when they are first shown: the first account does not wait for them."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kamdesk.ui.accounts.form import Form
from kamdesk.ui.desk import Desk

if TYPE_CHECKING:
    from kamdesk.ui.accounts.plan.market_page import MarketPage
    from kamdesk.ui.accounts.plan.plan_page import PlanPage


class LatePage(QWidget):
    """Holds the place of the page `widget`, a class in `module` of this package."""

    def __init__(self, desk: Desk, module: str, widget: str) -> None:
        super().__init__()
        self._desk, self._module, self._widget = desk, module, widget
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @cached_property
    def page(self) -> PlanPage | MarketPage:
        """The page itself."""
        found = getattr(import_module(f"kamdesk.ui.accounts.plan.{self._module}"), self._widget)
        made = cast("PlanPage | MarketPage", found(self._desk))
        self._column.addWidget(made)
        return made

    def show_account(self, account_id: int) -> None:
        """Shows an account, or the same one anew."""
        self.page.show_account(account_id)

    def forms(self) -> tuple[Form, ...]:
        """The forms whose input may be unsaved; none while the page was not needed."""
        return self.page.forms() if "page" in self.__dict__ else ()
