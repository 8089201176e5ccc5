"""A lane whose source is a folder of files: jobs by mapping, files put there as somebody would, whole and at rest."""
from __future__ import annotations

import os
import pathlib
import time

from lane import Lane


class FileLane(Lane):
    """`jobs` names each job's mapping, and the mapping's TOML where it is not a shipped one."""

    def __init__(self, jobs: dict[str, tuple[str, str]], extra: str = ""):
        self.jobs = jobs
        super().__init__("", extra=extra)

    def write(self, url, indicators, areas, compare, full_reload, municipality, extra_job="", extra="", http=None,
              source_extra=""):
        self.inbox = self.folder / "in"
        self.inbox.mkdir(exist_ok=True)
        lines = [f'municipality = "{municipality}"', f'state = "{self.state}"', "[source.filer]", 'kind = "register"',
                 f'path = "{self.inbox}"']
        for job, (mapping, text) in self.jobs.items():
            lines += ["[[job]]", f'name = "{job}"', 'source = "filer"', f'mapping = "{mapping}"']
            if text:
                self.own(f"sources/{mapping}.toml", text)
        self.config.write_text("\n".join(lines) + "\n" + extra, encoding="utf-8")

    def own(self, name: str, text: str) -> None:
        """A file of the operator's, beside sluss.toml."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def put(self, name: str, data: bytes) -> pathlib.Path:
        path = self.inbox / name
        path.write_bytes(data)
        rested = time.time() - 60
        os.utime(path, (rested, rested))
        return path
