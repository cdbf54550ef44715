"""Fine-tuning of the network: the upper layers and the answers, with a learning rate that rises and falls; saved every few minutes, so that a stopped
run continues.
"""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from classify.encoder.readings import WINDOW, question_names
from classify.training.encoder.batches import Batch, TokenizedText, batches
from classify.training.encoder.network import EncoderNetwork, learning_rate_factor, loss

# The share of steps in which the learning rates rise.
_RISING = 0.06
_DECAY, _LONGEST_STEP = 0.01, 1.0
_KEPT_EVERY, _TOLD_EVERY = 200, 20


@dataclass(frozen=True)
class FineTuning:
    """The settings: passes over the texts, frozen layers, the seed, pieces in a window, learning rates of the pretrained layers and of the new
    weights.
    """

    passes: float = 4
    frozen: int = 4
    seed: int = 20261127
    window: int = WINDOW
    rate: float = 1e-4
    rate_of_new: float = 5e-3


def fine_tune(
    network: EncoderNetwork, texts: Sequence[TokenizedText], how: FineTuning, state_file: Path, report_progress: Callable[[str], None]
) -> None:
    """Teach the network in place.

    `state_file` is the file of its state; if it exists, training continues from it. With the same texts, seed and number of threads, two runs on one
    machine give the same weights.
    """
    torch.manual_seed(how.seed)
    network.freeze(how.frozen)
    old = [parameter for name, parameter in network.named_parameters() if parameter.requires_grad and name.startswith("bert.")]
    new = [parameter for name, parameter in network.named_parameters() if parameter.requires_grad and not name.startswith("bert.")]
    optimiser = torch.optim.AdamW([{"params": old, "lr": how.rate}, {"params": new, "lr": how.rate_of_new}], weight_decay=_DECAY)
    a_pass = sum(1 for _ in batches(texts, random.Random(how.seed), how.window))  # noqa: S311  (no secret)
    steps = max(1, round(a_pass * how.passes))
    rates = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: learning_rate_factor(step, steps, _RISING))
    done = _resumed(state_file, network, optimiser, rates)
    network.train()
    sums = 0.0
    for step, batch in enumerate(itertools.islice(_forever(texts, how), done, steps), start=done + 1):
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


def _forever(texts: Sequence[TokenizedText], how: FineTuning) -> Iterator[Batch]:
    for number in itertools.count():
        yield from batches(texts, random.Random(how.seed + number), how.window)  # noqa: S311  (no secret)


def _step(network: EncoderNetwork, batch: Batch, optimiser: torch.optim.Optimizer, taught: Sequence[torch.nn.Parameter]) -> float:
    # The layers compute in half precision, twice as fast on current processors; the answers, their errors and all weights have full precision.
    mask = torch.from_numpy(batch.mask)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        states = network.states(torch.from_numpy(batch.pieces), mask)
    answers, tags, _ = network.answered(states.float(), mask)
    wrong = loss(answers, tags, batch.texts, torch.from_numpy(batch.tags), torch.from_numpy(batch.tagged))
    optimiser.zero_grad()
    wrong.backward()
    torch.nn.utils.clip_grad_norm_(taught, _LONGEST_STEP)
    optimiser.step()
    return float(wrong.detach())


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
