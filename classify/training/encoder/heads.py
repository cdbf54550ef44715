"""Teaching the answers and the tags alone, over what the taught layers make of each text: it is computed once and kept, so that many passes take minutes.

What is asked of the whole network at once is learned at the pace of the layers, which is too slow for new weights that begin at nothing; rare tags (the day, the
outcome) then learn next to nothing. Whether an incident is told is left as it is: it is what the layers were taught for most.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from classify.encoder.questions import TELLING
from classify.encoder.windows import END, START
from classify.training.encoder.batches import ReadText, window_of
from classify.training.encoder.labelled_texts import LabelledText
from classify.training.encoder.losses import loss
from classify.training.encoder.network import EncoderNetwork

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
