"""Teaching the heads alone: the layers and whether an incident is told stay as they are, all else learns, the same every time."""

from pathlib import Path
from typing import Any

from tests.classify.training.encoder.with_torch import torch

# isort: split
import numpy as np
import pytest

from classify.encoder.questions import ANSWERS, QUESTIONS, TAGS, TELLING
from classify.encoder.windows import END, START, WINDOW
from classify.training.encoder import heads as module
from classify.training.encoder.batches import ReadText, read_text
from classify.training.encoder.heads import keep_states, teach_heads
from classify.training.encoder.labelled_texts import LabelledText, TextSource
from classify.training.encoder.network import EncoderNetwork
from classify.training.encoder.vocabulary import tokenizer_of
from records.vocabulary import CoarseClass, Outcome
from tests.classify.training.encoder.small_weights import HIDDEN, PIECES, scores, small_base
from tests.classify.training.encoder.some_texts import incident, some_texts, text

ACT = TAGS.index("act")
_OF_ANSWERS = ("query", "weight", "mean.weight", "mean.bias")


def read(*texts: LabelledText) -> list[ReadText]:
    tokenizer = tokenizer_of(PIECES, scores())
    return [read_text(one, tokenizer) for one in texts]


TEXTS = read(*some_texts())


@pytest.fixture
def network(tmp_path: Path) -> EncoderNetwork:
    return fresh(tmp_path)


def fresh(folder: Path) -> EncoderNetwork:
    torch.manual_seed(1)
    return EncoderNetwork(small_base(folder))


def taught(folder: Path, seed: int = 5) -> EncoderNetwork:
    made = fresh(folder)
    teach_heads(made, TEXTS, seed, lambda line: None)
    return made


def values(network: EncoderNetwork) -> dict[str, Any]:
    return {name: part.clone() for name, part in network.state_dict().items()}


def test_the_layers_and_whether_an_incident_is_told_stay_and_all_else_moves(network: EncoderNetwork) -> None:
    before = values(network)
    teach_heads(network, TEXTS, 5, lambda line: None)
    after = values(network)
    assert all(torch.equal(before[name], after[name]) for name in before if name.startswith("bert."))
    others = [answer for answer in range(ANSWERS) if answer != TELLING]
    for name in _OF_ANSWERS:
        assert torch.equal(before[name][TELLING], after[name][TELLING])
        assert not torch.equal(before[name][others], after[name][others])
    assert not torch.equal(before["tags.weight"], after["tags.weight"])


def test_what_it_says_of_an_incident_being_told_is_the_same_to_the_bit(network: EncoderNetwork) -> None:
    def told() -> list[float]:
        network.eval()
        with torch.no_grad():
            return [float(network(*_whole(one))[0][0, TELLING]) for one in TEXTS]

    before = told()
    teach_heads(network, TEXTS, 5, lambda line: None)
    assert told() == before


def test_it_learns_the_act_and_what_came_of_it(network: EncoderNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PASSES", 150)
    other = read(*(incident(20 + number, text=f"журналист Айжан соққы {number}", spans=(), outcome=Outcome.DROPPED) for number in range(6)))
    teach_heads(network, [*TEXTS, *other], 5, lambda line: None)
    assert not network.training
    with torch.no_grad():
        for one in TEXTS[:6]:
            answers, tags, _ = network(*_whole(one))
            inside = tags[0, 1:-1, ACT].numpy()
            acts = list(one.acts)
            assert inside[acts].min() > max(np.delete(inside, acts))
            outcomes = answers[0, QUESTIONS["outcome"].place]
            assert list(Outcome)[int(outcomes.argmax())] is Outcome.CONVICTED
        for one in other:
            assert list(Outcome)[int(network(*_whole(one))[0][0, QUESTIONS["outcome"].place].argmax())] is Outcome.DROPPED


def test_two_runs_give_the_same_heads_and_another_seed_gives_others(tmp_path: Path) -> None:
    one, again, other = (values(taught(tmp_path, seed)) for seed in (5, 5, 6))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["tags.weight"], other["tags.weight"])


def test_it_is_told_how_far_it_is(network: EncoderNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PASSES", 4)
    monkeypatch.setattr(module, "_TOLD_EVERY", 2)
    told: list[str] = []
    teach_heads(network, TEXTS, 5, told.append)
    assert told[0] == "the states of 8 texts are kept"
    assert [line.partition(":")[0] for line in told[1:]] == ["heads, step 2 of 4", "heads, step 4 of 4"]


def test_kept_is_what_the_layers_make_of_each_incident_whose_answers_are_known_and_of_fewer_others(network: EncoderNetwork) -> None:
    retold = incident(30, TextSource.RETOLD, codes=None, kinds=frozenset({CoarseClass.ATTACK}), tagged=False)
    abroad = incident(31, TextSource.ABROAD, codes=None, outcome=None, outcome_of=None, actor=None, spans=(), persons=(), tagged=False)
    kept = keep_states(network, [*TEXTS, *read(retold, abroad)], 5)
    told = {one.text.id for one in kept if one.text.telling}
    assert told == {*(f"t{number}" for number in range(6)), "t30"}
    assert len(kept) - len(told) == 2
    with torch.no_grad():
        for one in kept:
            whole = next(some for some in (*TEXTS, *read(retold)) if some.text.id == one.text.id)
            assert one.states.shape == (len(whole.pieces) + 2, HIDDEN)
            np.testing.assert_allclose(one.states, network.states(*_whole(whole))[0].numpy(), atol=2e-2)
            assert (one.tags[1:-1] == whole.tags).all()
            assert not one.tags[[0, -1]].any()


def test_of_a_long_text_the_window_with_the_act_is_kept(network: EncoderNetwork) -> None:
    long = read(incident(40, text="суд " * 600 + "журналист Айжан избили " + "суд " * 600))
    (kept,) = keep_states(network, long, 5)
    assert len(kept.states) == WINDOW
    assert kept.tags[:, ACT].sum() == len(long[0].acts)


def test_ordinary_news_alone_teaches_nothing_to_begin_with(network: EncoderNetwork) -> None:
    assert keep_states(network, read(*(text(number) for number in range(5))), 5) == []


def _whole(one: ReadText) -> tuple[object, object]:
    pieces = torch.tensor([[START, *one.pieces.tolist(), END]])
    return pieces, torch.ones_like(pieces)
