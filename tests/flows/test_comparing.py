"""Another model over what is stored: what would come, go and move, counted by outlet and category, with nothing written."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Engine, select

from classify.clustering.rules import SHIPPED_WEIGHTS
from classify.scoring.learned_weights import LearnedWeights
from classify.scoring.linear import SHIPPED as SHIPPED_FILE
from classify.scoring.linear import load_model, save_model
from classify.screen import Screener
from flows import model_comparison, models, screening_steps
from flows.model_comparison import ModelChange, ModelComparison, compare, count_articles
from flows.models import ModelUnusable, NoSuchVersion, folder, named_model
from flows.one_run import active_recogniser
from flows.screening_steps import ScreenedCounts, screen_batch
from records import screenings
from records.database import read_session, write_transaction
from records.model import Article, CategoryScore, EncodedText, Passage, Screening
from records.persons.repository import KnownPerson
from records.settings import Settings, read_settings
from records.tables import Base, DraftArticleRow, DraftRow, ScreeningRow
from records.vocabulary import ENCODER, Category, DraftState, Readers, UnsureField
from reports.withheld.names import WithheldNames
from tests.conftest import NOW
from tests.records import rows


class Other:
    """A model that flags what its title names a category for."""

    model = "other 2"

    def screen_many(self, articles: Iterable[Article]) -> Iterator[Screening]:
        for one in articles:
            code = one.title.partition(" ")[0]
            flagged = code in set(Category)
            categories = (CategoryScore(Category(code), 0.8),) if flagged else ()
            yield Screening(one.id, self.model, score=0.8 if flagged else 0.05, flagged=flagged, categories=categories)


def stored(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for name, outlet, title, flagged in (
            ("comes", "kz_a", "ARR taken away", False),
            ("goes", "kz_a", "nothing", True),
            ("goes2", "kz_b", "nothing", True),
            ("moved", "kz_b", "ARR too", True),
            ("stays", "kz_b", "ATT as before", True),
            ("never", "kz_b", "nothing", False),
        ):
            rows.article(session, name, outlet=outlet, title=title)
            rows.screening(session, name, flagged=flagged, model="old 1")
        rows.article(session, "new", outlet="kz_c", title="ATT that nobody read")
        for number, state, members in ((1, DraftState.NEW, ["goes", "stays"]), (2, DraftState.CONFIRMED, ["goes2"])):
            session.add(DraftRow(id=number, state=state, score=0.9, label="incident", proposal={}, fields={}, created_at=NOW, version=1))
            session.flush()
            session.add_all(DraftArticleRow(article_id=one, draft_id=number, outlet="x") for one in members)


def compared(engine: Engine) -> ModelComparison:
    return compare(engine, cast(Screener, Other()))


def everything(engine: Engine) -> list[list[tuple[object, ...]]]:
    with read_session(engine) as session:
        return [[tuple(row) for row in session.execute(select(table))] for table in Base.metadata.sorted_tables]


@pytest.mark.parametrize("batch", [2, 200])
def test_what_would_change_is_counted_by_outlet_and_category_and_nothing_is_written(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(model_comparison, "BATCH", batch)
    stored(engine)
    before = everything(engine)
    found = compared(engine)
    assert everything(engine) == before
    assert (found.model, found.read, found.new, found.flagged_before, found.flagged_after) == ("other 2", 7, 1, 4, 4)
    assert {kind: found.number(kind) for kind in ModelChange} == {ModelChange.COMES: 2, ModelChange.GOES: 2, ModelChange.MOVED: 1}
    told = found.as_json()
    assert told["by_outlet"] == {
        "kz_a": {"comes": 1, "goes": 1, "moved": 0},
        "kz_b": {"comes": 0, "goes": 1, "moved": 1},
        "kz_c": {"comes": 1, "goes": 0, "moved": 0},
    }
    assert told["by_category"] == {"ARR": {"comes": 1, "goes": 0, "moved": 1}, "ATT": {"comes": 1, "goes": 2, "moved": 0}}


def test_a_draft_would_be_empty_where_none_of_its_flagged_articles_stays_flagged(engine: Engine) -> None:
    stored(engine)
    assert compared(engine).drafts_without == {DraftState.CONFIRMED: 1}


def test_examples_are_those_that_change_most_with_their_drafts(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(engine)
    monkeypatch.setattr(model_comparison, "EXAMPLES", 1)
    examples = compared(engine).as_json()["examples"]
    assert [one["id"] for one in examples["comes"]] == ["new"]
    assert examples["comes"][0]["before"] == {"score": 0.0, "flagged": False, "category": None}
    [goes] = examples["goes"]
    assert (goes["id"], goes["draft"], goes["state"], goes["before"]["category"]) == ("goes", 1, "new", "ATT")


def test_the_newest_screening_counts_and_the_bar_knows_how_many_there_are(engine: Engine) -> None:
    stored(engine)
    with write_transaction(engine) as session:
        rows.screening(session, "comes", flagged=True, model="between")
        assert count_articles(session) == 7
    passed: list[int] = []
    assert compare(engine, cast(Screener, Other()), passed.append).number(ModelChange.COMES) == 1
    assert sum(passed) == 7


def test_an_example_tells_no_name_that_is_withheld(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(engine)
    with write_transaction(engine) as session:
        rows.article(session, "hers", outlet="kz_d", title="ARR of Динара Омарова", url="https://kz.test/dinara-omarova")
    hers = WithheldNames([KnownPerson(1, spellings=("Динара Омарова", "dinara omarova"), profession="редактор", publish=False)])
    monkeypatch.setattr(model_comparison, "withheld_names", lambda _session: hers)
    (found,) = [one for one in compared(engine).examples[ModelChange.COMES] if one.outlet == "kz_d"]
    assert "Омарова" not in found.title
    assert not found.url


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "var", _env_file=None)  # type: ignore[call-arg]


def made(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"")
    return file


def test_it_is_the_shipped_one_a_version_a_file_or_the_only_one_of_a_folder(settings: Settings, tmp_path: Path) -> None:
    assert named_model(settings, "shipped") is None
    version = made(folder(settings) / "kk-ru-en 2.1.0+1.npz")
    assert named_model(settings, "kk-ru-en 2.1.0+1") == version
    file = made(tmp_path / "mine" / "other.npz")
    assert named_model(settings, str(file)) == named_model(settings, str(file.parent)) == file


def test_a_folder_with_several_and_a_name_of_nothing_are_refused_with_what_to_name(settings: Settings, tmp_path: Path) -> None:
    made(tmp_path / "mine" / "one.npz")
    made(tmp_path / "mine" / "two.npz")
    with pytest.raises(NoSuchVersion, match="one, two"):
        named_model(settings, str(tmp_path / "mine"))
    (tmp_path / "empty").mkdir()
    for word in ("nothing", str(tmp_path / "empty"), ""):
        with pytest.raises(NoSuchVersion, match="qorgan train --list"):
            named_model(settings, word)


@pytest.fixture
def settings_active_recogniser() -> Settings:
    return read_settings()


def test_what_the_active_version_learned_of_one_event_is_what_a_run_groups_with(
    settings_active_recogniser: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert active_recogniser(settings_active_recogniser).weights is SHIPPED_WEIGHTS
    own, file = replace(SHIPPED_WEIGHTS, nothing=-50.0), tmp_path / "kk-ru-en 2.0.0+1.npz"
    save_model(load_model(SHIPPED_FILE), file, LearnedWeights(pairs=own).arrays())
    monkeypatch.setattr(models, "active_version", lambda _: file)
    assert active_recogniser(settings_active_recogniser).weights == own
    save_model(load_model(SHIPPED_FILE), file, LearnedWeights(pairs=replace(own, by_sign={"a sign of before": 1.0})).arrays())
    with pytest.raises(ModelUnusable, match="--rollback shipped"):
        active_recogniser(settings_active_recogniser)


class OneOfTwoJudges:
    """A screener whose encoder reads all but every third article, and to which one article is in a language that nobody reads."""

    model = f"test 2{ENCODER}"
    as_good = ()

    def screen_many(self, articles: Iterable[Article]) -> Iterator[Screening]:
        for article in articles:
            if article.id == "a1":
                yield Screening(article.id, self.model, error="language")
            else:
                readers = Readers.LEXICAL if int(article.id[1:]) % 3 == 0 else Readers.BOTH
                summary, unsure = (Passage(0, 5, "Title"),), (UnsureField.PLACE,)
                encoded = EncodedText("e 1", article.id.encode()) if readers is Readers.BOTH else None
                # All but one tell of something that is worth a look.
                yield Screening(article.id, self.model, flagged=article.id != "a4", summary=summary, unsure=unsure, readers=readers, encoded=encoded)


def test_a_batch_counts_and_keeps_what_the_lexical_judge_read_alone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening_steps, "BATCH", 4)
    with write_transaction(engine) as session:
        for number in range(7):
            rows.article(session, f"a{number}")
    screener = cast(Screener, OneOfTwoJudges())
    batches = [screen_batch(engine, screener, NOW) for _ in range(3)]
    # The newest first: a6 to a3, then a2 to a0.
    assert batches == [ScreenedCounts(4, 3, 2), ScreenedCounts(3, 2, 1), ScreenedCounts()]
    assert sum(batches, ScreenedCounts()) == ScreenedCounts(7, 5, 3)
    with read_session(engine) as session:
        kept = {row.article_id: row for row in session.scalars(select(ScreeningRow))}
        encoded = screenings.encoded_article(session, list(kept), "e 1")
    assert {id: row.readers for id, row in kept.items()} == {
        "a0": "lexical", "a1": None, "a2": "both", "a3": "lexical", "a4": "both", "a5": "both", "a6": "lexical",
    }  # fmt: skip
    assert (kept["a2"].body["summary"], kept["a2"].body["unsure"]) == ([{"start": 0, "end": 5, "text": "Title"}], ["place"])
    assert encoded == {"a2": b"a2", "a5": b"a5"}, "of what comes into a draft, and only where the encoder read it"
