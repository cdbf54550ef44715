"""Teaching: it learns what it is taught, the same every time, and goes on where it was stopped as if it had not been."""

from pathlib import Path

from tests.classify.training.encoder.with_torch import torch

# isort: split
import pytest

from classify.encoder.questions import TELLING
from classify.training.encoder import fine_tune as module
from classify.training.encoder.batches import read_text
from classify.training.encoder.fine_tune import FineTuning, fine_tune
from classify.training.encoder.network import EncoderNetwork
from classify.training.encoder.vocabulary import tokenizer_of
from tests.classify.training.encoder.small_weights import PIECES, scores, small_base
from tests.classify.training.encoder.some_texts import some_texts

HOW = FineTuning(passes=8, frozen=1, seed=5)
TEXTS = [read_text(one, tokenizer_of(PIECES, scores())) for one in some_texts()]


def taught(folder: Path, kept: str, how: FineTuning = HOW, tell: object = None) -> EncoderNetwork:
    torch.manual_seed(1)
    network = EncoderNetwork(small_base(folder))
    fine_tune(network, TEXTS, how, folder / kept, tell or (lambda line: None))  # type: ignore[arg-type]
    return network


def same(one: EncoderNetwork, other: EncoderNetwork) -> bool:
    return all(torch.equal(mine, yours) for mine, yours in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


def stop_at(step: int) -> object:
    """A teller that is interrupted at a step, as a person would with Ctrl-C."""

    def tell(line: str) -> None:
        if line.startswith(f"step {step} "):
            raise KeyboardInterrupt

    return tell


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT_EVERY", 2)
    monkeypatch.setattr(module, "_TOLD_EVERY", 1)


def test_it_learns_to_tell_incidents_from_others(tmp_path: Path) -> None:
    network = taught(tmp_path, "a.pt", FineTuning(passes=60, frozen=0, seed=5))
    with torch.no_grad():
        found = [
            float(network(torch.tensor([[0, *one.pieces, 2]]), torch.ones(1, len(one.pieces) + 2, dtype=torch.long))[0][0, TELLING]) for one in TEXTS
        ]
    assert min(found[:6]) > max(found[6:])


def test_two_runs_give_the_same_weights_and_another_seed_gives_others(tmp_path: Path) -> None:
    assert same(taught(tmp_path, "a.pt"), taught(tmp_path, "b.pt"))
    assert not same(taught(tmp_path, "a.pt"), taught(tmp_path, "c.pt", FineTuning(passes=8, frozen=1, seed=6)))


@pytest.mark.parametrize("step", [2, 3, 5])
def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path, step: int) -> None:
    whole = taught(tmp_path, "whole.pt")
    with pytest.raises(KeyboardInterrupt):
        taught(tmp_path, "stopped.pt", tell=stop_at(step))
    told: list[str] = []
    resumed = taught(tmp_path, "stopped.pt", tell=told.append)
    assert same(whole, resumed)
    assert (told[0].startswith("step 1 ")) == (step == 2)


def test_a_run_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    first, told = taught(tmp_path, "a.pt"), list[str]()
    assert same(first, taught(tmp_path, "a.pt", tell=told.append))
    assert told == []


def test_what_was_taught_other_answers_is_not_gone_on_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taught(tmp_path, "a.pt")
    monkeypatch.setattr(module, "asked", lambda: {"weather": ["rain"]})
    told: list[str] = []
    taught(tmp_path, "a.pt", tell=told.append)
    assert told[0].startswith("step 1 ")


def test_frozen_layers_stay_as_they_were_and_the_others_move(tmp_path: Path) -> None:
    before, after = EncoderNetwork(small_base(tmp_path)).bert.state_dict(), taught(tmp_path, "a.pt").bert.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved
    assert all(name.startswith("encoder.layer.1.") for name in moved)
