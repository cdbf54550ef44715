"""The network: the encoder, and over its pieces one attention for each answer (as in Mullenbach et al. 2018), so that each answer looks where it is told.

An answer's score is its own weighted mean of the pieces against its own weights, and the plain mean of all pieces against others. Tags are read off every piece.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from classify.encoder.readings import ACTORS, ANSWERS, CODES, END, LABELS, OUTCOMES, PERSON_TAGS, QUESTIONS, START, TAGS, TELLING, TRACKS
from classify.training.encoder.base_files import BaseWeights
from classify.training.encoder.batches import LabelledText, ReadText, TextSource, window_of
from records.vocabulary import CoarseClass, ScreeningLabel

# Beginnings of the new weights, small beside those that are pretrained.
_SMALL = 0.05
_DROPPED = 0.1
_NOWHERE = -1e4


class EncoderNetwork(nn.Module):
    """Scores of all answers (texts × ANSWERS) and tags (texts × pieces × TAGS), before any sigmoid."""

    def __init__(self, base: BaseWeights) -> None:
        super().__init__()
        sizes = base.sizes
        config = BertConfig(
            vocab_size=len(base.pieces), hidden_size=sizes.hidden, num_hidden_layers=sizes.layers, num_attention_heads=sizes.heads, intermediate_size=sizes.inner,
            max_position_embeddings=sizes.positions, type_vocab_size=sizes.types, layer_norm_eps=sizes.epsilon, attn_implementation="sdpa",
            # Dropping attention out would double the time of a step.
            attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        self.bert = BertModel(config, add_pooling_layer=False)
        self.bert.load_state_dict({**self.bert.state_dict(), **{name: torch.from_numpy(values) for name, values in base.tensors.items()}})
        self.query = nn.Parameter(torch.randn(ANSWERS, sizes.hidden) * _SMALL)
        self.weight = nn.Parameter(torch.randn(ANSWERS, sizes.hidden) * _SMALL)
        self.mean = nn.Linear(sizes.hidden, ANSWERS)
        self.tags = nn.Linear(sizes.hidden, len(TAGS))
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """`pieces` and `mask` (1 = a piece, 0 = padding) are texts × pieces. Gives answers, tags and the mean of all pieces (texts × hidden)."""
        return self.answered(self.states(pieces, mask), mask)

    def states(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """What the layers make of the pieces (texts × pieces × hidden)."""
        found: Tensor = self.bert(input_ids=pieces, attention_mask=mask).last_hidden_state
        return found

    def answered(self, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Answers, tags and mean from what the layers made of the pieces."""
        read = self.drop(states)
        there = mask.unsqueeze(-1).to(read.dtype)
        looked = (read @ self.query.T).masked_fill(there == 0, _NOWHERE).softmax(1)
        own = torch.einsum("bta,bth->bah", looked, read)
        mean = (read * there).sum(1) / there.sum(1)
        return (own * self.weight).sum(-1) + self.mean(mean), self.tags(read), mean

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the lowest layers as they are."""
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:layers]):
            for parameter in part.parameters():
                parameter.requires_grad = False


# How wrong the answers are: one loss over all questions, each asked only of texts of which the answer is known.

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


# Teaching the answers and the tags alone, over what the taught layers make of each text: it is computed once and kept, so that many passes take minutes.
#
# What is asked of the whole network at once is learned at the pace of the layers, which is too slow for new weights that begin at nothing; rare tags (the day, the
# outcome) then learn next to nothing. Whether an incident is told is left as it is: it is what the layers were taught for most.

# Passes over the kept states, texts in a batch, and the highest learning rate.
_PASSES, _TEXTS, _RATE, _DECAY = 40, 24, 6e-3, 0.02
_RISING = 0.05
# So much of what the layers made is hidden in each step: few texts are seen very often here.
_HIDDEN = 0.3
_TOLD_EVERY = 500
# For each text that tells of an incident so many that tell of none: what they teach here is the label alone.
_OTHERS = 0.4


@dataclass(frozen=True)
class KeptStates:
    """A text with what the layers make of one of its windows (pieces × hidden, half precision), and the tags of its pieces."""

    text: LabelledText
    states: NDArray[np.float16]
    tags: NDArray[np.float32]


def teach_heads(network: EncoderNetwork, texts: Sequence[ReadText], seed: int, tell: Callable[[str], None]) -> None:
    """Teach the answers and the tags of a network in place; its layers stay."""
    kept = keep_states(network, texts, seed)
    tell(f"the states of {len(kept)} texts are kept")
    heads = [network.query, network.weight, *network.mean.parameters(), *network.tags.parameters()]
    optimiser = torch.optim.AdamW(heads, lr=_RATE, weight_decay=_DECAY)
    steps = _PASSES * -(-len(kept) // _TEXTS)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps))
    before = [part[TELLING].detach().clone() for part in _of_answers(network)]
    torch.manual_seed(seed)
    network.train()
    network.drop.p = _HIDDEN
    sums = 0.0
    for step, batch in enumerate(_batches(kept, random.Random(seed)), start=1):  # noqa: S311  (no secret)
        sums += _step(network, batch, optimiser)
        with torch.no_grad():
            for part, old in zip(_of_answers(network), before, strict=True):
                part[TELLING] = old
        rates.step()
        if step % _TOLD_EVERY == 0:
            tell(f"heads, step {step} of {steps}: loss {sums / _TOLD_EVERY:.3f}")
            sums = 0.0
    network.eval()


def keep_states(network: EncoderNetwork, texts: Sequence[ReadText], seed: int) -> list[KeptStates]:
    """One window of every text that tells of an incident, and of some that tell of none."""
    dice = random.Random(seed)  # noqa: S311  (no secret)
    telling = [text for text in texts if text.text.telling and text.text.tagged or text.text.kinds]
    others = [text for text in texts if not text.text.telling]
    taken = telling + dice.sample(others, min(len(others), int(len(telling) * _OTHERS)))
    network.eval()
    found = []
    with torch.inference_mode():
        for text in sorted(taken, key=lambda one: (len(one.pieces), one.text.id)):
            first, last = window_of(text, dice)
            pieces = torch.tensor([[START, *text.pieces[first:last].tolist(), END]])
            states = network.states(pieces, torch.ones_like(pieces))[0].numpy().astype(np.float16)
            tags = np.zeros((len(states), text.tags.shape[1]), np.float32)
            tags[1:-1] = text.tags[first:last]
            found.append(KeptStates(text.text, states, tags))
    return found


def _of_answers(network: EncoderNetwork) -> tuple[Tensor, ...]:
    return network.query, network.weight, network.mean.weight, network.mean.bias


def _rate(step: int, steps: int) -> float:
    rising = max(1.0, _RISING * steps)
    return min((step + 1) / rising, max(0.0, (steps - step) / max(1.0, steps - rising)))


def _batches(kept: Sequence[KeptStates], dice: random.Random) -> Iterator[Sequence[KeptStates]]:
    """All passes, each in its own order; texts of like length together."""
    for _ in range(_PASSES):
        near = sorted(kept, key=lambda one: len(one.states) + dice.random() * 20)
        batches = [near[start : start + _TEXTS] for start in range(0, len(near), _TEXTS)]
        dice.shuffle(batches)
        yield from batches


def _step(network: EncoderNetwork, batch: Sequence[KeptStates], optimiser: torch.optim.Optimizer) -> float:
    longest = max(len(one.states) for one in batch)
    hidden = batch[0].states.shape[1]
    states, tags = torch.zeros(len(batch), longest, hidden), torch.zeros(len(batch), longest, batch[0].tags.shape[1])
    mask, tagged = torch.zeros(len(batch), longest, dtype=torch.int64), torch.zeros(len(batch), longest)
    for row, one in enumerate(batch):
        size = len(one.states)
        states[row, :size], tags[row, :size], mask[row, :size] = torch.from_numpy(one.states.astype(np.float32)), torch.from_numpy(one.tags), 1
        tagged[row, 1 : size - 1] = float(one.text.tagged)
    answers, marked, _ = network.answered(states, mask)
    wrong = loss(answers, marked, [one.text for one in batch], tags, tagged)
    optimiser.zero_grad()
    wrong.backward()
    optimiser.step()
    return float(wrong.detach())
