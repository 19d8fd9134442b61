"""Writes Office Open XML workbooks: sheets of texts and numbers, each cell with one of a few looks.

A general writer makes an object of every cell, and the figures of a report are counted in less time than it takes:
of a province's yearly report (3,600 cells) XlsxWriter 3.3 takes at least 2.4 times as long as this module
(39 ms of processor; 54 with constant memory), openpyxl ten times. Should reports need what is not here (charts,
merged cells, formulas), take XlsxWriter: `written` is all that the workbook asks of this module.
Source: ECMA-376, 5th edition, part 1, 18 (SpreadsheetML).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# What XML 1.0 cannot hold, and what a reader would take for a character in disguise (22.9.2.19).
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
DISGUISED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# A text with none of these is written as it is.
SPECIAL = re.compile(f"[&<>{NOT_XML.pattern[1:-1]}]|{DISGUISED.pattern}")
LONGEST = 32_767  # letters in a cell
OWN_FORMATS = 164  # numbers below are the program's own
# A row's height in points (12-point type), that of each line more, and how full words leave a line.
ROW_PT, LINE_PT, FULL = 18, 16, 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How a cell looks; made once for all cells that share it, since one made anew is another, however alike."""

    size: int = 12
    bold: bool = False
    boxed: bool = False
    shaded: bool = False
    wrapped: bool = False
    horizontal: str = ""
    vertical: str = "top"
    number_format: str = ""
    is_quoted: bool = False  # text that would be a formula, were it typed


# One figure, or one text, and how it looks.
type_of_written = tuple[str | int | Decimal, Look]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `heading` is the row that stays in sight and is repeated in print (0: none)."""

    name: str
    widths: Sequence[int]
    rows: Sequence[Sequence[type_of_written]]
    heading: int = 0
    is_wide: bool = False


class _Looks(dict[Look, int]):
    """The looks in use, by their number; 0 is that of cells that nobody wrote."""

    def __missing__(self, look: Look) -> int:
        self[look] = len(self)
        return self[look]


def written(sheets: Sequence[Sheet], *, title: str, author: str) -> bytes:
    """The file."""
    looks, file = _Looks({Look(): 0}), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as package:
        for number, sheet in enumerate(sheets, start=1):
            package.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(sheet, looks))
        package.writestr("[Content_Types].xml", _content_types(len(sheets)))
        package.writestr("_rels/.rels", _relations(_OF_PACKAGE))
        package.writestr("xl/workbook.xml", _workbook(sheets))
        package.writestr("xl/_rels/workbook.xml.rels", _relations(_of_workbook(len(sheets))))
        package.writestr("xl/styles.xml", _styles(list(looks)))
        package.writestr("docProps/core.xml", _core(title, author))
    return file.getvalue()


def column_name(number: int) -> str:
    """A, B … Z, AA …; from 1."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _sheet(sheet: Sheet, looks: _Looks) -> str:
    most = max((len(row) for row in sheet.rows), default=0)
    names = [column_name(number) for number in range(1, most + 1)]
    view = "<sheetView workbookViewId='0'/>"
    if sheet.heading:
        below = sheet.heading + 1
        view = (
            f'<sheetView workbookViewId="0"><pane xSplit="1" ySplit="{sheet.heading}" topLeftCell="B{below}" '
            'activePane="bottomRight" state="frozen"/></sheetView>'
        )
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(sheet.widths, start=1)
    )
    rows = "".join(
        f'<row r="{number}"{_height(row, sheet.widths)}>{_cells(row, names, number, looks)}</row>'
        for number, row in enumerate(sheet.rows, start=1)
    )
    orientation = "landscape" if sheet.is_wide else "portrait"
    return (
        f'{HEAD}<worksheet xmlns="{SPREADSHEET}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews>{view}</sheetViews><sheetFormatPr defaultRowHeight="{ROW_PT}" customHeight="1"/>'
        f"{f'<cols>{widths}</cols>' if widths else ''}"
        f"<sheetData>{rows}</sheetData>"
        f'<pageSetup paperSize="9" orientation="{orientation}" fitToHeight="0"/></worksheet>'
    )


def _height(row: Sequence[type_of_written], widths: Sequence[int]) -> str:
    """Of a row with folded texts: not every program works it out, and all lines but one would be hidden."""
    lines = 1
    for (value, look), width in zip(row, widths, strict=False):
        if isinstance(value, str) and len(value) > width and look.wrapped:
            lines = max(lines, ceil(len(value) / (FULL * width)))
    return f' ht="{ROW_PT + LINE_PT * (lines - 1)}" customHeight="1"' if lines > 1 else ""


