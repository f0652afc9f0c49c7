"""What is read once for many questions: the accounts' standings, the default currency, the department's settings."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from kamdesk.indicators.standing import Standings
from kamdesk.work import settings
from kamdesk.work.periods import start_month


class Reading:
    """A session with what questions to it share. It sees the data of one moment: make a new one after a change."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.standings = Standings(session)
        self.kept: dict[Any, Any] = {}
        """What parts found out for a question and need again: for the value, the count and the list."""

    @cached_property
    def settings(self) -> dict[str, Any]:
        """All settings by key."""
        return settings.get_all(self.session)

    @property
    def currency(self) -> str:
        """The default currency."""
        return str(self.settings["default_currency"])

    @cached_property
    def start(self) -> int:
        """The first month of the business year."""
        return start_month(self.session)

    @cached_property
    def service_categories(self) -> tuple[str, ...]:
        """The categories of expenses that are service cost."""
        listed = str(self.settings["service_cost_categories"]).split(",")
        return tuple(each.strip() for each in listed if each.strip())

    def values(self) -> dict[str, int | str | None]:
        """The parameters of the statements of `kamdesk.indicators.facts` that are the same for every question."""
        return {
            "currency": self.currency,
            "categories": f",{','.join(self.service_categories)},",
        }
