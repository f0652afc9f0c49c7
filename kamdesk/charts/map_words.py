"""How the map says what it knows: marks, words and colours of support, influence, coverage and silence."""

from __future__ import annotations

from datetime import date

from kamdesk.i18n import N_, _, ngettext
from kamdesk.model.sales_words import COVERAGE, LINE_KIND, RELATION_LEVEL
from kamdesk.model.vocabulary import BUYING_ROLE
from kamdesk.work.decision_chain import MapLine, MapPerson

SUPPORT_LEVELS = (2, 1, 0, -1, -2)
_SUPPORT = {
    2: ("▲▲", N_("Coach"), "good"),
    1: ("▲", N_("For us"), "good"),
    0: ("○", N_("Neutral"), "muted"),
    -1: ("▼", N_("Against"), "bad"),
    -2: ("▼▼", N_("Opponent"), "bad"),
}
_INFLUENCE = (N_("No influence"), N_("Low"), N_("Medium"), N_("Inner circle"))
COVERAGE_STEPS = {"none": 0, "brief": 1, "multiple": 2, "in_depth": 3}
LINE_ROLES = {"influence": "accent", "conflict": "bad", "informal": "chart4"}


def signed(level: int) -> str:
    """+1, 0, −2."""
    return f"{level:+d}".replace("-", "−") if level else "0"


def support_mark(level: int | None) -> str:
    """The arrows of a level; ? where it is unknown."""
    return _SUPPORT[level][0] if level is not None else "?"


def support_role(level: int | None) -> str:
    """Colour role of a level."""
    return _SUPPORT[level][2] if level is not None else "muted"


def support_words(level: int | None, *, mark: bool = True) -> str:
    """▲ For us +1."""
    if level is None:
        return "? " + _("Unknown") if mark else _("Unknown")
    sign, word, _role = _SUPPORT[level]
    words = f"{_(word)} {signed(level)}"
    return f"{sign} {words}" if mark else words


def influence_words(influence: int | None) -> str:
    """3 Inner circle."""
    return _("Unknown") if influence is None else f"{influence} {_(_INFLUENCE[influence])}"


def coverage_words(coverage: str | None) -> str:
    """The word of a coverage."""
    return COVERAGE.label(coverage) if coverage else _("Unknown")


def relation_words(level: str | None) -> str:
    """The word of a relation."""
    return RELATION_LEVEL.label(level) if level else _("Unknown")


def role_words(roles: tuple[str, ...]) -> list[str]:
    """The words of buying roles."""
    return [BUYING_ROLE.label(each) for each in roles]


def silence_words(person: MapPerson) -> str:
    """How long ago the last contact was, with the limit of the role when it has passed."""
    if person.is_placeholder:
        return _("Name and stand unknown")
    if person.days is None:
        return _("Never met")
    if person.days == 0:
        return _("Met today")
    words = ngettext("Met {count} day ago", "Met {count} days ago", person.days).format(
        count=person.days
    )
    return f"{words} / {person.limit}" if person.is_overdue else words


def certainty_words(person: MapPerson, fact: str | None = None) -> str:
    """Whether it is confirmed or assumed."""
    return _("Confirmed") if person.is_confirmed(fact) else _("Assumed")


def line_words(line: MapLine) -> str:
    """What stands at a line: its note, and that it is assumed."""
    said = line.note or ""
    if line.is_confirmed or not said:
        return said
    return _("{note} (assumed)").format(note=said)


def whole_line_words(line: MapLine, start: MapPerson, end: MapPerson) -> str:
    """A line as a sentence for lists and screen readers."""
    kind = LINE_KIND.label(line.kind)
    sure = _("Confirmed") if line.is_confirmed else _("Assumed")
    said = f"{start.title} → {end.title}: {kind}"
    return " · ".join(filter(None, (said, line.note, sure)))


def short_day(day: date, today: date) -> str:
    """Month and day; with the year when it is not this one."""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()
