"""Another model over what is stored: what would come, go and move, counted by outlet and category, with nothing written."""

from collections.abc import Iterable, Iterator
from typing import cast

import pytest
from sqlalchemy import Engine, select

from classify.screen import Screener
from flows import comparing
from flows.comparing import ModelChange, ModelComparison, compare, count_articles
from records.database import read_session, write_transaction
from records.model import Article, CategoryScore, Screening
from records.persons.person_model import KnownPerson
from records.tables import Base, DraftArticleRow, DraftRow
from records.vocabulary import Category, DraftState
from reports.withheld.withheld_names import WithheldNames
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
    monkeypatch.setattr(comparing, "BATCH", batch)
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
    monkeypatch.setattr(comparing, "EXAMPLES", 1)
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
    monkeypatch.setattr(comparing, "withheld_names", lambda _session: hers)
    (found,) = [one for one in compared(engine).examples[ModelChange.COMES] if one.outlet == "kz_d"]
    assert "Омарова" not in found.title
    assert not found.url
