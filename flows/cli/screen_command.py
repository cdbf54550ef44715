"""`qorgan screen`: only the classifier, JSON Lines in and out."""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from classify.serialization import RejectedLine, article_from_json, refusal_to_json, screening_to_json, to_line
from flows.country_setting import flagged_countries
from flows.models import active_screener
from records.byte_budgets import LINE, PENDING_BYTES
from records.settings import read_settings

if TYPE_CHECKING:
    from classify.screen import Screener

# Lines read before any is answered: enough for a batch, few enough that a person who pipes by hand sees answers.
BATCH = 128


def screen() -> None:
    """One line in, one line out, in the same order."""
    settings = read_settings()
    screener = active_screener(settings, flagged_countries(settings.countries))
    # Bytes, so that a line that is not UTF-8 is rejected alone and does not end the batch.
    lines = (line.decode("utf-8", errors="replace") for line in _budgeted_lines(sys.stdin.buffer))
    for answer in answers(screener, (line for line in lines if line.strip())):
        sys.stdout.write(answer + "\n")


def answers(screener: "Screener", lines: Iterable[str]) -> Iterator[str]:
    """Yield an answer to each line, in order. An unreadable line is answered with its error."""
    waiting = iter(lines)
    while batch_lines := _batch(waiting):
        batch = [article_from_json(line) for line in batch_lines]
        screenings = screener.screen_many(article for article in batch if not isinstance(article, RejectedLine))
        for article in batch:
            yield to_line(refusal_to_json(article) if isinstance(article, RejectedLine) else screening_to_json(next(screenings)))


def _budgeted_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a stream. A line over its budget is cut there, so that it is not an article any more and is rejected."""
    while line := stream.readline(LINE):
        yield line
        while len(line) == LINE and not line.endswith(b"\n"):
            line = stream.readline(LINE)


def _batch(lines: Iterator[str]) -> list[str]:
    """Return the next lines: up to BATCH, and fewer if they are long."""
    batch: list[str] = []
    weight = 0
    while len(batch) < BATCH and weight < PENDING_BYTES and (line := next(lines, None)) is not None:
        batch.append(line)
        weight += len(line)
    return batch
