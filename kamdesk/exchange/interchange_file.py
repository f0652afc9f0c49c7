"""Tells interchange files from all others and reads what they hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kamdesk.exchange.interchange import FORMAT, VERSION
from kamdesk.exchange.sheets import Reason, UnreadableFile
from kamdesk.i18n import _


def read_interchange(path: Path) -> dict[str, Any] | None:
    """The content of an interchange file (.json, or a workbook written by `export_all`); None for any other file.

    Raises UnreadableFile for one that is damaged, or written by a newer version.
    """
    dumped: Any = None
    try:
        with path.open("rb") as stream:
            head = stream.read(4)
    except OSError:
        return None
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        try:
            dumped = json.loads(path.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError) as problem:
            raise UnreadableFile(
                _("“{name}” is damaged: it is no whole JSON file.").format(name=path.name),
                Reason.DAMAGED,
            ) from problem
    elif head == b"PK\x03\x04":
        from kamdesk.exchange.interchange_book import read_book

        dumped = read_book(path)
        if dumped is None:
            return None
    else:
        return None
    if not isinstance(dumped, dict) or dumped.get("format") != FORMAT:
        raise UnreadableFile(
            _("“{name}” is no interchange file of kamdesk.").format(name=path.name),
            Reason.NOT_A_TABLE,
        )
    if not isinstance(dumped.get("version"), int) or dumped["version"] > VERSION:
        raise UnreadableFile(
            _("“{name}” was written by a newer kamdesk. Install that to read it.").format(
                name=path.name
            ),
            Reason.NOT_A_TABLE,
        )
    return dumped
