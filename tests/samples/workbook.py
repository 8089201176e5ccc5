"""Tables as the three kinds of file in which publications come: XLSX, CSV and a saved web page.

A table is rows of cells: None, a text, a number, or a Fraction (a share that a workbook shows in percent). The same rows
give the same bytes, whenever and wherever they are written.
"""
import html
import io
import zipfile
from dataclasses import dataclass, field

DAY = (2025, 1, 1, 0, 0, 0)  # of every entry of a workbook
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Fraction(float):
    """0.456, shown as 45,6 %."""


@dataclass
class Sheet:
    name: str
    rows: list
    merged: list = field(default_factory=list)  # (first row, first column, last row, last column), from 0


def letters(column: int) -> str:
    """A for 0, AA for 26."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def comma(value) -> str:
    """As Swedish text: 71,9; 45,6 % for a share; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return f"{value * 100:.1f} %".replace(".", ",")
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _cell(row: int, column: int, value) -> str:
    place = f"{letters(column)}{row + 1}"
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{html.escape(value, quote=False)}</t></is></c>'
    style = ' s="1"' if isinstance(value, Fraction) else ""
    return f'<c r="{place}"{style}><v>{float(value) if style else value}</v></c>'


def _sheet(sheet: Sheet) -> str:
    rows = "".join(
        f'<row r="{i + 1}">' + "".join(_cell(i, k, value) for k, value in enumerate(row)) + "</row>"
        for i, row in enumerate(sheet.rows) if any(value is not None for value in row))
    cells = "".join(f'<mergeCell ref="{letters(b)}{a + 1}:{letters(d)}{c + 1}"/>' for a, b, c, d in sheet.merged)
    merged = f'<mergeCells count="{len(sheet.merged)}">{cells}</mergeCells>' if cells else ""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{merged}</worksheet>'


def xlsx(sheets: list[Sheet]) -> bytes:
    """A workbook. Shares have the number format 0,0 %."""
    numbers = range(1, len(sheets) + 1)
    styles = (f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
              '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
              '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs></styleSheet>')
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
            + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPE}.worksheet+xml"/>'
                      for n in numbers) + "</Types>",
        "_rels/.rels":
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml":
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
            + "".join(f'<sheet name="{html.escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
                      for n, sheet in zip(numbers, sheets)) + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{PACKAGE}/relationships">'
            + "".join(f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
                      for n in numbers)
            + f'<Relationship Id="rId{len(sheets) + 1}" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": styles,
    }
    for n, sheet in zip(numbers, sheets):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(sheet)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, text if text.startswith("<?xml") else HEAD + text)
    return file.getvalue()


def csv(rows: list, encoding: str = "utf-8-sig", delimiter: str = ";") -> bytes:
    def quoted(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(c in text for c in delimiter + '"\n') else text
    return "".join(delimiter.join(quoted(comma(value)) for value in row) + "\r\n" for row in rows).encode(encoding)


def page(title: str, rows: list) -> bytes:
    """A web page as a browser saves it: a table for its looks, a heading, and the table; å, ä and ö as entities."""
    def text(value) -> str:
        return html.escape(comma(value)).encode("ascii", "xmlcharrefreplace").decode()
    lines = "\n".join("<tr>" + "".join(f"<td>{text(value)}</td>" for value in row) + "</tr>" for row in rows)
    return (f"<!DOCTYPE html>\n<html lang=\"sv\"><head><meta charset=\"utf-8\"><title>{text(title)}</title></head><body>\n"
            f"<table><tr><td>Start</td><td>Om oss</td></tr></table>\n<h1>{text(title)}</h1>\n<table>\n{lines}\n</table>\n"
            "</body></html>\n").encode("ascii")
