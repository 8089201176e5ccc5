"""A temporary folder that is gone when this process is, however it ends."""
from __future__ import annotations

import ctypes
import os
import pathlib
import shutil
import signal
import tempfile
import time


def own_folder(prefix: str) -> pathlib.Path:
    folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix))
    watched, kept = os.pipe()  # the end that is kept closes with the process
    if os.fork() == 0:
        os.setsid()
        os.close(kept)
        for stream in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        os.read(watched, 1)
        for _ in range(20):  # a server that has just been killed may still be writing
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.1)
        os._exit(0)
    os.close(watched)
    return folder


def end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
