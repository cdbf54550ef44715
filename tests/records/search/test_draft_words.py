"""Drafts by their words: the same ones on both databases, and words in the languages of the indexes."""

import random

import pytest
from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from records.database import read_session
from records.language.stems import SearchTerm, parse_search_terms, searchable_keys_text
from records.search import draft_ids_containing, drafts_containing, for_fts5, for_tsquery
from records.tables import DraftRow
from records.vocabulary import DraftState, ScreeningLabel
from tests.conftest import NOW

WORDS = ("Айгүл Серікова", "журналистку избили", "редактор", "сот үкімі", "суд оштрафовал", "журналист", "Serikova", "1000", "қамауға алынды", "")

SOUGHT = (*WORDS[:-1], "журн", "сот -редактор", "-журналист", "-сот -1000", '"журналист"', "журналист редактор", "Серіков", "жоқсөз", "сотта")


def add(session: Session, id: int, said: str) -> None:
    session.add(
        DraftRow(id=id, state=DraftState.NEW, score=0.5, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW, searched=said)
    )
    session.flush()


def found(session: Session, typed: str) -> list[int]:
    return sorted(session.scalars(select(DraftRow.id).where(*drafts_containing(parse_search_terms(typed)))))


def plainly(session: Session, typed: str) -> list[int]:
    asked = parse_search_terms(typed)
    return [id for id, said in session.execute(select(DraftRow.id, DraftRow.searched).order_by(DraftRow.id)) if asked.are_said(said)]


def test_what_is_found_is_what_says_so_after_every_change(session: Session) -> None:
    chance = random.Random(5)

    def some() -> str:
        return searchable_keys_text(chance.sample(WORDS, chance.randrange(4)))

    for id in range(1, 31):
        add(session, id, some())
    for _turn in range(4):
        for typed in SOUGHT:
            assert found(session, typed) == plainly(session, typed), typed
            if parse_search_terms(typed).wanted:
                assert draft_ids_containing(session, parse_search_terms(typed)) == plainly(session, typed)[::-1], typed
        assert found(session, "журналист")
        for id in chance.sample(range(1, 31), 8):
            if (row := session.get(DraftRow, id)) is None:
                add(session, id, some())
            elif chance.random() < 0.3:
                session.execute(delete(DraftRow).where(DraftRow.id == id))
                session.expire_all()
            else:
                row.searched, row.score = some(), chance.random()
        session.flush()


def test_nothing_that_is_asked_for_finds_all(session: Session) -> None:
    add(session, 1, "")
    assert found(session, "") == [1]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_drafts_are_looked_up_by_the_ids_that_the_words_give(engine: Engine) -> None:
    with read_session(engine) as session:
        plan = str(
            session.execute(
                text("EXPLAIN QUERY PLAN SELECT id FROM drafts WHERE id IN (SELECT rowid FROM search_drafts WHERE search_drafts MATCH 'x')")
            ).all()
        )
        assert "SEARCH drafts" in plan, plan


WORD = SearchTerm("журналист", ("jurnalist", "1000"), ("jurnal",))


def test_a_word_is_any_of_its_keys_or_what_begins_as_one_of_its_beginnings() -> None:
    assert for_fts5(WORD) == '"jurnalist" OR "1000" OR "jurnal" *'
    assert for_tsquery(WORD) == "'jurnalist' | '1000' | 'jurnal':*"
