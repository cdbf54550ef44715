"""Learning from decisions: what a decision teaches, which half only judges, and that no model comes to stand that reads worse than the one before."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from typer import BadParameter

from classify.clustering.rules import SHIPPED_WEIGHTS
from classify.encoder import correction as correction_module
from classify.encoder.encoder_files import EncoderFileError
from classify.encoder.readings import ANSWERS, pack_reading
from classify.gold.gate import ScoreShare
from classify.scoring.joint import load_joint
from classify.scoring.learned_weights import NO_LEARNED_WEIGHTS, read_learned_weights
from classify.scoring.linear import SHIPPED as SHIPPED_FILE
from classify.scoring.linear import load_model, save_model
from classify.scoring.victims_and_tracks import ANYBODY
from classify.screen import Screener, load_screener
from classify.training import decisions
from classify.training.corpus import CORPUS, Background, Example, is_held, load_background, read_corpus, split_halves
from classify.training.fit import Fitted
from classify.training.workflow import TrainingResult, train
from flows import learning, models, teaching
from flows.cli import train_command
from flows.learning import LEAST_DECISIONS, LearningResult, TooFewDecisions, learn
from flows.models import SHIPPED, ActiveModelChanged, ModelUnusable, NoSuchVersion, Version, active_model, active_version, roll_back
from flows.reread_messages import RereadSchedule
from flows.rereading import read_slice
from flows.screening_steps import ScreenedCounts, screen_batch
from flows.teaching import is_no_worse, learn_pair_weights, learn_victim_weights, learn_weights, readings_of
from records import review, screenings
from records.database import read_session, write_transaction
from records.event_model import DecidedPair
from records.ledger import verify
from records.model import Article, DecidedArticle, EncodedText
from records.settings import Settings, read_settings
from records.tables import DraftRow, LedgerRow
from records.vocabulary import Category, ScreeningLabel
from tests.classify.made import attack, bare_reading, pushed
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.flows.conftest import Here
from tests.flows.real_command import Home
from tests.records import rows
from tests.records.review.teaching import decided, draft


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of a few articles of each language."""
    return corpus(tmp_path_factory.mktemp("small"))


