"""Text tables (csv, tsv and their kin): encoding and delimiter found from the text, prose and web pages refused."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from kamdesk.exchange.guard import unguarded
from kamdesk.exchange.sheets import Book, Reason, Sheet, UnreadableFile, Value
from kamdesk.i18n import _

# The module's own limit would refuse a long note; files are limited as a whole (see `files.LIMIT_BYTES`).
csv.field_size_limit(1_000_000_000)

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_RECORDS = 200
_COMMON_SIMPLIFIED = (
    "公司有限客户名称地址电话联系人市区路号股份科技负责备注日期传真邮编"
    "行业职务姓级销售产品技术总经理国东这个们为时说"
)
_COMMON_TRADITIONAL = (
    "公司有限客戶名稱地址電話聯絡人市區路號股份科技負責備註日期傳真郵編"
    "行業職務姓級銷售產品技術總經理國東這個們為時說"
)
_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|div)\b",
    re.I | re.S,
)


def read_delimited(data: bytes, path: Path, encoding: str | None = None) -> Book:
    """The table in the text `data`. `encoding` overrules what would be guessed. Raises `UnreadableFile`."""
    text, codec = decode(data, path, encoding)
    if _HTML.match(text[:4096]) or text[:200].lstrip().startswith(
        ("<?xml", "MIME-Version:", "{\\rtf")
    ):
        raise UnreadableFile(
            _("“{name}” is a web page or another kind of document. Save it as xlsx first.").format(
                name=path.name
            ),
            Reason.NOT_A_TABLE,
        )
    text, delimiter = _named_delimiter(text)
    notes: tuple[str, ...] = ()
    if delimiter is None:
        delimiter = _likely_delimiter(text, path)
    try:
        rows = _records(text, delimiter, strict=True)
    except csv.Error:
        # A quotation mark that is never closed would swallow the rest of the file into one cell.
        rows = _records(text, delimiter, strict=False, quoted=_closes(text, delimiter))
        notes = (
            _("Quotation marks in the file do not match; compare the values with the original."),
        )
    if not any(any(row) for row in rows):
        raise UnreadableFile(_("“{name}” is empty.").format(name=path.name), Reason.EMPTY)
    return Book(
        "tsv" if delimiter == "\t" else "csv",
        (Sheet(path.stem, rows),),
        encoding=codec,
        delimiter=delimiter,
        notes=notes,
    )


def decode(data: bytes, path: Path, encoding: str | None = None) -> tuple[str, str]:
    """The text of `data` and its encoding: by `encoding`, a byte-order mark, or what gives likely text."""
    if encoding is not None:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), encoding
        except (UnicodeDecodeError, LookupError) as problem:
            raise UnreadableFile(
                _("“{name}” is not written in the encoding {encoding}.").format(
                    name=path.name, encoding=encoding
                ),
                Reason.DAMAGED,
            ) from problem
    for codec in _likely_encodings(data):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if (
            len(re.findall(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text[:100_000]))
            > len(text[:100_000]) // 100
        ):
            break
        return text.removeprefix("\ufeff"), codec
    raise not_a_table(path)


def _likely_encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    head = data[:2000]
    if len(head) >= 4 and head.count(0) > len(head) // 10:
        return ("utf-16-le",) if head[1::2].count(0) >= head[::2].count(0) else ("utf-16-be",)
    if data.startswith(b"\xef\xbb\xbf"):
        return ("utf-8-sig",)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _likely_legacy(data)
    return ("utf-8",)


def _likely_legacy(data: bytes) -> tuple[str, ...]:
    """Chinese or western, from how the bytes above ASCII stand: Chinese ones come in pairs, accents alone."""
    sample = data[:200_000]
    high = re.findall(rb"[\x80-\xff]+", sample)
    if sum(len(run) == 1 for run in high) > 0.8 * len(high):
        return ("cp1252", "gb18030")
    ranked = sorted(
        (("gb18030", _common_in_gb(sample)), ("big5hkscs", _common_in_big5(sample))),
        key=lambda one: -one[1],
    )
    return (*(codec for codec, _score in ranked), "cp1252")


def _common_in_gb(sample: bytes) -> float:
    """How ordinary the text is, read as GB18030: the share of its characters in the first level of GB2312 (in
    order of use), and of the commonest words of a list."""
    pairs = re.findall(rb"[\x81-\xfe][\x40-\x7e\x80-\xfe]", sample)
    ordinary = sum(b"\xb0" <= pair[:1] <= b"\xd7" and pair[1] >= 0xA1 for pair in pairs)
    ordinary += sum(pair[:1] in (b"\xa1", b"\xa3") and pair[1] >= 0xA1 for pair in pairs)
    return _score(ordinary, pairs, sample.decode("gb18030", "replace"), _COMMON_SIMPLIFIED)


def _common_in_big5(sample: bytes) -> float:
    """The same for Big5, whose first level ends at C67E."""
    pairs = re.findall(rb"[\x81-\xfe][\x40-\x7e\xa1-\xfe]", sample)
    ordinary = sum(
        b"\xa4\x40" <= pair <= b"\xc6\x7e" or pair[:1] in (b"\xa1", b"\xa2") for pair in pairs
    )
    return _score(ordinary, pairs, sample.decode("big5hkscs", "replace"), _COMMON_TRADITIONAL)


def _score(ordinary: int, pairs: list[bytes], text: str, common: str) -> float:
    letters = [sign for sign in text if sign > "\x7f"]
    if not pairs or not letters:
        return 0.0
    known = sum(sign in common for sign in letters)
    broken = sum(sign == "\N{REPLACEMENT CHARACTER}" for sign in letters)
    return ordinary / len(pairs) + 2 * known / len(letters) - 3 * broken / len(letters)


def _named_delimiter(text: str) -> tuple[str, str | None]:
    """Excel's first line ``sep=;`` and the text behind it."""
    match = re.match(r'"?sep=(.)"?\r?\n?', text, re.IGNORECASE)
    return (text[match.end() :], match[1]) if match else (text, None)


