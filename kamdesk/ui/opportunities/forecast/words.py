"""How the forecast page words its figures."""

from __future__ import annotations

from decimal import Decimal

from kamdesk.i18n import _
from kamdesk.model.sales_words import EVENT_OF_DEAL, FORECAST_CATEGORY
from kamdesk.ui.opportunities.forecast.figures import Figures
from kamdesk.ui.opportunities.words import short_money
from kamdesk.work import forecast
from kamdesk.work.analysis.forecasting import Accuracy
from kamdesk.work.forecast import Line

DASH = "—"
MINUS = "−"
_NEXT = 2


def bucket_words(bucket: str) -> str:
    """What a bucket of the forecast is called."""
    if bucket == "won":
        return _("Won")
    if bucket == "all":
        return _("All deals")
    return FORECAST_CATEGORY.label(bucket)


def line_words(line: Line, by: str) -> str:
    """What stands before a line."""
    if by == "owner":
        return line.name or _("nobody")
    return {
        forecast.OVERDUE: _("overdue"), forecast.LATER: _("later"), forecast.UNDATED: _("without a date"),
    }.get(line.key, line.key)  # fmt: skip


def amount_words(amount: Decimal | None, wan: bool, *, dash: bool = True) -> str:
    """An amount; a dash for none, and for 0 where `dash` says so."""
    if amount is None or (dash and not amount):
        return DASH
    return short_money(amount, wan=wan).replace("-", MINUS)


def signed_words(amount: Decimal, wan: bool) -> str:
    """An amount with its sign."""
    sign = "+" if amount > 0 else ""
    return f"{sign}{amount_words(amount, wan, dash=False)}"


def gap_words(line: Line, wan: bool) -> str:
    """▼ what is lacking for the quota, ▲ what lies above it, a dash without a quota."""
    if line.gap is None:
        return DASH
    mark = "▼" if line.gap < 0 else "▲" if line.gap > 0 else ""
    return f"{mark} {amount_words(abs(line.gap), wan, dash=False)}".strip()


def finding(figures: Figures) -> str:
    """The one thing to know: what the next two periods lack most for their quota, else what is committed next."""
    ahead = [each for each in figures.lines if each.key != forecast.OVERDUE][:_NEXT]
    lacking = [each for each in ahead if each.gap is not None and each.gap < 0]
    if lacking:
        worst = min(lacking, key=lambda each: each.gap or Decimal(0))
        return _("{period}: {amount} committed, {missing} short of the quota").format(
            period=line_words(worst, figures.wish.by),
            amount=amount_words(worst.totals.committed_forecast, figures.wan, dash=False),
            missing=amount_words(-(worst.gap or Decimal(0)), figures.wan, dash=False),
        )
    if not ahead:
        return _("Nothing is expected in this period")
    return _("{period}: {amount} committed, {best} at best").format(
        period=line_words(ahead[0], figures.wish.by),
        amount=amount_words(ahead[0].totals.committed_forecast, figures.wan, dash=False),
        best=amount_words(ahead[0].totals.best_case_forecast, figures.wan, dash=False),
    )


def moved_words(figures: Figures) -> str:
    """By how much the forecast moved, and what did most of it."""
    movement = figures.movement
    if movement is None:
        return ""
    if not movement.moves:
        return _("Nothing moved")
    by_kind = movement.by_kind()
    most = max(by_kind, key=lambda kind: (by_kind[kind] * movement.change > 0, abs(by_kind[kind])))
    change = signed_words(movement.change, figures.wan)
    if not movement.change:
        return _("The forecast is what it was, though deals moved")
    return _("{change}, most of it: {kind}").format(change=change, kind=EVENT_OF_DEAL.label(most))


def percent_words(share: Decimal) -> str:
    """One decimal; with its sign in front."""
    return f"{share:.1%}".replace("-", MINUS)


def bias_words(accuracy: Accuracy) -> str:
    """The bias in percent and in words."""
    sign = "+" if accuracy.bias > 0 else ""
    meaning = (
        _("too much was forecast")
        if accuracy.bias > 0
        else _("too little was forecast")
        if accuracy.bias < 0
        else _("neither too much nor too little")
    )
    return f"{sign}{percent_words(accuracy.bias)}, {meaning}"


def short_kind(kind: str) -> str:
    """A kind of move in one word, as it stands below a column."""
    return {
        "won": _("Won"), "lost": _("Lost"), "slipped": _("Slipped"), "pulled_in": _("Earlier"), "up": _("Up"),
        "down": _("Down"), "new": _("Added"), "removed": _("Gone"),
    }[kind]  # fmt: skip
