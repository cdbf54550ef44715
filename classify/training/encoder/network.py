"""The network and its losses: the encoder, with one attention over its pieces for each answer (as in Mullenbach et al. 2018), so that each answer
finds its own evidence.

An answer's score is its own weighted mean of the pieces times its own weights, plus the plain mean of all pieces times others. Tags are computed from
every piece. A mention is asked about by a mark, one vector that is added to its pieces above the frozen layers (the entity markers of Zhong and Chen
2021, without pieces of their own); its answers are computed from the mean of its pieces and that of the window.
"""

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from classify.encoder.readings import (
    ACTORS,
    ANSWERS,
    CODES,
    END,
    INCIDENT_INDEX,
    LABELS,
    MENTION_ANSWERS,
    OUTCOMES,
    PERSON_TAGS,
    QUESTIONS,
    START,
    TAGS,
    TRACKS,
    MentionKind,
    mention_slice,
)
from classify.training.encoder.base_files import BaseWeights
from classify.training.encoder.batches import LabelledText, MentionBatch, TextSource, TokenizedText, window_of
from records.vocabulary import CoarseClass, ScreeningLabel

# Initial values of the new weights, small compared to the pretrained ones.
_SMALL = 0.05
_DROPPED = 0.1
_NOWHERE = -1e4
# The layer before which marks are added: the layers below are frozen in training.
MARKED_AT = 4


