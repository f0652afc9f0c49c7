"""Draws every page of the window with the demonstration data, in both languages and themes, to PNG files.

Usage: python tools/shots.py --out DIR
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path


def main() -> None:
    """Draws into the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from kamdesk.store.opening import open_store
    from kamdesk.ui.shots import shoot_pages
    from kamdesk.work import demo

    with tempfile.TemporaryDirectory() as scratch:
        store = open_store(Path(scratch) / "home")
        demo.load(store)
        for file in shoot_pages(store, out):
            print(file)
        store.close()


if __name__ == "__main__":
    main()