def corpus(folder: Path, turned: bool = False) -> Path:
    """Thirty articles of each language; `turned`: what tells of an incident is said to tell of none, and the other way about."""
    for file in ("kk-a", "ru-a", "en-a"):
        lines = (CORPUS / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()[:30]
        taken = [json.loads(line) for line in lines]
        if turned:
            taken = [{**row, **(_AN_ATTACK if row["label"] in ("none", "report") else _NOTHING), "reasons": {}} for row in taken]
        (folder / f"{file}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in taken), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same corpus with every answer turned round: what learns from it reads badly."""
    return corpus(tmp_path_factory.mktemp("turned"), turned=True)


@pytest.fixture(scope="module")
def quick(training: None) -> Callable[..., TrainingResult]:
    """Training beside few real news, so that it takes a second or two."""
    whole = load_background()
    return partial(train, background=Background(whole.examples[::10], whole.features[::10], whole.words[::10]))


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, turned: Path, quick: Callable[..., TrainingResult]) -> Path:
    """The file of a model that reads badly."""
    return quick("bad 1", tmp_path_factory.mktemp("bad") / "bad.npz", lambda _: None, turned).file


@pytest.fixture
def badly_shipped(bad: Path, quick: Callable[..., TrainingResult], monkeypatch: pytest.MonkeyPatch) -> None:
    """Training is quick, and the shipped model is one that a little learning betters."""
    monkeypatch.setattr(learning, "train", quick)
    monkeypatch.setattr(learning, "load_screener", lambda countries, model, home: load_screener(countries, model or bad, home))


_AN_ATTACK, _NOTHING = {"label": "incident", "categories": ["ATT"]}, {"label": "none", "categories": []}


def as_gold(example: Example) -> dict[str, Any]:
    told = {"id": example.id, "lang": example.lang, "title": example.title, "text": example.text, "label": example.label.value}
    return {**told, "categories": sorted({code.facts.coarse.value for code in example.categories})}


@pytest.fixture
def settings() -> Settings:
    return read_settings()


@pytest.fixture
def store(settings: Settings) -> Iterator[Engine]:
    """The embedded database of the settings."""
    made = open_upgraded(settings.database)
    yield made
    made.dispose()


def decide(engine: Engine, examples: list[Example]) -> None:
    """A decided draft for every article: confirmed where it tells of an incident, else rejected."""
    with write_transaction(engine) as session:
        for one in examples:
            screened: dict[str, Any] = {"categories": [{"code": code.value, "score": 0.9} for code in one.categories], "label": one.label.value}
            screened |= {"actor": one.actor.value, "outcome": one.outcome.value, "outcome_of": None}
            number = draft(session, one.id, screened=screened, lang=one.lang, title=one.title, text=one.text)
            if one.telling:
                review.confirm(session, number, who="Aigul", now=NOW)
            else:
                review.reject(session, number, who="Aigul", now=NOW, reason="not_press")


def learn_from(engine: Engine, settings: Settings, folder: Path, gold: Path, hours: int = 0, told: list[str] | None = None) -> LearningResult:
    """Learn beside this corpus, and judge by every third article of another one."""
    items = [as_gold(example) for example in read_corpus(gold)[::3]]
    tell = (told if told is not None else []).append
    return learn(settings, engine, who="Aigul", now=NOW + timedelta(hours=hours), say=tell, corpus=folder, gold=items)


def acts(engine: Engine) -> list[tuple[str, str, str, str, str]]:
    """The ledger's rows on models: who, what, on which, from which, to which. The whole chain must hold."""
    with read_session(engine) as session:
        assert verify.ledger_chain_faults(session) == []
        found = session.query(LedgerRow).filter(LedgerRow.subject.startswith("model ")).order_by(LedgerRow.id)
        return [(row.who, row.action, row.subject, row.before["model"], row.after["model"]) for row in found]


FIRST, SECOND, THIRD = (f"{models.BASE}+{number}" for number in (1, 2, 3))


def as_shipped(name: str, target: Path, tell: Callable[[str], None], corpus: Path, more: Sequence[Example]) -> TrainingResult:
    """A training after which the lexical judge is the shipped one, so that only the heads may differ."""
    model = replace(load_model(SHIPPED_FILE), name=name)
    return TrainingResult(target, save_model(model, target), "", (), Fitted(model, {}))


def in_half(examples: Sequence[Example], *, held: bool) -> list[Example]:
    """Those whose drafts, decided one after the other, come to be in this half."""
    return [one for number, one in enumerate(examples, 1) if is_held(number) == held]


@pytest.mark.usefixtures("training")
@pytest.mark.parametrize("poisoned", [False, True], ids=["as they were", "with half of them poisoned"])
def test_the_encoders_answers_are_taught_with_the_judge_and_what_a_poisoned_half_teaches_never_stands(
    store: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch, poisoned: bool
) -> None:
    monkeypatch.setattr(learning, "train", as_shipped)
    # As though not dozens but thousands had been decided.
    monkeypatch.setattr(decisions, "PULL", 0.05)
    # And as though answers might move far: within the bound the poison changes nothing of what is held.
    monkeypatch.setattr(correction_module, "MOST", 9.0)
    examples = [one for one in read_corpus(CORPUS) if one.case != one.id and one.lang == "ru" and one.label is not ScreeningLabel.REPORT][:40]
    wrong = {one.id for one in in_half(examples, held=False)} if poisoned else set()
    decide(store, [turned_round(one) if one.id in wrong else one for one in examples])
    gold = [as_gold(one) for one in in_half(examples, held=True)]
    told: list[str] = []
    learned = learn(settings, store, who="Aigul", now=NOW, say=told.append, gold=gold)
    assert learned.promoted != poisoned, learned.version.worse
    assert learned.version.sha256 == hashlib.sha256(models.version_file(settings, FIRST).read_bytes()).hexdigest()
    correction = read_learned_weights(models.version_file(settings, FIRST)).correction
    assert correction is not None
    if poisoned:
        assert any(line.startswith("decisions ") for line in learned.version.worse)
        assert active_version(settings) is None
    else:
        assert correction.digest in models.active_screener(settings, None).model
        roll_back(settings, store, SHIPPED, who="Serik", now=NOW)
        assert models.active_screener(settings, None).model == load_screener(None).model


def turned_round(example: Example) -> Example:
    """What tells of an incident is said to tell of none, and the other way about."""
    return replace(
        example, label=ScreeningLabel.NONE if example.telling else ScreeningLabel.INCIDENT, categories=() if example.telling else (Category.ECO,)
    )


@pytest.mark.usefixtures("badly_shipped")
def test_a_better_model_is_promoted_an_equal_one_too_and_a_worse_one_is_not(store: Engine, settings: Settings, small: Path, turned: Path) -> None:
    decide(store, read_corpus(small)[:24])
    told: list[str] = []
    first = learn_from(store, settings, small, small, told=told)
    assert (first.promoted, first.version.worse, first.version.name, first.version.decisions) == (True, [], FIRST, 24)
    assert active_version(settings) == models.version_file(settings, FIRST)
    assert [FIRST in told[1], "shipped" in told[-1]] == [True, True]
    screener = load_screener(None, active_version(settings))
    assert screener.model.startswith(f"{FIRST} ")

    trained = {example.id for example in first.trained.examples}
    halves = split_halves(decided(store))
    assert len(halves.training) + len(halves.held) == 24
    assert {example.id for example in halves.training} <= trained
    assert not {example.id for example in halves.held} & trained, "the held half never trains"

    equal = learn_from(store, settings, small, small, hours=1)
    assert (equal.promoted, equal.version.name) == (True, SECOND)

    bad = learn_from(store, settings, turned, small, hours=2)
    assert not bad.promoted
    assert any(line.startswith("all ") for line in bad.version.worse)
    assert any(line.startswith("decisions right ") for line in bad.version.worse)
    assert active_model(settings)["model"] == SECOND, "what stood stands"
    assert active_version(settings) == models.version_file(settings, SECOND)
    assert [(one.name, bool(one.worse)) for one in models.versions(settings)] == [(FIRST, False), (SECOND, False), (THIRD, True)]
    assert acts(store) == [("Aigul", "promote", f"model {FIRST}", SHIPPED, FIRST), ("Aigul", "promote", f"model {SECOND}", FIRST, SECOND)]


def test_with_too_few_decisions_nothing_is_trained_and_it_is_said_how_many_are_missing(store: Engine, settings: Settings, small: Path) -> None:
    decide(store, read_corpus(small)[: LEAST_DECISIONS - 1])
    with pytest.raises(TooFewDecisions, match="^1 "):
        learn_from(store, settings, small, small)
    assert models.versions(settings) == []
    assert not models.folder(settings).exists()


def test_a_training_that_fails_leaves_nothing_and_gives_its_name_back(
    store: Engine, settings: Settings, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(store, read_corpus(small)[:LEAST_DECISIONS])

    def fail(*_: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(learning, "train", fail)
    with pytest.raises(MemoryError):
        learn_from(store, settings, small, small)
    assert list(models.folder(settings).iterdir()) == []


@pytest.mark.usefixtures("badly_shipped")
def test_the_command_says_what_it_does_and_prints_what_came_of_it(
    store: Engine, settings: Settings, small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    decide(store, read_corpus(small)[:24])
    monkeypatch.setattr(learning, "find_regressions", lambda *_: ["ru recall 0.800 < 0.900"])
    monkeypatch.setattr(learning, "learn", partial(learn, corpus=small, gold=[as_gold(example) for example in read_corpus(small)[::6]]))
    train_command.train(from_decisions=True, who="Aigul")
    said = capsys.readouterr()
    printed = json.loads(said.out)
    assert set(printed) == {"model", "file", "sha256", "corpus", "promoted", "worse"}
    assert (printed["promoted"], printed["worse"]) == (False, ["ru recall 0.800 < 0.900"])
    assert "Not promoted" in said.err
    assert "ru recall 0.800 < 0.900" in said.err
    assert acts(store) == []
    assert active_version(settings) is None


def version(settings: Settings, *, at: int = 0, **changed: float) -> Version:
    """A version that was trained at some hour, with the model that is shipped."""
    model = load_model(SHIPPED_FILE)
    with models.new_version(settings) as name:
        sha256 = save_model(replace(model, name=name, settings={**model.settings, **changed}), models.version_file(settings, name))
        made = Version(name, sha256, (NOW + timedelta(hours=at)).isoformat(), 20, figures={"all": {"recall": 0.9125}, "decisions": {"right": 0.75}})
        models.write_version(settings, made)
    return made


@pytest.fixture
def two_versions(settings: Settings, store: Engine) -> None:
    """The first was promoted, then the second."""
    for number, before in enumerate((SHIPPED, FIRST)):
        models.promote(settings, store, version(settings, at=number), instead_of=before, who="Aigul", now=NOW)


@pytest.mark.usefixtures("two_versions")
def test_a_rollback_brings_back_a_version_and_the_shipped_model_and_both_stand_in_the_ledger(store: Engine, settings: Settings) -> None:
    roll_back(settings, store, FIRST, who="Serik", now=NOW)
    assert active_version(settings) == models.version_file(settings, FIRST)
    roll_back(settings, store, SHIPPED, who="Serik", now=NOW)
    assert active_version(settings) is None
    roll_back(settings, store, SECOND, who="Serik", now=NOW)
    assert active_version(settings) == models.version_file(settings, SECOND)
    assert acts(store)[2:] == [
        ("Serik", "rollback", f"model {FIRST}", SECOND, FIRST),
        ("Serik", "rollback", "model shipped", FIRST, SHIPPED),
        ("Serik", "rollback", f"model {SECOND}", SHIPPED, SECOND),
    ]


def test_a_version_that_comes_to_nothing_leaves_nothing(settings: Settings) -> None:
    kept = version(settings)

    def broken_off() -> None:
        with models.new_version(settings) as name:
            models.write_version(settings, replace(kept, name=name))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert [one.name for one in models.versions(settings)] == [FIRST]
    assert version(settings).name == SECOND


def test_there_is_no_going_back_to_what_never_stood(store: Engine, settings: Settings) -> None:
    never = version(settings)
    for name in (never.name, "../kk-ru-en", ""):
        with pytest.raises(NoSuchVersion, match="train --list"):
            roll_back(settings, store, name, who="Serik", now=NOW)
    assert (active_version(settings), acts(store)) == (None, [])


@pytest.mark.usefixtures("two_versions")
@pytest.mark.parametrize("gone", [False, True])
def test_an_altered_model_is_refused_by_name_and_the_way_back_is_open(store: Engine, settings: Settings, gone: bool) -> None:
    file = models.version_file(settings, SECOND)
    if gone:
        file.unlink()
    else:
        file.write_bytes(models.version_file(settings, FIRST).read_bytes())
    with pytest.raises(ModelUnusable, match=rf"{SECOND.replace('+', '[+]')}.*--rollback shipped"):
        active_version(settings)
    with pytest.raises(ModelUnusable):
        roll_back(settings, store, SECOND, who="Serik", now=NOW)
    roll_back(settings, store, FIRST, who="Serik", now=NOW)
    assert active_version(settings) == models.version_file(settings, FIRST)


@pytest.mark.usefixtures("two_versions")
def test_a_checksum_that_was_altered_with_its_file_does_not_pass_the_ledger(store: Engine, settings: Settings) -> None:
    roll_back(settings, store, SHIPPED, who="Serik", now=NOW)
    told = models.folder(settings) / f"{FIRST}.json"
    told.write_text(told.read_text().replace(models.versions(settings)[0].sha256, "0" * 64))
    models.version_file(settings, FIRST).write_bytes(b"another")
    with pytest.raises(ModelUnusable):
        roll_back(settings, store, FIRST, who="Serik", now=NOW)


@pytest.mark.usefixtures("two_versions")
def test_a_damaged_note_of_what_stands_is_named_and_can_be_mended(store: Engine, settings: Settings) -> None:
    for words in ("", "[]", "{}", '{"model": "x"}'):
        (models.folder(settings) / "current.json").write_text(words)
        with pytest.raises(ModelUnusable, match=r"current\.json.*--rollback shipped"):
            active_version(settings)
        roll_back(settings, store, FIRST, who="Serik", now=NOW)
        assert active_version(settings) == models.version_file(settings, FIRST)


def test_a_model_is_not_promoted_over_one_that_it_was_not_compared_with(store: Engine, settings: Settings) -> None:
    first, second = version(settings), version(settings)
    models.promote(settings, store, first, instead_of=SHIPPED, who="Aigul", now=NOW)
    with pytest.raises(ActiveModelChanged, match="from-decisions"):
        models.promote(settings, store, second, instead_of=SHIPPED, who="Aigul", now=NOW)
    assert active_model(settings)["model"] == first.name
    assert len(acts(store)) == 1


def test_a_promotion_that_the_database_refuses_changes_nothing(store: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    first = version(settings)

    @contextmanager
    def full(engine: Engine) -> Iterator[Session]:
        with write_transaction(engine) as session:
            yield session
            assert active_model(settings)["model"] == FIRST
            raise OSError("no room on the disk")

    monkeypatch.setattr(models, "write_transaction", full)
    with pytest.raises(OSError, match="no room"):
        models.promote(settings, store, first, instead_of=SHIPPED, who="Aigul", now=NOW)
    assert (active_version(settings), acts(store)) == (None, [])


def test_a_new_model_reads_everything_anew_and_touches_no_decision(store: Engine, settings: Settings) -> None:
    with write_transaction(store) as session:
        number = draft(session, "a", text="Журналиста Асель Тестову избили у редакции. Полиция начала расследование.")
        review.reject(session, number, who="Aigul", now=NOW, reason="not_press")
    models.promote(settings, store, version(settings, threshold=0.0, report=2.0), instead_of=SHIPPED, who="Aigul", now=NOW)
    screener = load_screener(None, active_version(settings))
    assert screen_batch(store, screener, NOW) == ScreenedCounts()
    read = read_slice(store, screener, "run", RereadSchedule(10), lambda _words: None, lambda _stands: None)
    assert (read.counts, read.drafts, read.stands and read.stands.ended) == (ScreenedCounts(read=1, flagged=1), 0, True)
    with read_session(store) as session:
        kept = session.get_one(DraftRow, number)
        assert (kept.state, kept.proposal["model"], session.query(DraftRow).count()) == ("rejected", "test 1", 1)


@pytest.mark.usefixtures("two_versions")
def test_what_stands_is_what_screens_and_can_be_listed_and_rolled_back_from_the_shell(here: Here, store: Engine, settings: Settings) -> None:
    home = Home(settings.data)
    given = '{"id": "a", "text": "Журналиста избили у редакции."}\n'
    assert json.loads(here(home, "screen", given=given).stdout)["model"].startswith(f"{SECOND} ")
    listed = [line.split("  ") for line in here(home, "train", "--list").stdout.splitlines()]
    assert [[cell.strip() for cell in line if cell.strip()][:4] for line in listed[1:]] == [
        ["shipped"],
        [FIRST, "2026-11-24", "stood", "20"],
        [SECOND, "2026-11-24", "stands", "20"],
    ]
    assert any("0.912" in cell for cell in listed[2])
    assert SHIPPED in here(home, "train", "--rollback", SHIPPED, "--as", "Serik").stderr
    assert json.loads(here(home, "screen", given=given).stdout)["model"] != SECOND
    assert acts(store)[-1] == ("Serik", "rollback", "model shipped", SECOND, SHIPPED)

    roll_back(settings, store, FIRST, who="Serik", now=NOW)
    models.version_file(settings, FIRST).write_bytes(b"altered")
    for words in (["screen"], ["gate"]):
        said = here(home, *words, given=given, code=1).stderr
        assert said.startswith("qorgan: the model "), said
        assert said.count("\n") == 1


def test_too_few_decisions_and_wrong_use_are_one_line(here: Here, store: Engine, settings: Settings) -> None:
    home = Home(settings.data)
    refused = here(home, "train", "--from-decisions", code=1).stderr.splitlines()
    assert refused[-1].startswith("qorgan: 20 ")
    assert "--as" in here(home, "train", "--rollback", "shipped", code=2).stderr
    assert "--from-decisions" in here(home, "train", "--list", "--from-decisions", code=2).stderr
    with pytest.raises(BadParameter):
        train_command.train(rollback="shipped", who=" ")


def test_a_model_of_an_earlier_qorgan_is_refused_in_one_line_that_says_what_to_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = tmp_path / "old.npz"
    old.write_bytes(b"no model")
    monkeypatch.setattr(models, "active_version", lambda _: old)
    with pytest.raises(ModelUnusable, match="rollback shipped"):
        models.active_screener(settings, None)


def test_an_encoder_whose_files_do_not_fit_is_refused_with_the_commands_that_mend_it() -> None:
    mends = r"encoder\.onnx is cut.*git restore classify.*pip install --force-reinstall.*make encoder"
    with pytest.raises(ModelUnusable, match=mends), models.translate_model_errors(None):
        raise EncoderFileError("shipped/encoder.onnx is cut")


def test_a_promoted_model_that_was_taught_beside_another_encoder_is_refused_with_the_way_back(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = tmp_path / "kk-ru-en 2.0.0+1.npz"
    save_model(load_model(SHIPPED_FILE), old, pushed(0.5, "e5 1.0.0 abcdef").arrays())
    monkeypatch.setattr(models, "active_version", lambda _: old)
    with pytest.raises(ModelUnusable, match=r"encoder.*--rollback shipped .*--from-decisions"):
        models.active_screener(settings, None)


def test_a_promoted_model_of_an_earlier_vocabulary_is_refused_by_the_codes_that_it_lacks(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped, old = load_model(SHIPPED_FILE), tmp_path / "kk-ru-en 2.0.0+1.npz"
    kept = [number for number, head in enumerate(shipped.heads) if head != "code:ATT"]
    heads = tuple(shipped.heads[number] for number in kept)
    save_model(replace(shipped, heads=heads, weights=shipped.weights[:, kept], intercepts=shipped.intercepts[kept]), old)
    monkeypatch.setattr(models, "active_version", lambda _: old)
    with pytest.raises(ModelUnusable, match=r" ATT; .*--rollback shipped .*--from-decisions"):
        models.active_screener(settings, None)


def test_versions_are_named_after_the_model_that_is_shipped() -> None:
    assert load_model(SHIPPED_FILE).name == models.BASE


def numbers(seed: int) -> bytes:
    chance = np.random.default_rng(seed)
    return pack_reading(bare_reading(chance.normal(size=ANSWERS), chance.normal(size=8)))


class Reader:
    """A screener that notes what it is asked to read, and cannot read every article whose number ends with 7."""

    encoder = "e 2"

    def __init__(self) -> None:
        self.read: list[str] = []

    def encoded(self, articles: Sequence[Article]) -> list[EncodedText | None]:
        self.read += [one.id for one in articles]
        return [None if one.id.endswith("7") else EncodedText(self.encoder, numbers(int(one.id[1:]))) for one in articles]

    def signs_of_persons(self, articles: Sequence[Article]) -> list[list[tuple[str, dict[str, float]]]]:
        return [[] for _ in articles]


def decided_teaching(*articles: int) -> list[DecidedArticle]:
    return [DecidedArticle(number, f"a{number}", "ru", "", "Text", ScreeningLabel.INCIDENT, (Category.ATT,)) for number in articles]


@pytest.fixture
def store_teaching(engine: Engine) -> Engine:
    """Ten articles, of which one was read by this encoder and one by another."""
    with write_transaction(engine) as session:
        for number in range(10):
            rows.article(session, f"a{number}")
        screenings.store_encoded_articles(session, {"a0": EncodedText("e 2", numbers(0)), "a1": EncodedText("e 1", b"of another")})
    return engine


def test_only_what_this_encoder_did_not_read_is_read_once_and_kept(store_teaching: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "_TOGETHER", 2)
    reader, told = Reader(), list[str]()
    found = readings_of(store_teaching, cast(Screener, reader), decided_teaching(*range(8)), told.append)
    assert reader.read == [f"a{number}" for number in range(1, 8)]
    assert sorted(found) == [f"a{number}" for number in range(7)], "an article that the encoder is never asked about teaches it nothing"
    assert len(told) == 1
    assert "7" in told[0]
    with read_session(store_teaching) as session:
        kept = screenings.encoded_article(session, ["a0", "a1", "a5", "a7"], "e 2")
    assert kept == {"a0": numbers(0), "a1": numbers(1), "a5": numbers(5)}

    again, silent = Reader(), list[str]()
    assert sorted(readings_of(store_teaching, cast(Screener, again), decided_teaching(*range(7)), silent.append)) == sorted(found)
    assert (again.read, silent) == ([], [])


def test_it_is_shown_how_many_of_how_many_were_read(store_teaching: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "_TOGETHER", 3)
    shown: list[tuple[int, list[int]]] = []

    @contextmanager
    def counting(count: int) -> Iterator[Callable[[int], None]]:
        shown.append((count, []))
        yield shown[-1][1].append

    readings_of(store_teaching, cast(Screener, Reader()), decided_teaching(*range(8)), lambda _: None, counting)
    readings_of(store_teaching, cast(Screener, Reader()), decided_teaching(*range(7)), lambda _: None, counting)
    assert shown == [(7, [3, 3, 1])], "the second time nothing is left to read"


def test_they_teach_a_correction_of_the_encoder_that_read_them(store_teaching: Engine) -> None:
    taught = learn_weights(store_teaching, cast(Screener, Reader()), decided_teaching(*range(6)), NO_LEARNED_WEIGHTS, lambda _: None)
    assert taught.correction is not None
    assert taught.correction.encoder == "e 2"


def test_no_decisions_teach_nothing_at_all(store_teaching: Engine) -> None:
    assert learn_weights(store_teaching, cast(Screener, Reader()), [], NO_LEARNED_WEIGHTS, lambda _: None).arrays() == {}


def named(draft: int, *, victim: bool) -> DecidedArticle:
    """An article that names one person, of whom people say that she is its victim or not."""
    victims = ("Асель Тестова",) if victim else ()
    return DecidedArticle(draft, f"a{draft}", "ru", "", "Text", ScreeningLabel.INCIDENT, (Category.ATT,), victims)


class EverySecondAnOfficial(Reader):
    """A screener of whose articles each names one person, whom the encoder marks as a victim, in every second one with the title of an official."""

    def signs_of_persons(self, articles: Sequence[Article]) -> list[list[tuple[str, dict[str, float]]]]:
        signs = dict.fromkeys(load_joint().victim, 0.0) | {ANYBODY: 1.0}
        return [[("Асель Тестова", signs | {_OFFICIAL: float(int(one.id[1:]) % 2)})] for one in articles]


_OFFICIAL = "title of an official"


def test_what_tells_a_victim_is_learned_from_decisions_only_where_the_held_half_agrees() -> None:
    screener, told = cast(Screener, EverySecondAnOfficial()), list[str]()
    officials = [named(number, victim=number % 2 == 1) for number in range(1, 401)]
    new = learn_victim_weights(screener, officials, None, told.append)
    assert new is not None
    assert new[_OFFICIAL] > load_joint().victim[_OFFICIAL] + 0.1
    assert told == []

    # What stands calls the officials victims, and the half that is held back agrees; the other half says the contrary.
    standing = dict(load_joint().victim) | {ANYBODY: -1.0, _OFFICIAL: 2.0}
    poisoned = [one if is_held(one.draft) else named(one.draft, victim=not one.victims) for one in officials]
    assert learn_victim_weights(screener, poisoned, standing, told.append) is standing
    assert len(told) == 1


def pair(draft: int, *, together: bool, alike: bool) -> DecidedPair:
    """Two articles on one town within days that name nobody: on the same, or with nothing in common."""
    one = attack(f"{draft}-1", persons=(), outlets=())
    other = replace(one, article=f"{draft}-2") if alike else attack(f"{draft}-2", persons=(), outlets=(), words=(), codes=("CYB",))
    return DecidedPair(one, other, (draft, draft), together)


def test_what_tells_one_event_is_learned_from_decisions_only_where_the_held_half_agrees() -> None:
    told: list[str] = []
    decided_teaching = [pair(number, together=number % 2 == 0, alike=number % 2 == 0) for number in range(1, 200)]
    new = learn_pair_weights(decided_teaching, None, told.append)
    assert new is not None
    assert new.by_sign["concepts"] > SHIPPED_WEIGHTS.by_sign["concepts"]
    assert told == []
    assert learn_pair_weights([], None, told.append) is None

    poisoned = [one if is_held(one.drafts[0]) else replace(one, together=not one.together) for one in decided_teaching]
    assert learn_pair_weights(poisoned, None, told.append) is None
    assert len(told) == 1


def test_a_share_of_nothing_has_fallen_where_there_was_something() -> None:
    some, nothing = ScoreShare(1, 2), ScoreShare(0, 0)
    assert is_no_worse([some, some], [some, nothing])
    assert not is_no_worse([some, nothing], [some, some])
    assert not is_no_worse([some, ScoreShare(4, 9)], [some, some])
