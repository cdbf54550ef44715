"""What somebody did with a practice draft, beside what experienced monitors would have done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desk.pages.draft import form
from desk.pages.tour.practice_drafts import PracticeDraft
from records.errors import BadDecision
from records.i18n import tr
from records.vocabulary import CATEGORIES, REJECT_REASON_LABELS, Category, DecisionAction, RejectReason


@dataclass(frozen=True)
class PracticeResult:
    """A practice draft at the end: whether it was done as experienced monitors would have, what was done, what they would have done, and why, in words."""

    step: int
    title: str
    lang: str
    right: bool
    did: str
    done: str
    why: str


def what_was_done(practice: PracticeDraft, do: str, given: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A decision as it was sent, as the progress keeps it. Raises BadDecision for none."""
    action, _, reason = do.partition(":")
    if action == DecisionAction.CONFIRM:
        values = form.typed(given, form.proposed(practice.draft))
        if values["primary"] not in list(Category):
            raise BadDecision(tr("choose what happened"), "primary")
        return {"action": action, "primary": values["primary"]}
    if action == DecisionAction.REJECT and reason in list(RejectReason):
        return {"action": action, "reason": reason}
    raise BadDecision(tr("choose one of the nine reasons to reject") if action == DecisionAction.REJECT else tr("confirm it or reject it"))


def is_right(practice: PracticeDraft, did: Mapping[str, Any]) -> bool:
    """Whether it is what experienced monitors would have done."""
    task = practice.task
    if did.get("action") != task.action:
        return False
    return did.get("primary") == task.primary if task.action is DecisionAction.CONFIRM else did.get("reason") in task.reasons


def result_of(step: int, practice: PracticeDraft, did: Mapping[str, Any]) -> PracticeResult:
    """The same in the reader's language."""
    task = practice.task
    return PracticeResult(step, practice.title, practice.lang, is_right(practice, did), _words(did), tr(task.done), tr(task.why))


def _words(did: Mapping[str, Any]) -> str:
    if did.get("action") == DecisionAction.REJECT:
        return tr("You rejected it: {reason}.").format(reason=tr(REJECT_REASON_LABELS[RejectReason(did["reason"])]))
    return tr("You confirmed it as: {category}.").format(category=tr(CATEGORIES[Category(did["primary"])].label))
