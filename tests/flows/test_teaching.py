"""The readings from which decisions teach: kept ones, and new ones of what lacks them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import cast

import numpy as np
import pytest
from sqlalchemy import Engine

from classify.clustering.weights import SHIPPED_WEIGHTS
from classify.encoder.kept_reading import pack
from classify.encoder.questions import ANSWERS
from classify.gold.gate import ScoreShare
from classify.scoring.joint.joint_settings import load_joint
from classify.scoring.joint.victims import ANYBODY
from classify.scoring.taught import NOTHING_TAUGHT
from classify.screen import Screener
from classify.training.decided_articles import is_held
from flows import teaching
from flows.teaching import is_no_worse, pairs_taught, readings_of, teach, victims_taught
from records import encoded_articles
from records.database import read_session, write_transaction
from records.incident_model import DecidedPair
from records.model import Article, DecidedArticle, EncodedText
from records.vocabulary import Category, ScreeningLabel
from tests.classify.made import attack, bare_reading
from tests.records import rows


def numbers(seed: int) -> bytes:
    chance = np.random.default_rng(seed)
    return pack(bare_reading(chance.normal(size=ANSWERS), chance.normal(size=8)))


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


def decided(*articles: int) -> list[DecidedArticle]:
    return [DecidedArticle(number, f"a{number}", "ru", "", "Text", ScreeningLabel.INCIDENT, (Category.ATT,)) for number in articles]


@pytest.fixture
def store(engine: Engine) -> Engine:
    """Ten articles, of which one was read by this encoder and one by another."""
    with write_transaction(engine) as session:
        for number in range(10):
            rows.article(session, f"a{number}")
        encoded_articles.keep(session, {"a0": EncodedText("e 2", numbers(0)), "a1": EncodedText("e 1", b"of another")})
    return engine


def test_only_what_this_encoder_did_not_read_is_read_once_and_kept(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "_TOGETHER", 2)
    reader, told = Reader(), list[str]()
    found = readings_of(store, cast(Screener, reader), decided(*range(8)), told.append)
    assert reader.read == [f"a{number}" for number in range(1, 8)]
    assert sorted(found) == [f"a{number}" for number in range(7)], "an article that the encoder is never asked about teaches it nothing"
    assert len(told) == 1
    assert "7" in told[0]
    with read_session(store) as session:
        kept = encoded_articles.kept(session, ["a0", "a1", "a5", "a7"], "e 2")
    assert kept == {"a0": numbers(0), "a1": numbers(1), "a5": numbers(5)}

    again, silent = Reader(), list[str]()
    assert sorted(readings_of(store, cast(Screener, again), decided(*range(7)), silent.append)) == sorted(found)
    assert (again.read, silent) == ([], [])


def test_it_is_shown_how_many_of_how_many_were_read(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "_TOGETHER", 3)
    shown: list[tuple[int, list[int]]] = []

    @contextmanager
    def counting(count: int) -> Iterator[Callable[[int], None]]:
        shown.append((count, []))
        yield shown[-1][1].append

    readings_of(store, cast(Screener, Reader()), decided(*range(8)), lambda _: None, counting)
    readings_of(store, cast(Screener, Reader()), decided(*range(7)), lambda _: None, counting)
    assert shown == [(7, [3, 3, 1])], "the second time nothing is left to read"


def test_they_teach_a_correction_of_the_encoder_that_read_them(store: Engine) -> None:
    taught = teach(store, cast(Screener, Reader()), decided(*range(6)), NOTHING_TAUGHT, lambda _: None)
    assert taught.correction is not None
    assert taught.correction.encoder == "e 2"


def test_no_decisions_teach_nothing_at_all(store: Engine) -> None:
    assert teach(store, cast(Screener, Reader()), [], NOTHING_TAUGHT, lambda _: None).arrays() == {}


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
    new = victims_taught(screener, officials, None, told.append)
    assert new is not None
    assert new[_OFFICIAL] > load_joint().victim[_OFFICIAL] + 0.1
    assert told == []

    # What stands calls the officials victims, and the half that is held back agrees; the other half says the contrary.
    standing = dict(load_joint().victim) | {ANYBODY: -1.0, _OFFICIAL: 2.0}
    poisoned = [one if is_held(one.draft) else named(one.draft, victim=not one.victims) for one in officials]
    assert victims_taught(screener, poisoned, standing, told.append) is standing
    assert len(told) == 1


def pair(draft: int, *, together: bool, alike: bool) -> DecidedPair:
    """Two articles on one town within days that name nobody: on the same, or with nothing in common."""
    one = attack(f"{draft}-1", persons=(), outlets=())
    other = replace(one, article=f"{draft}-2") if alike else attack(f"{draft}-2", persons=(), outlets=(), words=(), codes=("CYB",))
    return DecidedPair(one, other, (draft, draft), together)


def test_what_tells_one_event_is_learned_from_decisions_only_where_the_held_half_agrees() -> None:
    told: list[str] = []
    decided = [pair(number, together=number % 2 == 0, alike=number % 2 == 0) for number in range(1, 200)]
    new = pairs_taught(decided, None, told.append)
    assert new is not None
    assert new.by_sign["concepts"] > SHIPPED_WEIGHTS.by_sign["concepts"]
    assert told == []
    assert pairs_taught([], None, told.append) is None

    poisoned = [one if is_held(one.drafts[0]) else replace(one, together=not one.together) for one in decided]
    assert pairs_taught(poisoned, None, told.append) is None
    assert len(told) == 1


def test_a_share_of_nothing_has_fallen_where_there_was_something() -> None:
    some, nothing = ScoreShare(1, 2), ScoreShare(0, 0)
    assert is_no_worse([some, some], [some, nothing])
    assert not is_no_worse([some, nothing], [some, some])
    assert not is_no_worse([some, ScoreShare(4, 9)], [some, some])
