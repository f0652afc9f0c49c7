"""Files kept with records: copied into the data folder under their SHA-256, found again, checked."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, WorldError
from kamdesk.i18n import _
from kamdesk.model.document import Document
from kamdesk.model.log import ChangedRow
from kamdesk.paths import write_whole
from kamdesk.store import images
from kamdesk.store.store import Store

SIZE_LIMIT = 200 * 1024 * 1024
"""Bytes. A film of the factory does not belong into every backup."""

_PATH = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}")
_BLOCK = 1 << 20


class State(Enum):
    """How the file of a document is."""

    SOUND = "sound"
    MISSING = "missing"
    CHANGED = "changed"


def file_document(
    store: Store,
    session: Session,
    source: Path,
    *,
    account_id: int | None,
    record_kind: str = "Account",
    record_id: int | None = None,
    category: str | None = None,
    on: date | None = None,
    note: str | None = None,
    name: str | None = None,
) -> Document:
    """Copies `source` into the data folder and adds its document to the change `session` belongs to.

    `name` is what is shown (default: the name of `source`); it never becomes a path. A file of the same content is
    kept once. `record_kind` and `record_id` say which record it is filed with (default: the account). Undoing the
    change leaves the file, so that redo finds it. Raises RuleError when the file is too big, WorldError when it
    cannot be read or the disk is full.
    """
    size = _size_of(source)
    if size > SIZE_LIMIT:
        raise RuleError(
            _("“{name}” has {size} MB; a document may have {limit} MB.").format(
                name=source.name, size=size // 1024**2, limit=SIZE_LIMIT // 1024**2
            )
        )
    digest, path = _keep(store.attachments, source)
    document = Document(
        account_id=account_id,
        record_kind=record_kind,
        record_id=account_id if record_id is None else record_id,
        name=(name or source.name)[-255:],
        category=category,
        on=on or date.today(),
        note=note,
        path=path,
        sha256=digest,
        size=(store.attachments / path).stat().st_size,
    )
    session.add(document)
    session.flush()
    return document


def path_of(store: Store, document: Document) -> Path:
    """Where the file of `document` lies. Raises WorldError when the row names a place outside the data folder."""
    if not _PATH.fullmatch(document.path):
        raise WorldError(
            _("The document “{name}” names no file of this data folder.").format(name=document.name)
        )
    return store.attachments / document.path


def state_of(store: Store, document: Document) -> State:
    """Reads the file and compares it with what was filed."""
    try:
        return State.SOUND if _hash(path_of(store, document)) == document.sha256 else State.CHANGED
    except (OSError, WorldError):
        return State.MISSING


def documents(session: Session) -> Iterator[Document]:
    """Every document, those in the waste basket too."""
    yield from session.scalars(select(Document).order_by(Document.id))


def known_paths(session: Session) -> set[str]:
    """The paths that documents name, or would name again after an undo or redo."""
    known = set(session.scalars(select(Document.path)))
    query = select(ChangedRow.before, ChangedRow.after).where(ChangedRow.record == "Document")
    for row in session.execute(query):
        known.update(str(images.load(image).get("path")) for image in row)
    return known


def orphans(store: Store, known: set[str]) -> list[str]:
    """Files in the attachments folder whose path is not among `known`, as paths relative to it."""
    folder = store.attachments
    if not folder.is_dir():
        return []
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return sorted(path for path in found if path not in known)


def _size_of(source: Path) -> int:
    try:
        if not source.is_file():
            raise WorldError(_("There is no file “{name}”.").format(name=source))
        return source.stat().st_size
    except OSError as problem:
        raise _unreadable(source, problem) from problem


def _keep(folder: Path, source: Path) -> tuple[str, str]:
    """Copies `source` whole under its hash, unless its content is there; returns hash and relative path."""
    try:
        digest = _hash(source)
    except OSError as problem:
        raise _unreadable(source, problem) from problem
    ending = source.suffix.lower()
    path = f"{digest[:2]}/{digest}{ending if _ENDING.fullmatch(ending) else ''}"
    target = folder / path
    if target.exists() and _hash(target) == digest:
        return digest, path
    with write_whole(target) as temporary:
        shutil.copyfile(source, temporary)
        copied = _hash(temporary)
        if copied != digest:
            raise WorldError(
                _("“{name}” changed while it was copied. File it again.").format(name=source.name)
            )
    return digest, path


def _hash(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _unreadable(source: Path, problem: OSError) -> WorldError:
    return WorldError(
        _("“{name}” cannot be read: {problem}").format(
            name=source.name, problem=problem.strerror or problem
        )
    )
