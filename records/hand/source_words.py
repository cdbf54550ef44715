"""What stands as a source where there is no address: how and when it came. It is kept as a code, `hand:call:2026-11-21`, and told to each reader in her language."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from records.clock import day_in
from records.i18n import tr
from records.incident_model import Source
from records.vocabulary import HAND_SOURCES, HandWay
from records.written_dates.day_phrases import day_in_words

_CODE = re.compile(r"hand:([a-z]{1,12}):([0-9]{4}-[0-9]{2}-[0-9]{2})")


def source_code(way: str, day: date) -> str:
    """The code of a source that came this way on this day."""
    return f"hand:{way}:{day.isoformat()}"


def source_words(source: str) -> str:
    """A source as the reader is told it: words in place of such a code, «from a call, 21 November 2026»; any other as it is."""
    found = _CODE.fullmatch(source)
    if found is None or found[1] not in list(HandWay):
        return source
    try:
        day = date.fromisoformat(found[2])
    except ValueError:
        return source
    return hand_words(found[1], day)


def by_hand(source: Source) -> str:
    """How and when a source came that is no article; empty for an article."""
    day = day_in(source.published_at or "")
    return hand_words(source.way, day) if source.way in list(HandWay) and day else ""


def came_by_hand(proposal: Mapping[str, Any]) -> str:
    """How and when it came, by what stands as the proposal of a draft that a person took down; empty for any other draft."""
    told = proposal.get("by_hand") or {}
    came_on = day_in(str(told.get("came_on") or ""))
    return hand_words(told["way"], came_on) if came_on and told.get("way") in list(HandWay) else ""


def came_words(way: str, day: date) -> str:
    """The same as a heading, for what has no title of its own."""
    words = hand_words(way, day)
    return f"{words[:1].upper()}{words[1:]}"


def hand_words(way: str, day: date) -> str:
    """How and when a tip came, as the reader is told it."""
    return tr(HAND_SOURCES[HandWay(way)]).format(day=day_in_words(day))
