"""The stories of the sample newsroom: invented, stored as YAML, dated from the day on which they are served."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from ruamel.yaml import YAML

# All of Kazakhstan since 1 March 2024; fixed, so that it does not depend on the machine's time zone files.
ZONE = timezone(timedelta(hours=5))
FOLDER = Path(__file__).parent / "articles"

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DAYS_BEFORE = re.compile(r"d(?:-(\d+))?")


@dataclass(frozen=True)
class Story:
    """One article as served on a given day. `truth` is its correct label (see the YAML files)."""

    slug: str
    section: str
    lang: str
    author: str | None
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    truth: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The paragraphs, separated by empty lines."""
        return "\n\n".join(self.paragraphs)


def stories(site: str, lang: str, today: date) -> tuple[Story, ...]:
    """Return the stories of `articles/{site}.yaml` as served on `today`, the newest first. `lang` is the default language of a story.

    Raises ValueError for a placeholder that is not a day.
    """
    printed = [_print(raw, raw.get("lang", lang), today) for raw in _read(site)["articles"]]
    return tuple(sorted(printed, key=lambda story: (story.published, story.slug), reverse=True))


def printing_day(now: datetime) -> date:
    """Return the newest day whose stories are all published at `now` (aware). The last story of a day is dated 21:10."""
    return (now.astimezone(ZONE) - timedelta(hours=21, minutes=30)).date()


def outlet_name(site: str) -> str:
    """Return the outlet's name in the outlet file for this site."""
    return str(_read(site)["outlet"])


@cache
def _read(site: str) -> Any:
    return YAML(typ="safe").load(FOLDER / f"{site}.yaml")


def _print(raw: Mapping[str, Any], lang: str, today: date) -> Story:
    day = today - timedelta(days=raw["days_ago"])
    paragraphs = [" ".join(paragraph.split()) for paragraph in raw["text"].split("\n\n")]
    return Story(
        slug=raw["slug"],
        section=raw["section"],
        lang=lang,
        author=raw["author"],
        title=_dated(raw["title"], day, lang),
        paragraphs=tuple(_dated(paragraph, day, lang) for paragraph in paragraphs if paragraph),
        published=datetime.combine(day, time.fromisoformat(raw["at"]), ZONE),
        truth=raw["truth"],
    )


def _dated(text: str, day: date, lang: str) -> str:
    """Replace {d}, {d-1} … by day and month in words, counted back from `day`: 12 қараша, 12 ноября, 12 November."""

    def in_words(placeholder: re.Match[str]) -> str:
        back = _DAYS_BEFORE.fullmatch(placeholder[1])
        if back is None:
            raise ValueError(f"{placeholder[0]} is no day: {text[:60]}")
        return format_date(day - timedelta(days=int(back[1] or 0)), "d MMMM", locale=lang)

    return _PLACEHOLDER.sub(in_words, text)