def _likely_delimiter(text: str, path: Path) -> str:
    """The delimiter that gives most records the same number of columns. Raises when none does and the file does
    not look like a list of one column either."""
    best, best_score = "", 0.0
    for delimiter in _DELIMITERS:
        widths = [len(row) for row in _sample(text, delimiter) if any(row)]
        if not widths:
            continue
        width, count = Counter(widths).most_common(1)[0]
        share = count / len(widths)
        alone = len(widths) < 2 and path.suffix.lower() not in (".csv", ".tsv", ".txt", ".tab")
        if width > 1 and share >= 0.6 and not alone and share * min(width, 20) > best_score:
            best, best_score = delimiter, share * min(width, 20)
    if best and not _is_prose(text, best):
        return best
    lines = [line for line in text.splitlines()[:_SAMPLE_RECORDS] if line.strip()]
    if (
        path.suffix.lower() in (".csv", ".tsv")
        and lines
        and not any(re.search(r"[.。!！?？;；]\s*$", one) for one in lines)
    ):
        return ","
    raise not_a_table(path)


def _is_prose(text: str, delimiter: str) -> bool:
    """Sentences with commas in them: most lines end as sentences do, and a blank follows each comma."""
    lines = [line for line in text.splitlines()[:_SAMPLE_RECORDS] if line.strip()]
    sentences = sum(re.search(r"[.。!！?？:：]\s*$", line) is not None for line in lines)
    return (
        delimiter == ","
        and sentences > len(lines) / 2
        and len(re.findall(r",(?! )", "\n".join(lines))) == 0
    )


def _sample(text: str, delimiter: str) -> list[list[str]]:
    return list(islice(_reader(text[:500_000], delimiter, strict=False), _SAMPLE_RECORDS))


def _reader(text: str, delimiter: str, *, strict: bool, quoted: bool = True) -> Iterator[list[str]]:
    return csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=strict,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )


def _records(text: str, delimiter: str, *, strict: bool, quoted: bool = True) -> list[list[Value]]:
    return [
        [unguarded(value) or None for value in row]
        for row in _reader(text, delimiter, strict=strict, quoted=quoted)
    ]


def _closes(text: str, delimiter: str) -> bool:
    """Whether reading tolerantly loses no lines to a quotation mark that stays open."""
    last: list[str] = []
    for record in _reader(text, delimiter, strict=False):
        last = record
    return not any(value.count("\n") > 3 for value in last)


def not_a_table(path: Path) -> UnreadableFile:
    """The refusal of a file with anything else in it."""
    return UnreadableFile(_("“{name}” is no table.").format(name=path.name), Reason.NOT_A_TABLE)