def _cells(row: Sequence[type_of_written], names: Sequence[str], number: int, looks: _Looks) -> str:
    found = []
    for name, (value, look) in zip(names, row, strict=False):
        where = f'r="{name}{number}" s="{looks[look]}"'
        if isinstance(value, str):
            text = f'<is><t xml:space="preserve">{_text(value)}</t></is>'
            found.append(f'<c {where} t="inlineStr">{text}</c>')
        else:
            found.append(f"<c {where}><v>{value}</v></c>")
    return "".join(found)


def _text(value: str) -> str:
    if len(value) <= LONGEST and SPECIAL.search(value) is None:
        return value
    return escape(DISGUISED.sub("_x005F_", NOT_XML.sub("", value)[:LONGEST]))


def _workbook(sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(each.name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, each in enumerate(sheets, start=1)
    )
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"{escape(_quoted(each.name))}!${each.heading}:${each.heading}</definedName>"
        for n, each in enumerate(sheets)
        if each.heading
    )
    names = f"<definedNames>{titles}</definedNames>" if titles else ""
    return f'{HEAD}<workbook xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>{names}</workbook>'


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _styles(looks: Sequence[Look]) -> str:
    fonts = list(dict.fromkeys((each.size, each.bold) for each in looks))
    formats = list(dict.fromkeys(each.number_format for each in looks if each.number_format))
    numbers = {text: OWN_FORMATS + place for place, text in enumerate(formats)}
    of_numbers = "".join(
        f'<numFmt numFmtId="{number}" formatCode={quoteattr(text)}/>'
        for text, number in numbers.items()
    )
    of_fonts = "".join(
        f'<font>{"<b/>" if bold else ""}<sz val="{size}"/><name val="Times New Roman"/></font>'
        for size, bold in fonts
    )
    line = 'style="thin"><color rgb="FF7D8B98"/>'
    box = "".join(f"<{side} {line}</{side}>" for side in ("left", "right", "top", "bottom"))
    fill = '<patternFill patternType="solid"><fgColor rgb="FFE3EEF6"/></patternFill>'
    kinds = "".join(
        f'<xf numFmtId="{numbers.get(each.number_format, 0)}" fontId="{fonts.index((each.size, each.bold))}" '
        f'fillId="{2 if each.shaded else 0}" borderId="{int(each.boxed)}" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1" quotePrefix="{int(each.is_quoted)}">'
        f"{_alignment(each)}</xf>"
        for each in looks
    )
    parts = [
        f'<numFmts count="{len(numbers)}">{of_numbers}</numFmts>' if numbers else "",
        f'<fonts count="{len(fonts)}">{of_fonts}</fonts>',
        # The first two fills are the program's own, whatever is said of them.
        (
            '<fills count="3"><fill><patternFill patternType="none"/></fill>'
            f'<fill><patternFill patternType="gray125"/></fill><fill>{fill}</fill></fills>'
        ),
        f'<borders count="2"><border/><border>{box}</border></borders>',
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>',
        f'<cellXfs count="{len(looks)}">{kinds}</cellXfs>',
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>',
    ]
    return f'{HEAD}<styleSheet xmlns="{SPREADSHEET}">{"".join(parts)}</styleSheet>'


def _alignment(look: Look) -> str:
    horizontal = f' horizontal="{look.horizontal}"' if look.horizontal else ""
    return f'<alignment{horizontal} vertical="{look.vertical}" wrapText="{int(look.wrapped)}"/>'


def _content_types(sheets: int) -> str:
    kinds = {
        "/xl/workbook.xml": f"{TYPE}.sheet.main+xml",
        "/xl/styles.xml": f"{TYPE}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    kinds |= {f"/xl/worksheets/sheet{n + 1}.xml": f"{TYPE}.worksheet+xml" for n in range(sheets)}
    parts = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


_OF_PACKAGE = (
    (f"{OFFICE}/officeDocument", "xl/workbook.xml"),
    (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
)


def _of_workbook(sheets: int) -> Iterable[tuple[str, str]]:
    pages = [(f"{OFFICE}/worksheet", f"worksheets/sheet{n + 1}.xml") for n in range(sheets)]
    return [*pages, (f"{OFFICE}/styles", "styles.xml")]


def _relations(parts: Iterable[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _core(title: str, author: str) -> str:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_text(title)}</dc:title><dc:creator>{_text(author)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{now}</dcterms:created></cp:coreProperties>'
    )
