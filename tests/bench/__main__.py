"""Runs the measurements: ``python -m tests.bench [--only WORD] [--out FILE]`` (``make bench``)."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from kamdesk import i18n
from tests.bench.harness import measure, table, write_json
from tests.bench.room import Room
from tests.bench.rows import ROWS


def main() -> None:
    """Measures, prints the table, writes the JSON file."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", default="", metavar="WORD", help="rows whose name holds WORD")
    results_file = Path("bench-results") / "bench.json"
    parser.add_argument("--out", type=Path, default=results_file, metavar="FILE")
    arguments = parser.parse_args()
    i18n.set_language("en")
    results = []
    with tempfile.TemporaryDirectory(prefix="kamdesk-bench-run-") as folder:
        room = Room(Path(folder))
        try:
            for row in ROWS:
                if arguments.only in row.name:
                    results.append(measure(row, room))
                    print(table(results[-1:]).splitlines()[1], flush=True)
        finally:
            room.close()
    print("\n" + table(results))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    write_json(results, arguments.out)
    print(f"\n{arguments.out}")


if __name__ == "__main__":
    main()
