"""Writes workbooks row after row, as the XML they consist of: a text is a text there, whatever it looks like.

XlsxWriter takes a text such as ``<r>…</r>`` for XML of its own and puts it into the file as it stands, which damages
the file; and it takes several times as long for a cell.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO
from xml.sax.saxutils import quoteattr

from kamdesk.exchange.sheets import cell_name

TEXT = "@"
"""The number format under which a spreadsheet leaves what is typed as it is."""

_BUILT_IN_FORMATS = {"General": 0, TEXT: 49}
_FIRST_OWN_FORMAT = 164
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zones
_ODD = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_XML_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def escaped(text: str) -> str:
    """`text` as it stands inside an element: signs that XML cannot hold as _x000D_, lone surrogates as ``?``."""
    if not text.isprintable():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return _ODD.sub(_written, text)


def _written(match: re.Match[str]) -> str:
    sign = match[0]
    return _XML_SIGNS.get(sign) or f"_x{ord(sign):04X}_"


def text_cells(style: int) -> Callable[[str], str]:
    """Makes cells of text, for `SheetWriter.write`."""
    start = f'" s="{style}" t="inlineStr"><is><t>'
    keeping_blanks = start.replace("<t>", '<t xml:space="preserve">')

    def cell(text: str) -> str:
        outer_blanks = text[:1].isspace() or text[-1:].isspace()
        return f"{keeping_blanks if outer_blanks else start}{escaped(text)}</t></is></c>"

    return cell


def number_cells(style: int) -> Callable[[float], str]:
    """Makes cells of numbers, for `SheetWriter.write`."""
    start = f'" s="{style}"><v>'
    return lambda number: f"{start}{number!r}</v></c>"


def day_number(moment: date) -> float:
    """What a spreadsheet keeps for a day or a moment (local time), right from 1 March 1900 on."""
    if isinstance(moment, datetime):
        return (moment - _DAY_ZERO) / timedelta(days=1)
    return moment.toordinal() - _DAY_ZERO.toordinal()


class SheetWriter:
    """One sheet; `WorkbookWriter.add_sheet` makes it."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name
        self.rows = 0
        """How many were written."""
        self.filter = False
        """Whether the headings get drop-downs to filter by, and figures kept as text raise no remarks."""
        self._letters: list[str] = []
        self._stream = stream

    def begin(self, columns: Sequence[tuple[float, int]], *, frozen: bool) -> None:
        """Writes what stands before the rows: `columns` are width in characters and style."""
        pane = (
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft"/>'
            if frozen
            else ""
        )
        widths = "".join(
            # A spreadsheet adds five of the seven points of a sign as margin.
            f'<col min="{number}" max="{number}" width="{(width * 7 + 5) / 7:.4f}" style="{style}" customWidth="1"/>'
            for number, (width, style) in enumerate(columns, 1)
        )
        self._put(
            f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView>'
            '</sheetViews><sheetFormatPr defaultRowHeight="15"/>'
            + (f"<cols>{widths}</cols>" if widths else "")
            + "<sheetData>"
        )

    def write(self, cells: Sequence[str]) -> None:
        """The next row: cells as `text_cells` and `number_cells` make them, "" for none."""
        self.rows += 1
        number = self.rows
        for column in range(len(self._letters), len(cells)):
            self._letters.append(cell_name(0, column)[:-1])
        # A cell is its XML behind the address, so that the functions that make it need not know where it stands.
        row = "".join(
            [
                f'<c r="{letters}{number}{cell}'
                for letters, cell in zip(self._letters, cells, strict=False)
                if cell
            ]
        )
        self._put(f'<row r="{number}">{row}</row>')

    @property
    def area(self) -> tuple[str, str] | None:
        """First and last cell of what `filter` is about."""
        return ("A1", f"{self._letters[-1]}{self.rows}") if self.filter and self._letters else None

    def end(self, archive: zipfile.ZipFile, name: str) -> None:
        """Writes what stands behind the rows, and the sheet as part `name` of `archive`."""
        filtered = remarks = ""
        if self.area is not None:
            place = ":".join(self.area)
            filtered = f'<autoFilter ref="{place}"/>'
            remarks = f'<ignoredErrors><ignoredError sqref="{place}" numberStoredAsText="1"/></ignoredErrors>'
        self._put(
            f'</sheetData>{filtered}<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3"'
            f' footer="0.3"/>{remarks}</worksheet>'
        )
        part = _part(name)
        # The size in advance tells the archive whether it needs fields of 64 bits, which not every program reads.
        part.file_size = self._stream.tell()
        self._stream.seek(0)
        with archive.open(part, "w") as target:
            shutil.copyfileobj(self._stream, target, 1 << 18)

    def close(self) -> None:
        """Gives the room on the disk free."""
        self._stream.close()

    def _put(self, xml: str) -> None:
        self._stream.write(xml.encode())


