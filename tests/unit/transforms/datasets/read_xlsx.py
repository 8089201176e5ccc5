#!/usr/bin/env python3
"""A workbook as JSON: sheet names, and for each sheet its rows of cells, frozen pane and filter. zipfile and XML only."""
import json
import re
import sys
import zipfile
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unescaped(text):
    """_x0041_ is the escape of a character that XML cannot carry (ECMA-376, ST_Xstring)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def column_number(reference):
    number = 0
    for letter in re.match("[A-Z]+", reference)[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def formats_of(styles):
    codes = {int(f.get("numFmtId")): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
    codes[49] = "@"
    return [codes.get(int(xf.get("numFmtId"))) for xf in styles.find(MAIN + "cellXfs")]


def cell_of(cell, strings, formats):
    kind, value = cell.get("t"), cell.find(MAIN + "v")
    result = {}
    if cell.find(MAIN + "f") is not None:
        result["formula"] = cell.find(MAIN + "f").text
    if kind == "inlineStr":
        result["text"] = unescaped("".join(part.text or "" for part in cell.iter(MAIN + "t")))
    elif kind == "s":
        result["text"] = unescaped(strings[int(value.text)])
    elif kind == "b":
        result["boolean"] = value.text == "1"
    elif value is not None:
        result["number"] = float(value.text)
    code = formats[int(cell.get("s", 0))]
    if code:
        result["format"] = code
    return result


def sheet_of(sheet, strings, formats):
    rows = []
    for row in sheet.iter(MAIN + "row"):
        while len(rows) < int(row.get("r")):
            rows.append([])
        for cell in row:
            at = column_number(cell.get("r"))
            while len(rows[-1]) <= at:
                rows[-1].append({})
            rows[-1][at] = cell_of(cell, strings, formats)
    pane, wanted = sheet.find(f".//{MAIN}pane"), sheet.find(MAIN + "autoFilter")
    return {"rows": rows, "frozen": None if pane is None else pane.get("topLeftCell"),
            "filter": None if wanted is None else wanted.get("ref"),
            "heights": {row.get("r"): float(row.get("ht")) for row in sheet.iter(MAIN + "row") if row.get("ht")}}


def main():
    with zipfile.ZipFile(sys.argv[1]) as archive:
        def document(name):
            return ElementTree.fromstring(archive.read(name))

        strings = []
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = ["".join(part.text or "" for part in item.iter(MAIN + "t")) for item in document("xl/sharedStrings.xml")]
        formats = formats_of(document("xl/styles.xml"))
        targets = {r.get("Id"): r.get("Target") for r in document("xl/_rels/workbook.xml.rels")}
        book = {"names": [], "sheets": {}}
        for sheet in document("xl/workbook.xml").iter(MAIN + "sheet"):
            book["names"].append(sheet.get("name"))
            book["sheets"][sheet.get("name")] = sheet_of(document("xl/" + targets[sheet.get(RELATION)]), strings, formats)
    json.dump(book, sys.stdout)


main()
