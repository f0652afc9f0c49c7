"""What the window remembers between starts: widths, columns, sorting, the open record; kept beside the data as JSON."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from kamdesk.errors import WorldError
from kamdesk.paths import write_whole

_log = logging.getLogger(__name__)


class Memory:
    """Values of JSON under dotted keys in ``ui.json``; losing them costs comfort, never data."""

    def __init__(self, home: Path) -> None:
        self._file = home / "ui.json"
        self._values = self._read()
        self._changed = False

    def get(self, key: str, default: Any = None) -> Any:
        """What was put under `key` at this or an earlier start."""
        return self._values.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Remembers `value`, written by `save`."""
        if self._values.get(key) != value:
            self._values[key] = value
            self._changed = True

    def save(self) -> None:
        """Writes what changed; a folder that cannot be written is no reason to disturb anybody."""
        if not self._changed:
            return
        try:
            with write_whole(self._file) as temporary:
                text = json.dumps(self._values, ensure_ascii=False, indent=1)
                temporary.write_text(text, encoding="utf-8")
        except WorldError as problem:
            _log.warning("the look of the window was not kept: %s", problem)
            return
        self._changed = False

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as problem:
            _log.warning("the look of the window begins anew: %s", problem)
            return {}
        return values if isinstance(values, dict) else {}
