#!/usr/bin/env python3
"""What the CSV and JSON writers wrote, read back by Python's own readers: not a character lost."""
import csv
import json
import os
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.argv[1], "--gtest_filter=RoundTrip.*"], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, "SLUSS_ROUND_TRIP": folder})
    with open(os.path.join(folder, "texts.json"), encoding="utf-8") as file:
        texts = [row["text"] for row in json.load(file)]
    assert len(texts) > 20 and "=1+1" in texts and "two\r\nlines" in texts, texts

    def rows(name):
        csv.field_size_limit(1_000_000)
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            return list(csv.reader(file, strict=True))

    assert rows("raw.csv") == [["n", "text"]] + [[str(n), text] for n, text in enumerate(texts)]
    safe = ["'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") else text for text in texts]
    assert rows("plain.csv") == [["n", "text"]] + [[str(n), text] for n, text in enumerate(safe)]
print("round trip: %d texts" % len(texts))
