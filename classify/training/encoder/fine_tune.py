"""Fine-tuning of the network: the upper layers and the answers, with a learning rate that rises and falls; saved every few minutes, so that a stopped
run continues.
"""

import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import torch

from classify.encoder.readings import WINDOW, question_names
from classify.training.encoder.batches import Batch, Marked, MentionBatch, TokenizedText, batches, mention_batches
from classify.training.encoder.network import EncoderNetwork, learning_rate_factor, loss, mention_loss

# The share of steps in which the learning rates rise.
_RISING = 0.06
_DECAY, _LONGEST_STEP = 0.01, 1.0
_KEPT_EVERY, _TOLD_EVERY = 100, 20


@dataclass(frozen=True)
class FineTuning:
    """The settings: passes over texts and mentions, frozen layers, the seed, pieces in a window, learning rates of the pretrained layers and of the new
    weights.
    """

    passes: float = 2
    texts: float = 1.0
    """The share of the texts' batches, and the share of all mentions, that is read in one pass."""
    mentions: float = 0.5
    frozen: int = 4
    seed: int = 20261127
    window: int = WINDOW
    rate: float = 1e-4
    rate_of_new: float = 5e-3
    passes_of_heads: int = 40
    """Passes over the stored output of the layers in which answers and tags alone are taught (`classify.training.encoder.network`)."""


@dataclass(frozen=True)
class TaughtTexts:
    """The texts to learn from, and the mentions in them."""

    texts: Sequence[TokenizedText]
    mentions: Sequence[Marked] = ()

    def batches(self, seed: int, how: FineTuning) -> list[Batch | MentionBatch]:
        """Return the batches of one pass, those of texts and of mentions mixed; the same seed gives the same batches."""
        dice = random.Random(seed)  # noqa: S311  (no secret)
        of_texts = list(batches(self.texts, dice, how.window))
        mixed: list[Batch | MentionBatch] = [
            *of_texts[: round(len(of_texts) * how.texts)],
            *mention_batches(self.mentions, how.mentions, dice),
        ]
        dice.shuffle(mixed)
        return mixed


def fine_tune(network: EncoderNetwork, taught: TaughtTexts, how: FineTuning, state_file: Path, report_progress: Callable[[str], None]) -> None:
    """Teach the network in place.

    `state_file` is the file of its state; if it exists, training continues from it. With the same texts, seed and number of threads, two runs on one
    machine give the same weights.
    """
    torch.manual_seed(how.seed)
    network.freeze(how.frozen)
    old = [parameter for name, parameter in network.named_parameters() if parameter.requires_grad and name.startswith("bert.")]
    new = [parameter for name, parameter in network.named_parameters() if parameter.requires_grad and not name.startswith("bert.")]
    optimiser = torch.optim.AdamW([{"params": old, "lr": how.rate}, {"params": new, "lr": how.rate_of_new}], weight_decay=_DECAY)
    a_pass = len(taught.batches(how.seed, how))
    steps = max(1, round(a_pass * how.passes))
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: learning_rate_factor(step, steps, _RISING))
    done = _resumed(state_file, network, optimiser, rates)
    network.train()
    sums = 0.0
    for step, batch in enumerate(itertools.islice(_forever(taught, how), done, steps), start=done + 1):
        # Each step has its own random numbers, so that a continued run drops what the whole run would have dropped.
        torch.manual_seed(how.seed + step)
        sums += _step(network, batch, optimiser, [*old, *new])
        rates.step()
        if step % _TOLD_EVERY == 0:
            report_progress(f"step {step} of {steps}: loss {sums / _TOLD_EVERY:.3f}")
            sums = 0.0
        if step % _KEPT_EVERY == 0 or step == steps:
            _keep(state_file, step, network, optimiser, rates)
    network.eval()


def _forever(taught: TaughtTexts, how: FineTuning) -> Iterator[Batch | MentionBatch]:
    for number in itertools.count():
        yield from taught.batches(how.seed + number, how)


def _step(network: EncoderNetwork, batch: Batch | MentionBatch, optimiser: torch.optim.Optimizer, learning: Sequence[torch.nn.Parameter]) -> float:
    # The layers compute in half precision where the processor can; the answers, their errors and all weights have full precision.
    mask = torch.from_numpy(batch.mask)
    marked = torch.from_numpy(batch.marked) if isinstance(batch, MentionBatch) else None
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half_precision_is_faster()):
        states = network.states(torch.from_numpy(batch.pieces), mask, marked)
    if isinstance(batch, MentionBatch):
        wrong = mention_loss(network.asked(states.float(), mask, torch.from_numpy(batch.marked)), batch)
    else:
        answers, tags, _ = network.answered(states.float(), mask)
        wrong = loss(answers, tags, batch.texts, torch.from_numpy(batch.tags), torch.from_numpy(batch.tagged))
    optimiser.zero_grad()
    wrong.backward()
    torch.nn.utils.clip_grad_norm_(learning, _LONGEST_STEP)
    optimiser.step()
    return float(wrong.detach())


@cache
def half_precision_is_faster() -> bool:
    """Return whether this processor multiplies matrices faster in half precision; one that lacks it is ten times slower."""
    seconds = {}
    for precision in (torch.float32, torch.bfloat16):
        rows, columns = torch.ones(512, 384, dtype=precision), torch.ones(384, 384, dtype=precision)
        rows @ columns
        started = time.perf_counter()
        for _ in range(5):
            rows @ columns
        seconds[precision] = time.perf_counter() - started
    return seconds[torch.bfloat16] < seconds[torch.float32]


def _keep(file: Path, step: int, network: EncoderNetwork, optimiser: torch.optim.Optimizer, rates: Any) -> None:
    part = file.with_suffix(".part")
    torch.save(
        {"step": step, "asked": question_names(), "network": network.state_dict(), "optimiser": optimiser.state_dict(), "rates": rates.state_dict()},
        part,
    )
    part.replace(file)


def _resumed(file: Path, network: EncoderNetwork, optimiser: torch.optim.Optimizer, rates: Any) -> int:
    """Restore network and optimiser, and return the number of steps done; 0 where it was taught other answers."""
    if not file.exists():
        return 0
    state = torch.load(file, weights_only=True)
    if state.get("asked", question_names()) != question_names():
        return 0
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    rates.load_state_dict(state["rates"])
    return int(state["step"])
