#!/usr/bin/env python3
"""Whether each relative link of the pages in a folder leads to a file there, and to a heading or an anchor that the page has.

    tests/tools/page_links.py FOLDER

Prints what leads nowhere, and ends with 1 then.
"""
import pathlib
import re
import sys

LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"(?m)^#+ +(.*?) *$")
NAMED = re.compile(r'<a id="([^"]+)">')
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def anchors(page: str) -> set[str]:
    """Of headings as forges make them: small letters, blanks to hyphens, no other signs; and those that the page names."""
    named = set(NAMED.findall(page))
    return named | {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(page)}


def lost(folder: pathlib.Path) -> list[str]:
    findings = []
    for page in sorted(folder.rglob("*.md")):
        text = page.read_text(encoding="utf-8")
        for link in LINK.findall(text):
            if SCHEME.match(link):
                continue
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page.resolve()
            if not target.is_file() or not target.is_relative_to(folder.resolve()):
                findings.append(f"{page.relative_to(folder)}: {link} is not there")
            elif anchor and anchor not in anchors(target.read_text(encoding="utf-8")):
                findings.append(f"{page.relative_to(folder)}: {link} has no such heading")
    return findings


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    pages = len(list(folder.rglob("*.md")))
    findings = lost(folder)
    print("\n".join(findings) if findings else f"the links of {pages} pages lead somewhere")
    return 1 if findings or pages == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
