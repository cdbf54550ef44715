"""How many draft cards are right in every field, and whether the wrong fields are marked: `python -m tests.bench.cards FILE.jsonl [FILE.jsonl …] [--cards 40] [--wrong]`.

Each file holds labelled articles in the form of `classify/corpus/calibration`. The shipped model screens them; each flagged article that tells of an
incident is a card. Every field that `c` would record is compared with the label. Read figures of a file only where nobody looked at it before.

`--cards` counts only the first so many cards, one for each event. `--wrong` lists the wrong fields.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from classify.clustering.keys import outlet_key
from classify.clustering.traits import place_key
from classify.gold.gate import ScoreShare
from classify.screen import load_screener
from classify.serialization import screening_to_json
from records.language.names import plain_form
from records.model import Article

# What the issue of the cards asks for: of forty at least so many right, and so many of the others marked at what is wrong.
CARDS, RIGHT, MARKED = 40, 28, 6

Row = Mapping[str, Any]


def _names(persons: Iterable[Row]) -> list[frozenset[str]]:
    return [frozenset(map(plain_form, person["name"].split())) for person in persons if person["role"] == "victim"]


def _victims(found: Row, label: Row) -> bool:
    """Return whether each victim of one is a victim of the other; a patronymic or a given name may be left out, a case ending may not stay."""
    proposed, wanted = _names(found["persons"]), _names(label["persons"])
    return len(proposed) == len(wanted) and all(any(name <= other or other <= name for other in proposed) for name in wanted)


def _outlets(found: Row, label: Row) -> bool:
    return set(map(outlet_key, found["outlets"])) == set(map(outlet_key, label["outlets"]))


def _place(found: Row, label: Row) -> bool:
    return place_key(found["place"], found["region"]) == place_key(label["place"], label["region"]) and found["region"] == label["region"]


def _date(found: Row, label: Row) -> bool:
    length = {"day": 10, "month": 7, "year": 4, None: 0}[label["date_precision"]]
    if found["incident_date"] is None or label["incident_date"] is None:
        return found["incident_date"] is label["incident_date"]
    return found["date_precision"] == label["date_precision"] and str(found["incident_date"])[:length] == str(label["incident_date"])[:length]


def _category(found: Row, label: Row) -> bool:
    codes = [category["code"] for category in found["categories"]]
    return codes[:1] == list(label["categories"][:1])


def _whose(found: Row, label: Row) -> bool:
    return bool(label["outcome"] == "none" or found["outcome_of"] == label["outcome_of"])


# Each field of a card as the desk names its doubt, and whether a screening has it right.
FIELDS: Mapping[str, Callable[[Row, Row], bool]] = {
    "label": lambda found, label: bool(found["label"] == label["label"]),
    "categories": _category,
    "victims": _victims,
    "outlets": _outlets,
    "place": _place,
    "incident_date": _date,
    "outcome": lambda found, label: bool(found["outcome"] == label["outcome"]),
    "outcome_of": _whose,
}


@dataclass(frozen=True)
class Card:
    """An article of an incident that was flagged: its label, its screening, and the wrong fields of it."""

    label: Row
    found: Row
    wrong: tuple[str, ...]

    @property
    def marked(self) -> frozenset[str]:
        """The wrong fields that bear the mark "unsure"."""
        return frozenset(self.wrong) & frozenset(self.found["unsure"])


def card(label: Row, found: Row) -> Card:
    """Compare a screening with the label of its article."""
    return Card(label, found, tuple(name for name, is_right in FIELDS.items() if not is_right(found, label)))


def one_for_each_event(cards: Iterable[Card]) -> list[Card]:
    """Return the cards without those of an event that has one already, as a draft of several articles is one card."""
    first: dict[str, Card] = {}
    for one in cards:
        first.setdefault(one.label.get("incident_key") or one.label["id"], one)
    return list(first.values())


def screened(labels: Sequence[Row]) -> list[Row]:
    """Screen labelled articles with the shipped model."""
    articles = [Article(row["id"], row["text"], row["title"] or "", row["lang"], "", row["published"]) for row in labels]
    return list(map(screening_to_json, load_screener(None).screen_many(articles)))


def _share(what: str, right: int, of: int) -> str:
    low, high = ScoreShare(right, of).interval()
    return f"{what}: {right} of {of} ({right / of:.3f}, {low:.2f}–{high:.2f})" if of else f"{what}: none"


def report(labels: Sequence[Row], found: Sequence[Row], cards: Sequence[Card]) -> list[str]:
    """Return the lines that are printed."""
    telling = [bool(screening["flagged"]) for label, screening in zip(labels, found, strict=True) if label["label"] != "none"]
    others = [bool(screening["flagged"]) for label, screening in zip(labels, found, strict=True) if label["label"] == "none"]
    wrong = Counter(chain.from_iterable(one.wrong for one in cards))
    marked = Counter(chain.from_iterable(one.marked for one in cards))
    unsure = sum(len(frozenset(one.found["unsure"]) & FIELDS.keys()) for one in cards)
    not_right = [one for one in cards if one.wrong]
    return [
        _share("articles of incidents that are flagged", sum(telling), len(telling)),
        _share("other articles that are flagged", sum(others), len(others)),
        *[f"{_share(name, len(cards) - wrong[name], len(cards))}, {marked[name]} of {wrong[name]} wrong marked" for name in FIELDS],
        _share("cards right in every field", len(cards) - len(not_right), len(cards)),
        _share("cards with a mistake that are marked at one", sum(bool(one.marked) for one in not_right), len(not_right)),
        _share("wrong fields that are marked", marked.total(), wrong.total()),
        _share("fields that are marked", unsure, len(cards) * len(FIELDS)),
    ]


def _told(one: Card, name: str) -> str:
    def said(row: Row) -> str:
        values = {
            "victims": [person["name"] for person in row["persons"] if person["role"] == "victim"],
            "categories": [category["code"] if isinstance(category, dict) else category for category in row["categories"]],
            "place": (row["place"], row["region"]),
            "incident_date": (row["incident_date"], row["date_precision"]),
        }
        return str(values.get(name, row.get(name)))

    mark = ", marked" if name in one.marked else ""
    return f"{one.label['id']} {name}: {said(one.found)} instead of {said(one.label)}{mark}"


def main(arguments: Sequence[str]) -> int:
    """Print the figures. Return 0 where the bars are met or no number of cards is asked for, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--cards", type=int, nargs="?", const=CARDS)
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args(arguments)
    labels = [json.loads(line) for path in given.files for line in path.read_text(encoding="utf-8").splitlines()]
    found = screened(labels)
    cards = [card(label, screening) for label, screening in zip(labels, found, strict=True) if screening["flagged"] and label["label"] != "none"]
    if given.cards:
        cards = one_for_each_event(cards)[: given.cards]
    print(*report(labels, found, cards), sep="\n")
    if given.wrong:
        print(*(_told(one, name) for one in cards for name in one.wrong), sep="\n")
    not_right = [one for one in cards if one.wrong]
    return int(bool(given.cards) and (len(cards) - len(not_right) < RIGHT or sum(bool(one.marked) for one in not_right) < MARKED))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
