"""The zip archives that xlsx and ods files are: opened within limits, their XML without entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

from kamdesk.exchange.sheets import Reason, UnreadableFile
from kamdesk.i18n import _

_MOST_ENTRIES = 10_000
_MOST_BYTES = 1_000_000_000
"""Of the whole archive unpacked; pictures count although they are never read."""
_MOST_PART_BYTES = 300_000_000
_BOMB_BYTES, _BOMB_RATIO = 10_000_000, 200
"""No sheet is packed as tightly as that: real ones reach about 30."""


class Archive:
    """The parts of a zip file. Raises `UnreadableFile` for a damaged, encrypted or oversized one."""

    def __init__(self, data: bytes, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
            raise damaged(path) from problem
        self._check_sizes()

    def _check_sizes(self) -> None:
        entries = self._zip.infolist()
        bombs = [
            entry
            for entry in entries
            if entry.file_size > _BOMB_BYTES
            and entry.file_size > _BOMB_RATIO * max(entry.compress_size, 1)
        ]
        if (
            bombs
            or len(entries) > _MOST_ENTRIES
            or sum(entry.file_size for entry in entries) > _MOST_BYTES
        ):
            raise UnreadableFile(
                _("“{name}” unpacks to far more than a table holds and was not opened.").format(
                    name=self._path.name
                ),
                Reason.UNSAFE,
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise encrypted(self._path)

    @property
    def names(self) -> tuple[str, ...]:
        """The parts there are."""
        return tuple(self._zip.namelist())

    def read(self, name: str) -> bytes | None:
        """The bytes of a part; None if there is none of that name. XML comes as UTF-8."""
        try:
            entry = self._zip.getinfo(name)
        except KeyError:
            return None
        if entry.file_size > _MOST_PART_BYTES:
            raise too_large(self._path)
        try:
            data = self._zip.read(entry)
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as problem:
            raise damaged(self._path) from problem
        if name.lower().endswith((".xml", ".rels", ".vml")):
            data = self._safe_xml(data)
        return data

    def xml(self, name: str) -> ElementTree.Element | None:
        """A part as a tree; None if there is none of that name."""
        data = self.read(name)
        if data is None:
            return None
        try:
            return ElementTree.fromstring(data)
        except ElementTree.ParseError as problem:
            raise damaged(self._path) from problem

    def _safe_xml(self, data: bytes) -> bytes:
        """`data` as UTF-8 without declaration of another encoding; refused if it declares entities."""
        if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
            codec = (
                "utf-16"
                if data[:2] in (b"\xff\xfe", b"\xfe\xff")
                else "utf-16-le"
                if data[1:2] == b"\0"
                else "utf-16-be"
            )
            try:
                text = data.decode(codec)
            except UnicodeDecodeError as problem:
                raise damaged(self._path) from problem
            data = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace")
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise UnreadableFile(
                _("“{name}” contains declarations that no table needs and was not opened.").format(
                    name=self._path.name
                ),
                Reason.UNSAFE,
            )
        return data


def damaged(path: Path) -> UnreadableFile:
    """The refusal of a file that breaks off or contradicts itself."""
    return UnreadableFile(
        _(
            "“{name}” is damaged or incomplete. Open and save it in the program it comes from."
        ).format(name=path.name),
        Reason.DAMAGED,
    )


def encrypted(path: Path) -> UnreadableFile:
    """The refusal of a file with a password."""
    return UnreadableFile(
        _("“{name}” is protected by a password. Save it without one first.").format(name=path.name),
        Reason.ENCRYPTED,
    )


def too_large(path: Path) -> UnreadableFile:
    """The refusal of a file with more cells or bytes than memory has room for."""
    return UnreadableFile(
        _("“{name}” is too large to be read at once. Divide it into smaller files.").format(
            name=path.name
        ),
        Reason.TOO_LARGE,
    )


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace (strict and transitional workbooks differ there)."""
    return tag.rpartition("}")[2]


def attributes(element: ElementTree.Element) -> dict[str, str]:
    """Attributes by their names without namespace."""
    return {local(name): value for name, value in element.attrib.items()}