class WorkbookWriter:
    """A workbook at `path`, which appears when the ``with`` block ends well."""

    def __init__(self, path: Path, *, title: str = "", created: datetime | None = None) -> None:
        self.path = path
        self.title = title
        self.created = created or datetime.now(UTC)
        self.sheets: list[SheetWriter] = []
        self._styles: list[tuple[str, bool]] = [("General", False)]

    def __enter__(self) -> WorkbookWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _problem: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._save()
        finally:
            for sheet in self.sheets:
                sheet.close()

    def add_sheet(
        self, name: str, columns: Sequence[tuple[float, int]] = (), *, frozen: bool = False
    ) -> SheetWriter:
        """A further sheet; `columns` are width in characters and style of each, `frozen` keeps the first row seen."""
        stream = tempfile.TemporaryFile(dir=self.path.parent)  # noqa: SIM115 - `__exit__` closes it
        sheet = SheetWriter(name, stream)
        self.sheets.append(sheet)
        sheet.begin(columns, frozen=frozen)
        return sheet

    def style(self, number_format: str, *, heading: bool = False) -> int:
        """The number of the style with this number format; a `heading` is bold and underlined."""
        wanted = (number_format, heading)
        if wanted not in self._styles:
            self._styles.append(wanted)
        return self._styles.index(wanted)

    def _save(self) -> None:
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, xml in self._parts().items():
                archive.writestr(_part(name), _DECLARATION + xml)
            for number, sheet in enumerate(self.sheets, 1):
                sheet.end(archive, f"xl/worksheets/sheet{number}.xml")

    def _parts(self) -> dict[str, str]:
        """Every part but the sheets."""
        numbers = range(1, len(self.sheets) + 1)
        return {
            "[Content_Types].xml": (
                f'<Types xmlns="{_PACKAGE}/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
                f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
                '<Override PartName="/docProps/core.xml"'
                ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
                + "".join(
                    f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
                    for number in numbers
                )
                + "</Types>"
            ),
            "_rels/.rels": _relationships(
                (f"{_DOCUMENT}/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ),
            "docProps/core.xml": (
                f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
                ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
                f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escaped(self.title)}</dc:title>'
                f'<dcterms:created xsi:type="dcterms:W3CDTF">{self.created:%Y-%m-%dT%H:%M:%SZ}</dcterms:created>'
                "</cp:coreProperties>"
            ),
            "xl/workbook.xml": self._workbook(),
            "xl/styles.xml": self._style_sheet(),
            "xl/_rels/workbook.xml.rels": _relationships(
                *(
                    (f"{_DOCUMENT}/worksheet", f"worksheets/sheet{number}.xml")
                    for number in numbers
                ),
                (f"{_DOCUMENT}/styles", "styles.xml"),
            ),
        }

    def _workbook(self) -> str:
        sheets = "".join(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
            for number, sheet in enumerate(self.sheets, 1)
        )
        names = "".join(
            # Without this name spreadsheets do not know the filter of the sheet as theirs.
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">'
            f"{escaped(_place(sheet.name, *sheet.area))}</definedName>"
            for number, sheet in enumerate(self.sheets)
            if sheet.area is not None
        )
        return (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{sheets}</sheets>{f'<definedNames>{names}</definedNames>' if names else ''}</workbook>"
        )

    def _style_sheet(self) -> str:
        own = [
            each
            for each in dict.fromkeys(number_format for number_format, _heading in self._styles)
            if each not in _BUILT_IN_FORMATS
        ]
        ids = _BUILT_IN_FORMATS | {each: _FIRST_OWN_FORMAT + at for at, each in enumerate(own)}
        formats = "".join(
            f'<numFmt numFmtId="{ids[each]}" formatCode={quoteattr(each)}/>' for each in own
        )
        cells = "".join(
            f'<xf numFmtId="{ids[number_format]}" fontId="{heading:d}" fillId="0" borderId="{heading:d}" xfId="0"'
            ' applyNumberFormat="1" applyFont="1" applyBorder="1"/>'
            for number_format, heading in self._styles
        )
        font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
        sides = "<left/><right/><top/>"
        return (
            f'<styleSheet xmlns="{_MAIN}">'
            + (f'<numFmts count="{len(own)}">{formats}</numFmts>' if own else "")
            + f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            f'<borders count="2"><border>{sides}<bottom/><diagonal/></border>'
            f'<border>{sides}<bottom style="thin"><color auto="1"/></bottom><diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(self._styles)}">{cells}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def _part(name: str) -> zipfile.ZipInfo:
    """A part of the archive, dated so that the same contents give the same bytes."""
    part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _relationships(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _place(sheet: str, first: str, last: str) -> str:
    """'客户'!$A$1:$I$5"""
    fixed = re.sub("([A-Z]+)([0-9]+)", r"$\1$\2", f"{first}:{last}")
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{fixed}"
