"""What `kamdesk form read --json` prints and the record of an import keeps: plain values about files and forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kamdesk.exchange.sheets import CellError, Formula
from kamdesk.forms.apply import Applied
from kamdesk.forms.batch import BatchResult, FileReading
from kamdesk.forms.differences import FieldDifference, FormDifference, State


def to_json(files: Sequence[FileReading], result: BatchResult | None = None) -> dict[str, Any]:
    """One object for all files: every field with its value, how it was found, and what it would change."""
    forms = sum(len(file.forms) for file in files)
    answer: dict[str, Any] = {
        "files": [_file(file) for file in files],
        "counts": {
            "files": len(files),
            "forms": forms,
            "unreadable": sum(1 for file in files if file.problem and not file.skipped),
            "skipped": sum(1 for file in files if file.skipped),
        },
    }
    if result is not None:
        answer["applied"] = result.counts()
    return answer


def has_rejects(files: Sequence[FileReading]) -> bool:
    """Whether a file could not be read, or a form or value not be filed: exit status 1."""
    return any(
        (file.problem and not file.skipped)
        or any(each.refusal or each.refused for each in file.applied)
        or (not file.applied and any(each.refusal for each in file.differences))
        for file in files
    )


def _file(file: FileReading) -> dict[str, Any]:
    answer: dict[str, Any] = {"file": str(file.path), "problem": file.problem, "forms": []}
    if file.skipped:
        answer["skipped"] = True
    if file.notes:
        answer["notes"] = list(file.notes)
    for number, difference in enumerate(file.differences):
        form = _form(difference)
        if number < len(file.applied):
            form["applied"] = _applied(file.applied[number])
        answer["forms"].append(form)
    return answer


def _form(difference: FormDifference) -> dict[str, Any]:
    reading = difference.reading
    record = {
        "name": difference.name,
        "id": plain_id(difference.record_id),
        "uid": reading.uid or None,
        "known_by": None if difference.how == "none" else difference.how,
        "new": difference.is_new,
    }
    before, after = difference.completeness or (None, None)
    return {
        "form": reading.form,
        "sheet": reading.sheet,
        "record": record,
        "account": record if reading.form == "archive" else {"id": difference.account_id},
        "candidates": [{"id": each.record_id, "name": each.name} for each in difference.candidates],
        "similar": [
            {"id": each.account_id, "name": each.name, "why": each.why}
            for each in difference.similar
        ],
        "doubt": difference.doubt,
        "refusal": difference.refusal,
        "same_as": difference.same_as,
        "completeness": {
            "before": before,
            "after": after,
        },
        "changes": len(difference.changes),
        "differences": [each.key for each in difference.changes],
        "problems": [each.key for each in difference.problems],
        "fields": {each.key: _field(each) for each in difference.fields},
        "unknown_labels": [
            {"label": each.text, "value": each.value, "cell": each.cell}
            for each in reading.unknown_labels
        ],
    }


def _field(each: FieldDifference) -> dict[str, Any]:
    found = each.found
    answer: dict[str, Any] = {
        "label": each.label,
        "value": plain(each.found.value if each.state is State.SAME else each.new),
        "text": each.new_text,
        "raw": plain(found.raw),
        "how": found.how,
        "found_by": found.label,
        "sheet": found.sheet,
        "cell": found.cell,
        "state": each.state.value,
        "old": plain(each.old),
        "ticked": each.ticked,
    }
    if each.currency:
        answer["currency"] = each.currency
    if each.problem:
        answer["problem"] = each.problem
    if each.alternatives:
        answer["alternatives"] = [plain(value) for value in each.alternatives]
    return answer


def _applied(applied: Applied) -> dict[str, Any]:
    return {
        "record_id": plain_id(applied.record_id),
        "created": applied.created,
        "written": applied.changed,
        "refusal": applied.refusal,
        "refused": [
            {"field": each.key, "label": each.label, "cell": each.cell, "value": each.value, "reason": each.reason}
            for each in applied.refused
        ],
    }  # fmt: skip


def plain_id(record_id: Any) -> int | None:
    """The id of a record; None for what is identified in another way."""
    return record_id if isinstance(record_id, int) else None


def outcome_of(file: FileReading) -> dict[str, Any]:
    """What the record of the import keeps of a file."""
    return {
        "file": file.path.name,
        "problem": file.problem,
        "forms": [
            {"sheet": difference.reading.sheet, "name": difference.name, **_applied(applied)}
            for difference, applied in zip(file.differences, file.applied, strict=True)
        ],
    }


def problems_of(file: FileReading) -> list[dict[str, Any]]:
    """What did not go in and why, in the shape in which `ImportBatch.outcome` lists problems."""
    if file.problem:
        return [_problem(file, "", "", "", file.problem)]
    found = []
    for difference, applied in zip(file.differences, file.applied, strict=True):
        if applied.refusal:
            found.append(_problem(file, "", "", difference.name, applied.refusal))
        found += [
            _problem(file, each.found.cell, each.label, _raw_text(each), each.problem or "")
            for each in difference.problems
        ]
        found += [
            _problem(file, each.cell, each.label, each.value, each.reason)
            for each in applied.refused
        ]
    return found


def _raw_text(difference: FieldDifference) -> str:
    return "" if difference.found.raw is None else str(plain(difference.found.raw))


def _problem(file: FileReading, cell: str, field: str, value: str, reason: str) -> dict[str, Any]:
    return {"file": file.path.name, "cell": cell, "field": field, "value": value, "reason": reason}


def plain(value: Any) -> Any:
    """`value` as JSON holds it: days as ISO text, decimals as exact text."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
