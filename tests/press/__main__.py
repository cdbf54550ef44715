"""Serve the press by hand until stdin closes.

python -m tests.press --seed 7 --articles 30 --yaml press.yaml --truth truth.json --log log.jsonl
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from tests.press.dates import ZONE
from tests.press.press import build_press, outlets_yaml
from tests.press.server import serve


def main(arguments: list[str] | None = None) -> int:
    """Serve a press; the log of requests is written when stdin closes."""
    parser = argparse.ArgumentParser(prog="python -m tests.press", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--articles", type=int, default=30, help="articles for each outlet, 12 to 60")
    parser.add_argument("--port-base", type=int, default=0, help="first port; 0 takes free ones")
    parser.add_argument(
        "--now", type=datetime.fromisoformat, default=None, help="an aware ISO time; articles lie in the six days before it (default: now)"
    )
    parser.add_argument("--yaml", type=Path, required=True, help="where the outlet file goes")
    parser.add_argument("--truth", type=Path, help="where the truth goes, for python -m tests.press.score")
    parser.add_argument("--log", type=Path, help="where the log of requests goes in the end")
    chosen = parser.parse_args(arguments)
    now = (chosen.now or datetime.now(ZONE)).astimezone(ZONE)
    with serve(build_press(chosen.seed, chosen.articles, now=now), chosen.port_base) as press:
        chosen.yaml.write_text(outlets_yaml(press), encoding="utf-8")
        if chosen.truth:
            press.truth().save(chosen.truth)
        for site in press.sites:
            sys.stderr.write(f"{site.base}/  {site.name}  {site.profile.kind}\n")
        sys.stderr.write("Serving; close stdin (Ctrl + D) to stop.\n")
        sys.stderr.flush()
        sys.stdin.read()
        if chosen.log:
            chosen.log.write_text("".join(json.dumps(asdict(hit), ensure_ascii=False) + "\n" for hit in press.hits), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
