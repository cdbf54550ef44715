"""`qorgan screen`: the classifier alone, JSON Lines in and out."""

import json
import sys

import typer

from records.i18n import tr


def add_to(app: typer.Typer) -> None:
    """Hang the command into the app."""
    app.command(help=tr("Read articles as JSON Lines on stdin, print their screening. Example: qorgan screen < articles.jsonl"))(screen)


def screen() -> None:
    """One line in, one line out, in the same order."""
    from classify.countries import countries
    from classify.screen import load_screener
    from classify.wire import screen_lines
    from records.settings import read_settings

    screener = load_screener(countries(read_settings().countries))
    # Bytes, so that a line that is not UTF-8 becomes a refusal of that line and not the end of the batch.
    lines = (line.decode("utf-8", errors="replace") for line in sys.stdin.buffer)
    for answer in screen_lines(screener, (line for line in lines if line.strip())):
        print(json.dumps(answer, ensure_ascii=False))
