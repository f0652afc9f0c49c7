"""One account beside the list: who it is, and its pages."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.vocabulary import ACCOUNT_STATUS
from kamdesk.paths import safe_file_name
from kamdesk.store.store import Changed
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.accounts.account_history import AccountHistory
from kamdesk.ui.accounts.archive_page import ArchivePage
from kamdesk.ui.accounts.documents_page import DocumentsPage
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.accounts.people_page import PeoplePage
from kamdesk.ui.accounts.plan.late_page import LatePage
from kamdesk.ui.accounts.projects_page import ProjectsPage
from kamdesk.ui.accounts.steps_strip import StepsStrip
from kamdesk.ui.accounts.timeline_page import TimelinePage
from kamdesk.ui.accounts.visits_page import VisitsPage
from kamdesk.ui.desk import Desk
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.buttons import icon_button, plain_button
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import StateMark, TierPill
from kamdesk.ui.widgets.tab_bar import TabBar
from kamdesk.work.account_views import AccountSheet, load_sheet
from kamdesk.work.accounts import give_archive_no

_TO_DEVELOP = ("prospect", "ordinary", "lost")
"""Statuses of an account that may become a key account; filing is a step of its development then."""
PAGES = (
    "archive",
    "people",
    "visits",
    "projects",
    "sales",
    "service",
    "plan",
    "market",
    "timeline",
    "documents",
    "history",
)


class AccountDetail(Page):
    """Shows one account; `deleted_wanted` asks to move it to the waste basket."""

    delete_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._store = desk.store
        self.sheet: AccountSheet | None = None
        self.archive = ArchivePage(self._store)
        self.people = PeoplePage(desk)
        self.visits = VisitsPage(desk)
        self.visits.plan_wanted.connect(self.plan_visit)
        self.visits.entry_wanted.connect(self.write_visit_down)
        self.projects = ProjectsPage(desk)
        self.plan = LatePage(desk, "plan.plan_page", "PlanPage")
        self.market = LatePage(desk, "plan.market_page", "MarketPage")
        self.sales = LatePage(desk, "sales_page", "SalesPage")
        self.service = LatePage(desk, "service_page", "ServicePage")
        self.timeline = TimelinePage(self._store)
        self.documents = DocumentsPage(desk)
        self.history = AccountHistory(self._store)
        for form in self._forms():
            form.saved.connect(self.refresh)
        self.tabs = TabBar(_("Pages of the account"), height=36, room=18)
        for words in (
            _("Archive"), _("People"), _("Visits"), _("Projects"), _("Sales"), _("Service"), _("Plan"), _("Market"),
            _("Timeline"),
            _("Documents"), _("History"),
        ):  # fmt: skip
            self.tabs.add(words)
        self.tabs.currentChanged.connect(self._show_page)
        self._pages = QStackedWidget()
        for page in (
            self.archive, self.people, self.visits, self.projects, self.sales, self.service, self.plan,
            self.market, self.timeline,
            self.documents, self.history,
        ):  # fmt: skip
            self._pages.addWidget(page)
        self.strip = StepsStrip(self._store)
        self.strip.jump_wanted.connect(self.jump)
        self._saved = ElidedLabel("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.strip)
        bar = QFrame()
        bar.setProperty("line", "bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_1, 0, 0, 0)
        row.addWidget(self.tabs, 1)
        column.addWidget(bar)
        column.addWidget(self._pages, 1)
        column.addWidget(self._foot())
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.track(desk.events.changed, self.on_changed)

    # ------------------------------------------------------------------------------------------------------ building

    def _head(self) -> QWidget:
        self._tier = TierPill()
        self._name = ElidedLabel("", "name")
        self._state = StateMark()
        self._facts = ElidedLabel("", "small")
        self.print_button = icon_button("printer", _("Print or save as PDF"), self._open_print)
        self.file_button = plain_button(_("File it"), "stamp", self._file)
        self.file_button.setToolTip(_("Give the archive number and the day of filing"))
        self.develop_button = plain_button(_("Develop"), "kanban", self.develop)
        self.develop_button.setToolTip(_("Run it through the development procedure"))
        self._more = icon_button("more", _("More for this account"), self._open_more)
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(theme.SPACE_4, 10, theme.SPACE_4, theme.SPACE_1)
        column.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        top.addWidget(self._tier)
        top.addWidget(self._name, 1)
        top.addWidget(self.develop_button)
        top.addWidget(self.file_button)
        top.addWidget(self.print_button)
        top.addWidget(self._more)
        below = QHBoxLayout()
        below.setSpacing(theme.SPACE_3)
        below.addWidget(self._state)
        below.addWidget(self._facts, 1)
        column.addLayout(top)
        column.addLayout(below)
        return head

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("line", "top")
        foot.setFixedHeight(theme.FOOT_HEIGHT)
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.addWidget(self._saved, 1)
        row.addWidget(label(_("Saves on leaving"), "small"))
        row.addWidget(label("Ctrl+S", "key"))
        return foot

    def _forms(self) -> tuple[Form, ...]:
        late = (*self.plan.forms(), *self.market.forms())
        return (self.archive, self.people.form, self.documents, *late)

    # ------------------------------------------------------------------------------------------------ what it shows

    def show_account(self, account_id: int) -> bool:
        """Shows another account; False when unsaved input keeps this one."""
        if self.sheet is not None and self.sheet.account.id != account_id and not self.can_close():
            return False
        with self._store.read() as session:
            sheet = load_sheet(session, account_id)
        if sheet is not None:
            self._fill(sheet)
        return sheet is not None

    def account_id(self) -> int | None:
        """The account that is shown."""
        return self.sheet.account.id if self.sheet is not None else None

    def refresh(self) -> None:
        if self.sheet is None:
            return
        with self._store.read() as session:
            sheet = load_sheet(session, self.sheet.account.id)
        if sheet is not None:
            self._fill(sheet)

    def on_changed(self, changed: Changed) -> None:
        """Reads the account anew when it was touched; what somebody is typing stays (its cell sees to that)."""
        if self.sheet is None or any(form.is_saving for form in self._forms()):
            return
        own = changed.ids.get("Account", frozenset())
        if self.sheet.account.id in own or changed.touches(
            "Contact", "Document", "PurchaseNeed", "CustomField", "AccountTierChange",
            "AccountStatusChange", "AccountOwner", "Staff", "Visit", "Development", "DevelopmentStep",
            "AccountPlan", "PlanGoal", "PlanMeasure", "AccountScore", "Criterion", "Analysis", "WhiteSpace",
            "Competitor", "CompetitorShare", "Intelligence", "InformationItem", "Opportunity", "Product", "Purchase",
            "Contract", "Milestone", "Complaint", "ComplaintReopening", "Feedback", "ServiceRequest", "ServicePlan",
            "ServiceMeasure", "SurveyAnswer",
        ):  # fmt: skip
            self.refresh()

    def page(self) -> str:
        """The key of the page that is shown."""
        return PAGES[self.tabs.currentIndex()]

    def show_page(self, key: str) -> None:
        """Goes to page `key`."""
        self.tabs.setCurrentIndex(PAGES.index(key))

    def enter(self) -> None:
        """Puts the cursor where one goes on: the first missing field, or the page that is shown."""
        if self.page() == "archive":
            self.archive.first_field()
        else:
            self.tabs.setFocus()
            self.focusNextChild()

    def _fill(self, sheet: AccountSheet) -> None:
        account = sheet.account
        self.sheet = sheet
        self._tier.set_tier(account.tier or "")
        self._tier.setVisible(bool(account.tier))
        self._name.setText(account.name)
        self._state.set_state(account.status, ACCOUNT_STATUS.label(account.status))
        owner = sheet.names.get("Staff", {}).get(account.owner_id or 0, "")
        region, city = account.region or "", account.city or ""
        place = region if city in region else f"{region} {city}".strip()
        facts = (
            account.archive_no,
            " · ".join(filter(None, (place, account.industry))),
            _("Owner {name}").format(name=owner) if owner else "",
        )
        self._facts.setText("   ".join(filter(None, facts)))
        self.develop_button.setVisible(account.status in _TO_DEVELOP)
        self.file_button.setVisible(
            account.archive_no is None and account.status not in _TO_DEVELOP
        )
        self.strip.show_account(account)
        day = account.updated_at.astimezone().strftime("%m-%d %H:%M")
        self._saved.setText(_("Last change {day}").format(day=day))
        people = sum(each.left_on is None for each in sheet.people)
        self.tabs.set_count(PAGES.index("people"), str(people or ""))
        self.tabs.set_count(PAGES.index("documents"), str(sheet.documents or ""))
        self._show_page(self.tabs.currentIndex())

    def _show_page(self, index: int) -> None:
        """Only the page in view is filled; the archive always, as it may hold what somebody typed."""
        key = PAGES[index]
        self._pages.setCurrentIndex(index)
        if self.sheet is None:
            return
        account = self.sheet.account
        self.archive.show_sheet(self.sheet)
        if key == "people" or self.people.form.has_unsaved():
            self.people.show_sheet(self.sheet)
        if key == "visits":
            self.visits.show_account(account.id)
        if key == "projects":
            self.projects.show_account(account.id)
        late = {
            "sales": self.sales,
            "service": self.service,
            "plan": self.plan,
            "market": self.market,
        }
        if key in late:
            late[key].show_account(account.id)
        if key == "timeline":
            self.timeline.show_account(account.id)
        if key == "documents" or self.documents.has_unsaved():
            self.documents.show_account(account.id, account.name)
        if key == "history":
            self.history.show_account(account.id)

    # ---------------------------------------------------------------------------------------------- unsaved input

    def has_unsaved(self) -> bool:
        return self.people.ways.has_unsaved() or any(form.has_unsaved() for form in self._forms())

    def save(self) -> None:
        self.people.ways.save()
        for form in self._forms():
            if form.has_unsaved() and not form.save_all():
                wrong = next(cell for cell in form.dirty_cells() if cell.error())
                raise RuleError(
                    _("{field}: {problem}").format(field=wrong.name, problem=wrong.error())
                )

    def discard(self) -> None:
        self.people.ways.discard()
        for form in self._forms():
            form.discard()

    # ------------------------------------------------------------------------------------------------------ actions

    def file_account(self) -> None:
        """Gives the archive number by the department's pattern."""
        if self.sheet is None:
            return
        name, given = self.sheet.account.name, self.sheet.account.archive_no
        if given is not None:
            self._desk.say(_("It is filed under {number} already.").format(number=given))
            return
        with self._store.change(message("File {name}", name=name)) as session:
            number = give_archive_no(session, session.get_one(Account, self.sheet.account.id))
        self._desk.say_undoable(_("Filed under {number}.").format(number=number))

    def develop(self) -> None:
        """Opens the development of the account, beginning one where there is none under way."""
        from kamdesk.ui.accounts.development.doing import begin
        from kamdesk.work.development import open_development

        if self.sheet is None:
            return
        account_id = self.sheet.account.id
        with self._store.read() as session:
            known = open_development(session, account_id)
        number = known.id if known is not None else begin(self._desk, account_id, self)
        if number is not None:
            self._desk.open_page("development", number)

    def plan_visit(self) -> None:
        """Plans a visit to the account in the Visits tab."""
        if self.sheet is not None:
            self._desk.signals.visit_wanted.emit("plan", self.sheet.account.id)

    def write_visit_down(self) -> None:
        """Writes down a visit to the account that was held already."""
        if self.sheet is not None:
            self._desk.signals.visit_wanted.emit("quick_entry", self.sheet.account.id)

    def jump(self, step: str) -> None:
        """Goes to the work that a step of selling wants."""
        ways = {
            "definition": self._change_tier,
            "positioning": self.develop,
            "planning": self.plan_visit,
            "promotion": self.write_visit_down,
        }
        pages = {
            "definition": "archive", "analysis": "archive", "negotiation": "sales", "tracking": "sales",
            "service": "service", "improvement": "service",
        }  # fmt: skip
        if step not in ways or step in pages:
            self.show_page(pages.get(step, "visits"))
        if step in ways:
            ways[step]()
        else:
            self.enter()

    def print_record(self) -> None:
        """Prints the archive form."""
        from kamdesk.ui.accounts.printing import print_form  # late: loads the printing library

        if self.sheet is not None:
            print_form(self.sheet, self)

    def save_pdf(self) -> None:
        """Writes the archive form as PDF."""
        from kamdesk.ui.accounts.printing import print_to_pdf

        if self.sheet is None:
            return
        suggested = Path.home() / f"{safe_file_name(self.sheet.account.name)}.pdf"
        target = messages.choose_save_file(self, _("Save as PDF"), suggested, [("PDF", "*.pdf")])
        if target is None:
            return
        try:
            print_to_pdf(self.sheet, target)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        file_jobs.told_written(self._desk, target)

    def _file(self) -> None:
        try:
            self.file_account()
        except UserError as refusal:
            faults.show_problem(refusal, self)

    def _open_print(self) -> None:
        self._popup(
            ((_("Print…"), self.print_record), (_("Save as PDF…"), self.save_pdf)),
            self.print_button,
        )

    def _open_more(self) -> None:
        self._popup(
            (
                (_("Develop"), self.develop),
                (_("Change the status…"), self._change_status),
                (_("Change the tier…"), self._change_tier),
                (_("Change the owner…"), self._change_owner),
                (_("Not applicable…"), self.archive.ask_reason),
                (_("Move to the waste basket"), self._delete),
            ),
            self._more,
        )

    def _popup(self, entries, button: QWidget) -> None:  # type: ignore[no-untyped-def] # (words, slot) pairs
        menu = QMenu(self)
        for words, act in entries:
            action = QAction(words, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _change_status(self, _checked: bool = False) -> None:
        self.archive.change_dated("status")

    def _change_tier(self, _checked: bool = False) -> None:
        self.archive.change_dated("tier")

    def _change_owner(self, _checked: bool = False) -> None:
        self.archive.change_dated("owner_id")

    def _delete(self, _checked: bool = False) -> None:
        if self.sheet is not None:
            self.delete_wanted.emit(self.sheet.account.id)
