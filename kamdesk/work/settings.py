"""Reading and changing the settings of the data folder."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.department import SettingValue, Staff
from kamdesk.model.values import read_time
from kamdesk.settings import SETTING_BY_KEY, SETTINGS


def get(session: Session, key: str) -> Any:
    """The value of setting `key`; KeyError when there is no such setting."""
    default = SETTING_BY_KEY[key].default
    value = session.scalars(select(SettingValue.value).where(SettingValue.key == key)).first()
    return default if value is None else value


def get_all(session: Session) -> dict[str, Any]:
    """Every setting, in the order of their declaration."""
    rows = session.execute(select(SettingValue.key, SettingValue.value))
    stored: dict[str, Any] = {row.key: row.value for row in rows}
    return {setting.key: stored.get(setting.key, setting.default) for setting in SETTINGS}


def put(session: Session, key: str, value: Any) -> None:
    """Sets `key`; text is read by the kind of the default. Raises RuleError for an unknown key or a wrong value."""
    value = checked(key, value)
    row = session.scalars(select(SettingValue).where(SettingValue.key == key)).first()
    if row is None:
        session.add(SettingValue(key=key, value=value))
    else:
        row.value = value


def checked(key: str, value: Any) -> Any:
    """`value` as setting `key` keeps it. Raises RuleError for an unknown key or a wrong value."""
    setting = SETTING_BY_KEY.get(key)
    if setting is None:
        raise RuleError(_("There is no setting “{key}”.").format(key=key))
    if isinstance(setting.default, int) and not isinstance(value, int):
        try:
            value = int(str(value))
        except ValueError:
            raise RuleError(
                _("“{label}” takes a whole number.").format(label=setting.label), field=key
            ) from None
    if isinstance(setting.default, str):
        value = str(value)
    if setting.choices is not None and value not in setting.choices:
        allowed = ", ".join(setting.choices.codes)
        raise RuleError(
            _("“{label}” is one of: {allowed}").format(label=setting.label, allowed=allowed),
            field=key,
        )
    if key in ("archive_no_pattern", "complaint_number", "request_number"):
        _check_pattern(key, str(value))
    if key in ("day_begins", "day_ends"):
        reading = read_time(value)
        if reading.value is None:
            raise RuleError(reading.problem or _("Give a time, such as 09:00."), field=key)
        value = reading.value
    return value


def me(session: Session) -> Staff | None:
    """The staff member who uses this computer."""
    number = get(session, "me")
    if not number:
        return None
    return session.scalars(
        select(Staff).where(Staff.number == number, Staff.deleted_at.is_(None))
    ).first()


def _check_pattern(key: str, pattern: str) -> None:
    try:
        first = pattern.format(year=2026, month=11, seq=1)
        second = pattern.format(year=2026, month=11, seq=2)
    except (KeyError, IndexError, ValueError):
        raise RuleError(
            _("The pattern may hold {year}, {month} and {seq:04} and no other braces."),
            field=key,
        ) from None
    if first == second:
        raise RuleError(
            _("The pattern needs {seq}, or all numbers would be the same."),
            field=key,
        )
