"""Filters of the list in words: the conditions of one field are one chip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kamdesk.i18n import _
from kamdesk.model.fields import Kind, RecordField
from kamdesk.work.list_conditions import typed
from kamdesk.work.lists import Condition

RANGES = (Kind.DATE, Kind.PARTIAL_DATE, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT)
"""Kinds that are filtered from … to."""


def by_field(conditions: Sequence[Condition]) -> dict[str, tuple[Condition, ...]]:
    """The conditions of each field, in the order in which the fields came."""
    found: dict[str, tuple[Condition, ...]] = {}
    for condition in conditions:
        found[condition.field] = (*found.get(condition.field, ()), condition)
    return found


def replaced(
    conditions: Sequence[Condition], field: str, wanted: Sequence[Condition]
) -> tuple[Condition, ...]:
    """`conditions` with those of `field` replaced by `wanted`, at the same place."""
    found: list[Condition] = []
    done = False
    for condition in conditions:
        if condition.field != field:
            found.append(condition)
        elif not done:
            found += wanted
            done = True
    return tuple(found if done else [*found, *wanted])


def in_words(field: RecordField, conditions: Sequence[Condition], names: Mapping[Any, str]) -> str:
    """What a chip says: “Region: East”, “Next contact: 11-01 – 11-30”."""
    said = _range_words(conditions) or _(", ").join(
        _one(field, condition, names) for condition in conditions
    )
    return _("{field}: {condition}").format(field=field.label, condition=said)


def _range_words(conditions: Sequence[Condition]) -> str:
    least = next((one.values[0] for one in conditions if one.operator == "at_least"), None)
    most = next((one.values[0] for one in conditions if one.operator == "at_most"), None)
    if least is not None and most is not None:
        return _("{least} to {most}").format(least=least, most=most)
    return ""


def _one(field: RecordField, condition: Condition, names: Mapping[Any, str]) -> str:
    values = [value_words(field, value, names) for value in condition.values]
    match condition.operator:
        case "is":
            return _(" or ").join(values)
        case "is_not":
            return _("not {values}").format(values=_(" or ").join(values))
        case "contains":
            return _("contains “{text}”").format(text=" ".join(values))
        case "at_least":
            return _("from {value}").format(value=values[0])
        case "at_most":
            return _("up to {value}").format(value=values[0])
        case "empty":
            return _("empty")
        case "filled":
            return _("filled")
        case "days_ago":
            return _("{days} days ago or more").format(days=values[0])
    return condition.operator


def value_words(field: RecordField, value: Any, names: Mapping[Any, str]) -> str:
    """A value of a condition as people read it."""
    if value is None:
        return _("not set")
    if field.spec.choices is not None:
        return field.spec.choices.label(str(value))
    if field.spec.refers_to:
        return names.get(value, str(value))
    if field.kind is Kind.BOOLEAN:
        return _("Yes") if value else _("No")
    if field.kind is Kind.PERCENT:
        return f"{typed(field, value) * 100:g}%"
    return str(value)
