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
    from kamdesk.ui.accounts.sales_page import SalesPage
    from kamdesk.ui.accounts.service_page import ServicePage

    AnyPage = PlanPage | MarketPage | SalesPage | ServicePage


class LatePage(QWidget):
    """Holds the place of the page `widget`, a class in `module` of `kamdesk.ui.accounts`."""

    def __init__(self, desk: Desk, module: str, widget: str) -> None:
        super().__init__()
        self._desk, self._module, self._widget = desk, module, widget
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @cached_property
    def page(self) -> AnyPage:
        """The page itself."""
        found = getattr(import_module(f"kamdesk.ui.accounts.{self._module}"), self._widget)
        made = cast("AnyPage", found(self._desk))
        self._column.addWidget(made)
        return made

    def show_account(self, account_id: int) -> None:
        """Shows an account, or the same one anew."""
        self.page.show_account(account_id)

    def forms(self) -> tuple[Form, ...]:
        """The forms whose input may be unsaved; none while the page was not needed, or where nothing is typed."""
        forms = getattr(self.page, "forms", None) if "page" in self.__dict__ else None
        found: tuple[Form, ...] = forms() if forms is not None else ()
        return found
