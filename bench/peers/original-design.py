"""The original design's function: json.loads for each record, keys lower-cased, json.dumps, gzip.

    python3 original-design.py RAW_FOLDER OUTPUT_FOLDER GZIP_LEVEL

Reads all files below RAW_FOLDER, each with a JSON object a line, with or without gzip, writes one
gzip file of lines for each, and prints how many records it has read. The original design also put
the line breaks in by replacing every `}{`; here they are there, because some strings have a `}{`.
"""

import gzip
import json
import sys
from pathlib import Path


def lower_cased(value):
    if isinstance(value, dict):
        return {key.lower(): lower_cased(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [lower_cased(inner) for inner in value]
    return value


def main(raw_folder: str, output_folder: str, gzip_level: str) -> None:
    Path(output_folder).mkdir(parents=True, exist_ok=True)
    records = 0
    files = sorted(path for path in Path(raw_folder).rglob("*") if path.is_file())
    for number, file in enumerate(files):
        stored = file.read_bytes()
        text = (gzip.decompress(stored) if stored[:2] == b"\x1f\x8b" else stored).decode()
        lines = []
        for record in text.split("\n"):
            if record:
                lines.append(json.dumps(lower_cased(json.loads(record))))
        records += len(lines)
        output = gzip.compress("\n".join(lines).encode(), int(gzip_level))
        Path(output_folder, f"{number}.json.gz").write_bytes(output)
    print(json.dumps({"records": records}))


main(*sys.argv[1:])
