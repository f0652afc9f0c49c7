"""Opens any table-like file as plain sheets, by what it holds and not by its name, or refuses with a reason."""

from __future__ import annotations

import io
from pathlib import Path

from kamdesk.exchange.archives import Archive, damaged, encrypted, too_large
from kamdesk.exchange.delimited import not_a_table, read_delimited
from kamdesk.exchange.ods import read_ods
from kamdesk.exchange.sheets import Book, Reason, UnreadableFile
from kamdesk.exchange.xls import read_xls
from kamdesk.exchange.xlsx import read_xlsx
from kamdesk.i18n import _

LIMIT_BYTES = 200_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHER_KINDS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite format 3",
)
_WORKBOOK_NAMES = {".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xls", ".ods": "ods"}


def open_sheets(
    path: Path | str, *, encoding: str | None = None, limit_bytes: int = LIMIT_BYTES
) -> Book:
    """The sheets of an xlsx, xlsm, xls, ods, csv or tsv file with typed values.

    `encoding` is for text files and overrules what would be guessed. Raises `UnreadableFile` with one sentence for
    anything else. `Book.format` says what the file is; a note says so where its name says otherwise.
    """
    path = Path(path)
    data = _bytes(path, limit_bytes)
    if data.startswith(_ZIP):
        book = _read_archive(data, path)
    elif data.startswith(_OLE):
        book = _read_ole(data, path)
    elif data.startswith(_OTHER_KINDS):
        raise not_a_table(path)
    else:
        book = read_delimited(data, path, encoding)
    named = _WORKBOOK_NAMES.get(path.suffix.lower())
    if (
        named is None
        and path.suffix.lower() in (".csv", ".tsv")
        and book.format not in ("csv", "tsv")
    ):
        named = path.suffix.lower()[1:]
    if named is not None and named != book.format:
        book.notes += (
            _("“{name}” is really a {format} file and was read as one.").format(
                name=path.name, format=book.format
            ),
        )
    return book


def _bytes(path: Path, limit: int) -> bytes:
    if path.name.startswith(("~$", ".~lock.")):
        raise UnreadableFile(
            _("“{name}” only marks that another file is open; choose that file.").format(
                name=path.name
            ),
            Reason.LOCK_FILE,
        )
    try:
        if path.is_dir():
            raise UnreadableFile(_("“{name}” is a folder.").format(name=path.name), Reason.FOLDER)
        if path.stat().st_size > limit:
            raise too_large(path)
        data = path.read_bytes()
    except FileNotFoundError as problem:
        raise UnreadableFile(
            _("“{name}” does not exist.").format(name=path.name), Reason.MISSING
        ) from problem
    except PermissionError as problem:
        raise UnreadableFile(
            _(
                "“{name}” may not be read: it is open in another program or belongs to somebody else."
            ).format(name=path.name),
            Reason.FORBIDDEN,
        ) from problem
    except (OSError, ValueError) as problem:
        raise UnreadableFile(
            _("“{name}” could not be read: {problem}").format(name=path.name, problem=problem),
            Reason.DAMAGED,
        ) from problem
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile(_("“{name}” is empty.").format(name=path.name), Reason.EMPTY)
    return data


def _read_archive(data: bytes, path: Path) -> Book:
    archive = Archive(data, path)
    names = {name.lower() for name in archive.names}
    if "xl/workbook.bin" in names:
        raise UnreadableFile(
            _("“{name}” is a binary workbook (xlsb). Save it as xlsx first.").format(
                name=path.name
            ),
            Reason.NOT_A_TABLE,
        )
    if "content.xml" in names:
        kind = (archive.read("mimetype") or b"").decode("ascii", "replace")
        if kind and "spreadsheet" not in kind:
            raise not_a_table(path)
        return read_ods(archive, path)
    if any(name.startswith(("word/", "ppt/")) for name in names) or not (
        "[content_types].xml" in names or "xl/workbook.xml" in names
    ):
        raise not_a_table(path)
    return read_xlsx(archive, path)


def _read_ole(data: bytes, path: Path) -> Book:
    """Old Excel files, and the wrapping of encrypted new ones; names in it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted(path)
    if (
        "WordDocument".encode("utf-16-le") in data
        or "PowerPoint Document".encode("utf-16-le") in data
    ):
        raise not_a_table(path)
    if "Book".encode("utf-16-le") not in data and "book".encode("utf-16-le") not in data:
        raise damaged(path)
    return read_xls(io.BytesIO(data), path)
