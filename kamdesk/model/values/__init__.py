"""Reading and showing values by kind: what somebody typed becomes a typed value, or a reason why not."""

from kamdesk.model.values.checks import check_email, check_phone, check_postal_code
from kamdesk.model.values.dates import read_date, read_moment, read_partial_date
from kamdesk.model.values.numbers import (
    MONEY_LIMIT,
    read_decimal,
    read_integer,
    read_money,
    read_percent,
)
from kamdesk.model.values.reading import Reading, is_placeholder, without_export_mark
from kamdesk.model.values.showing import show, show_money
from kamdesk.model.values.texts import (
    Label,
    normal_label,
    read_boolean,
    read_choice,
    read_choices,
    read_code,
    read_email,
    read_phone,
    read_text,
)
from kamdesk.model.values.times import read_time

__all__ = [
    "MONEY_LIMIT",
    "Label",
    "Reading",
    "check_email",
    "check_phone",
    "check_postal_code",
    "is_placeholder",
    "normal_label",
    "read_boolean",
    "read_choice",
    "read_choices",
    "read_code",
    "read_date",
    "read_decimal",
    "read_email",
    "read_integer",
    "read_moment",
    "read_money",
    "read_partial_date",
    "read_percent",
    "read_phone",
    "read_text",
    "read_time",
    "show",
    "show_money",
    "without_export_mark",
]
