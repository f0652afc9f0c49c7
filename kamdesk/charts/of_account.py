"""Makes of the people around an account or a deal, of its triangle and its health what their charts draw."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from kamdesk.charts import map_words, relationship_map, tree_layout, trend, triangle
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.base import Record
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.sales_words import LINE_KIND
from kamdesk.work import decision_chain, health
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis import health as rules
from kamdesk.work.analysis.showing import percent
from kamdesk.work.analysis.triangle import VERDICT, Criterion, Triangle
from kamdesk.work.decision_chain import ChainMap, MapPerson

_VERDICT_ROLES = {"selling_point": "good", "short_board": "bad", "contested": "warn"}

# ---------------------------------------------------------------------------------------------------------- the map


def map_of(session: Session, record: Record) -> relationship_map.Data:
    """The map of a project, or the one of an account itself."""
    if isinstance(record, Opportunity):
        if record.account_id is None:
            return relationship_map.Data((), empty=_("Nobody is on the map yet."))
        return map_data(decision_chain.read_map(session, record.account_id, record.id))
    return map_data(decision_chain.read_map(session, record.id))


def map_data(shown: ChainMap, *, is_free: bool = False) -> relationship_map.Data:
    """Everybody in the tree; or where they were put, with `is_free`, those never put anywhere as in the tree."""
    places = tree_layout.arrange((each.id, each.reports_to_id) for each in shown.people)
    nodes = [_node(each, places[each.id], is_free=is_free) for each in shown.people]
    lines = [
        relationship_map.Line(
            str(each.from_id), str(each.to_id), each.kind, map_words.line_words(each), each.is_confirmed
        )
        for each in shown.lines
    ]  # fmt: skip
    kinds = {
        "reporting": _("Reports to"),
        **{code: LINE_KIND.label(code) for code in LINE_KIND.codes},
    }
    return relationship_map.Data(nodes, lines, kinds, empty=_("Nobody is on the map yet."))


def _node(person: MapPerson, place: tuple[int, int], *, is_free: bool) -> relationship_map.Node:
    put = (
        (person.x, person.y) if is_free and person.x is not None and person.y is not None else None
    )
    x, y = put or place
    coverage = map_words.COVERAGE_STEPS.get(person.coverage or "")
    return relationship_map.Node(
        key=str(person.id),
        name=person.title,
        position="" if person.is_placeholder else person.position,
        roles=" · ".join(map_words.role_words(person.roles)),
        certainty=map_words.certainty_words(person),
        support=map_words.support_words(person.support_level),
        support_role=map_words.support_role(person.support_level),
        influence=person.influence,
        coverage=coverage,
        contact=map_words.silence_words(person),
        is_overdue=person.is_overdue,
        is_confirmed=person.is_confirmed(),
        is_placeholder=person.is_placeholder,
        x=x,
        y=y,
        reports_to=str(person.reports_to_id or ""),
    )


# ---------------------------------------------------------------------------------------------------------- triangle


def triangle_of(session: Session, record: Record) -> triangle.Data:
    """The newest triangle."""
    found = assessments.newest(session, record, "triangle")
    return triangle_data(Triangle.from_content(found.content if found is not None else {}))


def triangle_data(shown: Triangle) -> triangle.Data:
    """The competitor with the best fit stands at the corner; the others are named below."""
    rivals = sorted(shown.rivals, key=lambda each: -(shown.fit(each.uid) or Decimal(-1)))
    rival = rivals[0] if rivals else None
    corner = triangle.Corner(_("Competitor"), "—")
    if rival is not None:
        corner = triangle.Corner(rival.name, percent(shown.fit(rival.uid)), rival.relation)
    heads = (_("Weight"), _("Us"), _("Best"))
    return triangle.Data(
        triangle.Corner(_("Customer"), shown.needs),
        triangle.Corner(_("Us"), percent(shown.fit()), shown.ours.relation),
        corner,
        [_criterion(each) for each in shown.criteria],
        heads,
        ", ".join(f"{each.name} {percent(shown.fit(each.uid))}" for each in rivals[1:]),
        empty=_("No criteria of the customer are noted yet."),
    )


def _criterion(each: Criterion) -> triangle.Criterion:
    best = max(each.rivals.values(), default=None)
    cells = tuple("—" if one is None else str(one) for one in (each.weight, each.ours, best))
    words = VERDICT.label(each.verdict) if each.verdict else ""
    return triangle.Criterion(
        each.key, each.text, cells, words, _VERDICT_ROLES.get(each.verdict, "muted")
    )


# ------------------------------------------------------------------------------------------------------------ health


def health_of(session: Session, record: Record) -> trend.Data:
    """The health of an account as it was noted over time."""
    assert isinstance(record, Account)  # `CHARTS` offers it for these only
    return health_data(health.trend(session, record))


def health_data(noted: list[health.Noted]) -> trend.Data:
    """One line over green, yellow and red."""
    days = [_day(each.on) for each in noted]
    line = trend.Series("health", _("Health"), [each.score for each in noted])
    return trend.Data(
        days, [line] if noted else [], float(rules.GREEN_FROM), float(rules.YELLOW_FROM),
        empty=_("The health of this account was not noted yet."),
    )  # fmt: skip


def _day(on: date) -> str:
    return f"{on:%Y-%m-%d}"
