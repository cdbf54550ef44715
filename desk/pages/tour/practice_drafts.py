"""The practice drafts: invented articles with what a machine would propose, in the reader's language. They are made anew for each page, and no session of the database ever knows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from desk.highlighting import Highlighted, highlighted
from records.i18n import kept
from records.tables import DraftRow
from records.vocabulary import DecisionAction, DraftState, RejectReason, ScreeningLabel

_FILE = Path(__file__).with_name("practice_drafts.yaml")
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class PracticeTask:
    """What a practice draft teaches. `look` says what to look at, `done` what experienced monitors would have done, `why` why: messages in English that are translated where they are
    shown. `action` and `primary` or `reasons` are how that is recognised."""

    name: str
    look: str
    done: str
    why: str
    action: DecisionAction
    primary: str = ""
    reasons: frozenset[str] = frozenset()


TASKS = (
    PracticeTask(
        "clear",
        kept(
            "Look who was harmed, what was done, and what ties it to their work. The words that say so are marked. Do the proposed facts below say the same?"
        ),
        kept("They would have confirmed it as it is."),
        kept(
            "A reporter was beaten while filming for his paper: who, what and the link to the work all stand in the text, and the facts agree with it."
        ),
        DecisionAction.CONFIRM,
        primary="ATT",
    ),
    PracticeTask(
        "lookalike",
        kept(
            "A journalist's word and a harm are in it, and the machine is less sure. Ask: is it because of the work, or only somebody who once had that work?"
        ),
        kept("They would have rejected it: it has no link to the work."),
        kept("It is a road accident of somebody who left journalism years ago. A harm alone is no violation of the rights of a journalist."),
        DecisionAction.REJECT,
        reasons=frozenset({RejectReason.NOT_WORK, RejectReason.NOT_PRESS}),
    ),
    PracticeTask(
        "mended",
        kept(
            "The machine took one word for something else. Read what really happened, compare it with the kind of violation in the facts, and correct that before you decide."
        ),
        kept("They would have changed the kind from detention to obstruction, and confirmed it."),
        kept(
            "A guard kept her out of an open session; nobody deprived her of liberty. Counted as a detention it would make a figure wrong that others rely on."
        ),
        DecisionAction.CONFIRM,
        primary="OBS",
    ),
)


@dataclass(frozen=True)
class PracticeDraft:
    """A practice draft in one language: a draft that is in no database, and its article."""

    task: PracticeTask
    draft: DraftRow
    lang: str
    title: str
    outlet: str
    published: date
    marks: Highlighted


def practice_draft(step: int, lang: str) -> PracticeDraft:
    """The one of this step (from 1), in this language; in English where nobody has written it."""
    task = TASKS[step - 1]
    held = _held()[task.name]
    lang = lang if lang in held else "en"
    told: Mapping[str, Any] = held[lang]
    proposal = {
        "title": told["title"],
        "lang": lang,
        "categories": [{"code": code, "score": held["score"]} for code in held["categories"]],
        "incident_date": held["date"],
        "date_precision": "day",
        "country": "KZ",
        "region": held["region"],
        "place": told["place"],
        "victims": [dict(told["victim"])],
        "outlets": [told["outlet"]],
        "actor": held["actor"],
    }
    draft = DraftRow(
        id=0, state=DraftState.NEW, score=held["score"], label=ScreeningLabel.INCIDENT, proposal=proposal, fields={}, follows=None, sample=False,
        created_at=_MADE, version=1, title=told["title"], codes=" ".join(held["categories"]), lang=lang, region=held["region"],
    )  # fmt: skip
    marks = highlighted(told["title"], told["text"], [_reason(role, told) for role in ("who", "act", "because")])
    return PracticeDraft(task, draft, lang, told["title"], told["outlet"], date.fromisoformat(held["date"]), marks)


def _reason(role: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """Where the words of this role stand. Raises ValueError if they do not."""
    start = f"{told['title']}\n{told['text']}".index(told[role], len(told["title"]) + 1)
    return {"start": start, "end": start + len(told[role]), "role": role}


@cache
def _held() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found
