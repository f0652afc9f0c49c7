"""Contents of documents inside an interchange file: put where the documents say, if they are what they say."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kamdesk.i18n import _
from kamdesk.paths import write_whole


def keep_content(attachments: Path, values: Mapping[str, Any], content: str) -> str:
    """Writes `content` (base64) into the folder `attachments` under the ``path`` of `values`, whose hash it must
    have. Returns a sentence when it was not kept, "" when it was."""
    path, digest = str(values.get("path")), str(values.get("sha256"))
    if not re.fullmatch(rf"{digest[:2]}/{re.escape(digest)}(?:\.[a-z0-9]{{1,8}})?", path):
        return _(
            "The path of the document does not follow from its content; the content was left out."
        )
    try:
        data = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        return _("The content of the document is damaged and was left out.")
    if hashlib.sha256(data).hexdigest() != digest:
        return _("The content of the document is damaged and was left out.")
    target = attachments / path
    if not target.exists():
        with write_whole(target) as temporary:
            temporary.write_bytes(data)
    return ""