class EncoderNetwork(nn.Module):
    """Scores of all answers (texts × ANSWERS), tags (texts × pieces × TAGS) and of a marked mention (texts × MENTION_ANSWERS), before any sigmoid.

    `marked_at` is the number of the layer before which marks are added.
    """

    def __init__(self, base: BaseWeights, marked_at: int = MARKED_AT) -> None:
        super().__init__()
        self.marked_at = min(marked_at, base.sizes.layers - 1)
        self._marking: Tensor | None = None
        sizes = base.sizes
        config = BertConfig(
            vocab_size=len(base.pieces), hidden_size=sizes.hidden, num_hidden_layers=sizes.layers, num_attention_heads=sizes.heads, intermediate_size=sizes.inner,
            max_position_embeddings=sizes.positions, type_vocab_size=sizes.types, layer_norm_eps=sizes.epsilon, attn_implementation="sdpa",
            # Attention dropout would double the time of a step.
            attention_probs_dropout_prob=0.0,
        )  # fmt: skip
        self.bert = BertModel(config, add_pooling_layer=False)
        self.bert.load_state_dict({**self.bert.state_dict(), **{name: torch.from_numpy(np.array(values)) for name, values in base.tensors.items()}})
        self.query = nn.Parameter(torch.randn(ANSWERS, sizes.hidden) * _SMALL)
        self.weight = nn.Parameter(torch.randn(ANSWERS, sizes.hidden) * _SMALL)
        self.mean = nn.Linear(sizes.hidden, ANSWERS)
        self.tags = nn.Linear(sizes.hidden, len(TAGS))
        self.mark = nn.Parameter(torch.randn(sizes.hidden) * _SMALL)
        self.mentions = nn.Linear(2 * sizes.hidden, MENTION_ANSWERS)
        self.drop = nn.Dropout(_DROPPED)
        self.bert.encoder.layer[self.marked_at].register_forward_pre_hook(self._add_marks)

    def forward(self, pieces: Tensor, mask: Tensor, marked: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return answers, tags, the mean of all pieces (texts × hidden) and the answers for the marked mention.

        `pieces`, `mask` (1 = a piece, 0 = padding) and `marked` (1 = a piece of the mention; None: nothing is marked) are texts × pieces.
        """
        marked = torch.zeros(pieces.shape) if marked is None else marked
        states = self.states(pieces, mask, marked)
        return *self.answered(states, mask), self.asked(states, mask, marked)

    def states(self, pieces: Tensor, mask: Tensor, marked: Tensor | None = None) -> Tensor:
        """Return the output of the layers for the pieces (texts × pieces × hidden)."""
        self._marking = marked
        hidden: Tensor = self.bert(input_ids=pieces, attention_mask=mask).last_hidden_state
        self._marking = None
        return hidden

    def _add_marks(self, _layer: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...] | None:
        if self._marking is None:
            return None
        hidden, *rest = inputs
        return hidden + self._marking.unsqueeze(-1).to(hidden.dtype) * self.mark.to(hidden.dtype), *rest

    def asked(self, states: Tensor, mask: Tensor, marked: Tensor) -> Tensor:
        """Return the answers for the marked mention from the output of the layers; meaningless where nothing is marked."""
        read = self.drop(states)
        return self.mentions(torch.cat([_mean(read, marked), _mean(read, mask)], -1))

    def answered(self, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return answers, tags and mean from the output of the layers."""
        read = self.drop(states)
        present = mask.unsqueeze(-1).to(read.dtype)
        looked = (read @ self.query.T).masked_fill(present == 0, _NOWHERE).softmax(1)
        own = torch.einsum("bta,bth->bah", looked, read)
        mean = _mean(read, mask)
        return (own * self.weight).sum(-1) + self.mean(mean), self.tags(read), mean

    def freeze(self, layers: int) -> None:
        """Freeze the embeddings and the lowest layers."""
        for part in (self.bert.embeddings, *self.bert.encoder.layer[:layers]):
            for parameter in part.parameters():
                parameter.requires_grad = False


def _mean(states: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of the pieces where the mask is 1; 0 where there is none."""
    present = mask.unsqueeze(-1).to(states.dtype)
    return (states * present).sum(1) / present.sum(1).clamp(min=1)


# One loss over all questions, each asked only of texts whose answer is known.

_COARSE = tuple(CoarseClass)

# Weight of each question, so that none dominates; chosen by the scores on texts held out.
LOSS_WEIGHTS = {"telling": 1.5, "label": 1.0, "codes": 1.0, "kinds": 0.6, "outcome": 1.0, "outcome_of": 1.0, "actor": 0.6, "tags": 1.0, "roles": 1.0}
# Weight of a tagged piece against an untagged one: one in thirty has a tag, and "no" everywhere is nearly always right. `natural_odds` reverses it.
TAGGED_COUNTS = 6.0
_PERSONS = len(PERSON_TAGS)
# Label smoothing: a second reader agrees with 99%.
_SUREST = 0.99
# Weight of reports from abroad, which are written differently from ours.
_ABROAD = 0.5


def loss(answers: Tensor, tags: Tensor, texts: Sequence[LabelledText], wanted_tags: Tensor, tagged: Tensor) -> Tensor:
    """Return the loss of a batch.

    `wanted_tags` is texts × pieces × TAGS; `tagged` (texts × pieces) is 1 where they are known.
    """
    by_question = {name: answers[:, question.place] for name, question in QUESTIONS.items()}
    return (
        LOSS_WEIGHTS["telling"] * _telling(by_question["telling"][:, 0], texts)
        + LOSS_WEIGHTS["label"] * _one_of(by_question["label"], texts, _label)
        + LOSS_WEIGHTS["codes"] * _codes(by_question["codes"], texts)
        + LOSS_WEIGHTS["kinds"] * _kinds(by_question["codes"], texts)
        + LOSS_WEIGHTS["outcome"] * _one_of(by_question["outcome"], texts, lambda text: OUTCOMES.index(text.outcome) if text.outcome else None)
        + LOSS_WEIGHTS["outcome_of"]
        * _one_of(by_question["outcome_of"], texts, lambda text: TRACKS.index(text.outcome_of) if text.outcome_of else None)
        + LOSS_WEIGHTS["actor"] * _one_of(by_question["actor"], texts, lambda text: ACTORS.index(text.actor) if text.actor else None)
        + LOSS_WEIGHTS["tags"] * _of_tags(tags, wanted_tags, tagged)
        + LOSS_WEIGHTS["roles"] * _of_roles(tags, wanted_tags)
    )


def _label(text: LabelledText) -> int | None:
    if text.source in (TextSource.GENERAL, TextSource.ABROAD) and text.telling:
        return None
    return LABELS.index(text.label)


def _telling(scores: Tensor, texts: Sequence[LabelledText]) -> Tensor:
    labelled = [at for at, text in enumerate(texts) if text.label is not ScreeningLabel.REPORT]
    if not labelled:
        return scores.sum() * 0
    target = torch.tensor([_SUREST if texts[at].telling else 1 - _SUREST for at in labelled])
    count = torch.tensor([_ABROAD if texts[at].source is TextSource.ABROAD else 1.0 for at in labelled])
    return (functional.binary_cross_entropy_with_logits(scores[labelled], target, reduction="none") * count).mean()


def _one_of(scores: Tensor, texts: Sequence[LabelledText], answer: Callable[[LabelledText], int | None]) -> Tensor:
    answered = [(at, target) for at, text in enumerate(texts) if (target := answer(text)) is not None]
    if not answered:
        return scores.sum() * 0
    return functional.cross_entropy(scores[[at for at, _ in answered]], torch.tensor([target for _, target in answered]))


def _codes(scores: Tensor, texts: Sequence[LabelledText]) -> Tensor:
    labelled = [at for at, text in enumerate(texts) if text.codes is not None]
    if not labelled:
        return scores.sum() * 0
    target = torch.tensor([[float(code in (texts[at].codes or ())) for code in CODES] for at in labelled])
    return functional.binary_cross_entropy_with_logits(scores[labelled], target, reduction="none").sum(1).mean()


def _kinds(scores: Tensor, texts: Sequence[LabelledText]) -> Tensor:
    """Return the loss where only coarse classes are known: the likeliest code of a class represents it."""
    labelled = [at for at, text in enumerate(texts) if text.kinds is not None]
    if not labelled:
        return scores.sum() * 0
    by_kind = torch.stack(
        [scores[labelled][:, [at for at, code in enumerate(CODES) if code.facts.coarse is kind]].logsumexp(1) for kind in _COARSE], 1
    )
    target = torch.tensor([[float(kind in (texts[at].kinds or ())) for kind in _COARSE] for at in labelled])
    return functional.binary_cross_entropy_with_logits(by_kind, target, reduction="none").sum(1).mean()


def _of_tags(tags: Tensor, target: Tensor, tagged: Tensor) -> Tensor:
    counted = torch.full((tags.shape[-1],), TAGGED_COUNTS)
    losses = functional.binary_cross_entropy_with_logits(tags, target, reduction="none", pos_weight=counted).sum(-1)
    return (losses * tagged).sum() / tagged.sum().clamp(min=1)


def _of_roles(tags: Tensor, target: Tensor) -> Tensor:
    """Return the loss of the roles of pieces that name a person.

    That a word is a name is soon learned, and dominates the question of its role.
    """
    named = target[..., :_PERSONS].sum(-1) == 1
    if not named.any():
        return tags.sum() * 0
    return functional.cross_entropy(tags[..., :_PERSONS][named], target[..., :_PERSONS][named].argmax(-1))


# Weight of the loss of marked mentions against that of texts, and the share of the roles in it: each person has one, other mentions yes or no.
_MENTIONS = 1.5


def mention_loss(answers: Tensor, batch: MentionBatch) -> Tensor:
    """Return the loss of a batch of marked mentions (texts × MENTION_ANSWERS): cross-entropy of roles, binary cross-entropy of the others."""
    losses = []
    for kind in MentionKind:
        rows = [row for row, mention in enumerate(batch.mentions) if mention.kind is kind]
        if rows:
            targets = torch.tensor([batch.mentions[row].answer for row in rows])
            scores = answers[rows, mention_slice(kind)]
            losses.append(
                functional.cross_entropy(scores, targets, label_smoothing=1 - _SUREST, reduction="sum")
                if kind is MentionKind.PERSON
                else functional.binary_cross_entropy_with_logits(scores[:, 0], targets.float() * (2 * _SUREST - 1) + 1 - _SUREST, reduction="sum")
            )
    return _MENTIONS * torch.stack(losses).sum() / len(batch.mentions)


def natural_odds(network: EncoderNetwork) -> None:
    """Correct the chances of a taught network's tags to those of the texts, in which pieces with a tag count once."""
    with torch.no_grad():
        network.tags.bias -= math.log(TAGGED_COUNTS)


def take_over(network: EncoderNetwork, tensors: Mapping[str, NDArray[np.float32]], tags: Sequence[str]) -> None:
    """Give a network the weights of an earlier one in place, by their names; tags, whose names are given, by name. New tags and answers stay as they are.

    Raises RuntimeError where the earlier network had other answers about a whole text.
    """
    state = network.state_dict()
    own = {name: torch.from_numpy(np.array(values)) for name, values in tensors.items() if name in state and not name.startswith("tags.")}
    network.load_state_dict({**state, **own})
    with torch.no_grad():
        for number, tag in enumerate(TAGS):
            if tag in tags:
                network.tags.weight[number] = torch.tensor(tensors["tags.weight"][tags.index(tag)])
                # The reverse of `natural_odds`.
                network.tags.bias[number] = float(tensors["tags.bias"][tags.index(tag)]) + math.log(TAGGED_COUNTS)


# Teaching of answers and tags alone, over the output of the taught layers, which is computed once, so that many passes take minutes.
#
# The whole network learns everything at the rate of the layers, which is too slow for new weights that begin near zero; rare tags (the day, the
# outcome) then learn next to nothing. The answer whether there is an incident is left unchanged: the layers were taught mostly for it.

# Texts in a batch, and the highest learning rate.
_TEXTS, _RATE, _DECAY = 24, 6e-3, 0.02
_RISING = 0.05
# Dropout of the layers' output: few texts are seen very often here.
_HIDDEN = 0.3
_TOLD_EVERY = 500
# Texts without an incident for each text with one: they only teach the label here.
_OTHERS = 0.4


@dataclass(frozen=True)
class CachedStates:
    """A text with the layers' output for one of its windows (pieces × hidden, half precision), and the tags of its pieces."""

    text: LabelledText
    states: NDArray[np.float16]
    tags: NDArray[np.float32]


def train_heads(network: EncoderNetwork, texts: Sequence[TokenizedText], passes: int, seed: int, report_progress: Callable[[str], None]) -> None:
    """Teach the answers and the tags of a network in place; its layers stay."""
    states = keep_states(network, texts, seed)
    report_progress(f"the states of {len(states)} texts are kept")
    heads = [network.query, network.weight, *network.mean.parameters(), *network.tags.parameters()]
    optimiser = torch.optim.AdamW(heads, lr=_RATE, weight_decay=_DECAY)
    steps = passes * -(-len(states) // _TEXTS)
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: learning_rate_factor(step, steps, _RISING))
    before = [part[INCIDENT_INDEX].detach().clone() for part in _of_answers(network)]
    torch.manual_seed(seed)
    network.train()
    network.drop.p = _HIDDEN
    sums = 0.0
    for step, batch in enumerate(_batches(states, passes, random.Random(seed)), start=1):  # noqa: S311  (no secret)
        sums += _step(network, batch, optimiser)
        with torch.no_grad():
            for part, old in zip(_of_answers(network), before, strict=True):
                part[INCIDENT_INDEX] = old
        rates.step()
        if step % _TOLD_EVERY == 0:
            report_progress(f"heads, step {step} of {steps}: loss {sums / _TOLD_EVERY:.3f}")
            sums = 0.0
    network.eval()


def keep_states(network: EncoderNetwork, texts: Sequence[TokenizedText], seed: int) -> list[CachedStates]:
    """Return the states of one window of every text that reports an incident, and of some others."""
    dice = random.Random(seed)  # noqa: S311  (no secret)
    telling = [text for text in texts if text.text.telling and text.text.tagged or text.text.kinds]
    ordinary = [text for text in texts if not text.text.telling]
    chosen = telling + dice.sample(ordinary, min(len(ordinary), int(len(telling) * _OTHERS)))
    network.eval()
    cached = []
    with torch.inference_mode():
        for text in sorted(chosen, key=lambda candidate: (len(candidate.pieces), candidate.text.id)):
            first, last = window_of(text, dice)
            pieces = torch.tensor([[START, *text.pieces[first:last].tolist(), END]])
            states = network.states(pieces, torch.ones_like(pieces))[0].numpy().astype(np.float16)
            tags = np.zeros((len(states), text.tags.shape[1]), np.float32)
            tags[1:-1] = text.tags[first:last]
            cached.append(CachedStates(text.text, states, tags))
    return cached


def _of_answers(network: EncoderNetwork) -> tuple[Tensor, ...]:
    return network.query, network.weight, network.mean.weight, network.mean.bias


def learning_rate_factor(step: int, steps: int, share_rising: float) -> float:
    """Return the part of the learning rate for a step: rising over a share of the steps, then falling to zero."""
    rising = max(1.0, share_rising * steps)
    return min((step + 1) / rising, max(0.0, (steps - step) / max(1.0, steps - rising)))


def _batches(cached_states: Sequence[CachedStates], passes: int, dice: random.Random) -> Iterator[Sequence[CachedStates]]:
    """Yield the batches of all passes, each in its own order; texts of similar length together."""
    for _ in range(passes):
        near = sorted(cached_states, key=lambda cached: len(cached.states) + dice.random() * 20)
        batches = [near[start : start + _TEXTS] for start in range(0, len(near), _TEXTS)]
        dice.shuffle(batches)
        yield from batches


def _step(network: EncoderNetwork, batch: Sequence[CachedStates], optimiser: torch.optim.Optimizer) -> float:
    longest = max(len(cached.states) for cached in batch)
    hidden = batch[0].states.shape[1]
    states, tags = torch.zeros(len(batch), longest, hidden), torch.zeros(len(batch), longest, batch[0].tags.shape[1])
    mask, tagged = torch.zeros(len(batch), longest, dtype=torch.int64), torch.zeros(len(batch), longest)
    for row, cached in enumerate(batch):
        size = len(cached.states)
        states[row, :size], tags[row, :size], mask[row, :size] = torch.from_numpy(cached.states.astype(np.float32)), torch.from_numpy(cached.tags), 1
        tagged[row, 1 : size - 1] = float(cached.text.tagged)
    answers, marked, _ = network.answered(states, mask)
    wrong = loss(answers, marked, [cached.text for cached in batch], tags, tagged)
    optimiser.zero_grad()
    wrong.backward()
    optimiser.step()
    return float(wrong.detach())
