"""How wrong the answers are: one loss over all questions, each asked only of texts of which the answer is known."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from classify.encoder.questions import ACTORS, CODES, LABELS, OUTCOMES, QUESTIONS, TRACKS
from classify.training.encoder.labelled_texts import LabelledText, TextSource
from records.vocabulary import CoarseClass, ScreeningLabel

_COARSE = tuple(CoarseClass)

# How much each question counts, so that none drowns the others; chosen once by the size of their losses at the beginning.
_TELLING, _LABEL, _CODES, _KINDS, _OUTCOME, _TRACK, _ACTOR, _TAGS = 1.5, 0.7, 0.35, 0.2, 0.5, 0.5, 0.3, 1.5
# No label is surer than this: a second reader agrees with 99%.
_SUREST = 0.99
# Reports from abroad say little of how ours are told.
_ABROAD = 0.5


def loss(answers: Tensor, tags: Tensor, texts: Sequence[LabelledText], wanted_tags: Tensor, tagged: Tensor) -> Tensor:
    """The loss of a batch. `wanted_tags` is texts × pieces × TAGS; `tagged` (texts × pieces) is 1 where they are known."""
    found = {name: answers[:, question.place] for name, question in QUESTIONS.items()}
    return (
        _TELLING * _telling(found["telling"][:, 0], texts)
        + _LABEL * _one_of(found["label"], texts, _label)
        + _CODES * _codes(found["codes"], texts)
        + _KINDS * _kinds(found["codes"], texts)
        + _OUTCOME * _one_of(found["outcome"], texts, lambda text: OUTCOMES.index(text.outcome) if text.outcome else None)
        + _TRACK * _one_of(found["outcome_of"], texts, lambda text: TRACKS.index(text.outcome_of) if text.outcome_of else None)
        + _ACTOR * _one_of(found["actor"], texts, lambda text: ACTORS.index(text.actor) if text.actor else None)
        + _TAGS * _of_tags(tags, wanted_tags, tagged)
    )


def _label(text: LabelledText) -> int | None:
    if text.source in (TextSource.GENERAL, TextSource.ABROAD) and text.telling:
        return None
    return LABELS.index(text.label)


def _telling(scores: Tensor, texts: Sequence[LabelledText]) -> Tensor:
    asked = [at for at, text in enumerate(texts) if text.label is not ScreeningLabel.REPORT]
    if not asked:
        return scores.sum() * 0
    wanted = torch.tensor([_SUREST if texts[at].telling else 1 - _SUREST for at in asked])
    count = torch.tensor([_ABROAD if texts[at].source is TextSource.ABROAD else 1.0 for at in asked])
    return (functional.binary_cross_entropy_with_logits(scores[asked], wanted, reduction="none") * count).mean()


def _one_of(scores: Tensor, texts: Sequence[LabelledText], answer: Callable[[LabelledText], int | None]) -> Tensor:
    known = [(at, wanted) for at, text in enumerate(texts) if (wanted := answer(text)) is not None]
    if not known:
        return scores.sum() * 0
    return functional.cross_entropy(scores[[at for at, _ in known]], torch.tensor([wanted for _, wanted in known]))


def _codes(scores: Tensor, texts: Sequence[LabelledText]) -> Tensor:
    known = [at for at, text in enumerate(texts) if text.codes is not None]
    if not known:
        return scores.sum() * 0
    wanted = torch.tensor([[float(code in (texts[at].codes or ())) for code in CODES] for at in known])
    return functional.binary_cross_entropy_with_logits(scores[known], wanted, reduction="none").sum(1).mean()


def _kinds(scores: Tensor, texts: Sequence[LabelledText]) -> Tensor:
    """Where only coarse classes are known: the likeliest code of a class speaks for it."""
    known = [at for at, text in enumerate(texts) if text.kinds is not None]
    if not known:
        return scores.sum() * 0
    by_kind = torch.stack([scores[known][:, [at for at, code in enumerate(CODES) if code.facts.coarse is kind]].logsumexp(1) for kind in _COARSE], 1)
    wanted = torch.tensor([[float(kind in (texts[at].kinds or ())) for kind in _COARSE] for at in known])
    return functional.binary_cross_entropy_with_logits(by_kind, wanted, reduction="none").sum(1).mean()


def _of_tags(tags: Tensor, wanted: Tensor, tagged: Tensor) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(tags, wanted, reduction="none").sum(-1)
    return (each * tagged).sum() / tagged.sum().clamp(min=1)
