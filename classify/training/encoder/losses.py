"""How wrong the answers are: one loss over all questions, each asked only of texts of which the answer is known."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

from classify.encoder.questions import ACTORS, CODES, LABELS, OUTCOMES, PERSON_TAGS, QUESTIONS, TRACKS
from classify.training.encoder.labelled_texts import LabelledText, TextSource
from classify.training.encoder.network import EncoderNetwork
from records.vocabulary import CoarseClass, ScreeningLabel

_COARSE = tuple(CoarseClass)

# How much each question counts, so that none drowns the others; chosen by what texts that were left out were answered.
COUNTS = {"telling": 1.5, "label": 1.0, "codes": 1.0, "kinds": 0.6, "outcome": 1.0, "outcome_of": 1.0, "actor": 0.6, "tags": 1.0, "roles": 1.0}
# A piece that bears a tag counts as so many that do not: one in thirty does, and what says "no" everywhere is nearly always right. `natural_odds` takes it back.
TAGGED_COUNTS = 6.0
_PERSONS = len(PERSON_TAGS)
# No label is surer than this: a second reader agrees with 99%.
_SUREST = 0.99
# Reports from abroad say little of how ours are told.
_ABROAD = 0.5


def loss(answers: Tensor, tags: Tensor, texts: Sequence[LabelledText], wanted_tags: Tensor, tagged: Tensor) -> Tensor:
    """The loss of a batch. `wanted_tags` is texts × pieces × TAGS; `tagged` (texts × pieces) is 1 where they are known."""
    found = {name: answers[:, question.place] for name, question in QUESTIONS.items()}
    return (
        COUNTS["telling"] * _telling(found["telling"][:, 0], texts)
        + COUNTS["label"] * _one_of(found["label"], texts, _label)
        + COUNTS["codes"] * _codes(found["codes"], texts)
        + COUNTS["kinds"] * _kinds(found["codes"], texts)
        + COUNTS["outcome"] * _one_of(found["outcome"], texts, lambda text: OUTCOMES.index(text.outcome) if text.outcome else None)
        + COUNTS["outcome_of"] * _one_of(found["outcome_of"], texts, lambda text: TRACKS.index(text.outcome_of) if text.outcome_of else None)
        + COUNTS["actor"] * _one_of(found["actor"], texts, lambda text: ACTORS.index(text.actor) if text.actor else None)
        + COUNTS["tags"] * _of_tags(tags, wanted_tags, tagged)
        + COUNTS["roles"] * _of_roles(tags, wanted_tags)
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
    counted = torch.full((tags.shape[-1],), TAGGED_COUNTS)
    each = functional.binary_cross_entropy_with_logits(tags, wanted, reduction="none", pos_weight=counted).sum(-1)
    return (each * tagged).sum() / tagged.sum().clamp(min=1)


def _of_roles(tags: Tensor, wanted: Tensor) -> Tensor:
    """Of pieces that name a person: which role it has. That a word is a name is soon learned, and whose name it is drowns in that."""
    named = wanted[..., :_PERSONS].sum(-1) == 1
    if not named.any():
        return tags.sum() * 0
    return functional.cross_entropy(tags[..., :_PERSONS][named], wanted[..., :_PERSONS][named].argmax(-1))


def natural_odds(network: EncoderNetwork) -> None:
    """Make the chances of a taught network's tags those of the texts again, in which pieces with a tag count once."""
    with torch.no_grad():
        network.tags.bias -= math.log(TAGGED_COUNTS)
