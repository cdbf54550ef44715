"""What decided articles teach: of the encoder's answers, of the signs of one event and of a victim; and whether a model so trained is worse than the one that stands."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.clustering.rules import SHIPPED_WEIGHTS
from classify.encoder.correction import AnswerCorrection
from classify.encoder.readings import ACTORS, ANSWERS, CODES, INCIDENT_INDEX, LABELS, OUTCOMES, QUESTIONS, TRACKS, StoredReading
from classify.gold.gate import GateScores, ScoreShare
from classify.scoring.victims_and_tracks import ANYBODY, victim_odds
from classify.training.corpus import Example, is_held, split_halves
from classify.training.decisions import DecidedText, fit_correction, pair_precision_recall, refit_pairs, refit_victims, victim_precision_recall
from classify.training.joint_fit import JudgedPerson
from classify.training.promotion import HeldScores, ModelScores, decision_scores, find_regressions, judge_held
from records.event_model import DecidedPair
from records.model import CategoryScore, DecidedArticle, Person, Screening
from records.vocabulary import Actor, Category, Outcome, ScreeningLabel, Track
from tests.classify.made import after, attack

INCIDENT, FOLLOWUP, REPORT, NONE = ScreeningLabel
HELD_OF_TWENTY = [2, 5, 7, 11, 14, 17, 18, 19]
WIDE = 24


def reading(kind: float, seed: int, telling: float = 0.0) -> StoredReading:
    """A reading whose mean lies in the direction of its kind, with chance beside it."""
    chance = np.random.default_rng(seed)
    answers = chance.normal(0, 0.5, ANSWERS).astype(np.float32)
    answers[INCIDENT_INDEX] = telling
    mean = chance.normal(0, 0.3, WIDE)
    mean[0] += kind
    return StoredReading(answers, mean.astype(np.float32))


def example(number: int, label: ScreeningLabel = INCIDENT, **fields: Any) -> Example:
    """A decided article of an attack whose outcome is that of nobody, unless `fields` say otherwise."""
    given = {"code": Category.ATT, "outcome": Outcome.NONE, "whose": None, "actor": Actor.UNKNOWN, **fields}
    codes = () if label is NONE else (given["code"],)
    return Example(f"decision-{number}-a", "ru", "", "Text", label, codes, (), given["actor"], given["outcome"], given["whose"])


def kinds(count: int, first: int = 0, telling: float = 0.0) -> list[DecidedText]:
    """Texts of two kinds, of which people confirm the one and reject the other; the network finds each as likely."""
    return [
        DecidedText(example(number, NONE if number % 2 else INCIDENT), reading(-1.0 if number % 2 else 1.0, number, telling))
        for number in range(first, first + count)
    ]


UNSEEN = [reading(kind, 9_000 + number) for number, kind in enumerate((1.0, -1.0))]


def taught(texts: list[DecidedText]) -> AnswerCorrection:
    found = fit_correction("tiny 1 abc", texts)
    assert found is not None
    return found


def moved(texts: list[DecidedText], unseen: StoredReading) -> float:
    return float(taught(texts).added(unseen)[INCIDENT_INDEX])


def test_what_people_confirm_becomes_likelier_and_what_they_reject_less_likely_among_texts_that_were_not_decided() -> None:
    assert fit_correction("tiny 1 abc", []) is None
    texts = kinds(400)
    assert moved(texts, UNSEEN[0]) > 0.5
    assert moved(texts, UNSEEN[1]) < -0.5


def test_twenty_decisions_change_little_and_hundreds_much() -> None:
    by_number = [moved(kinds(count), UNSEEN[0]) for count in (2, 20, 200, 800)]
    assert by_number == sorted(by_number)
    assert by_number[1] < by_number[3] / 3
    assert by_number[0] < 0.1


def test_contrary_decisions_on_the_same_articles_cancel() -> None:
    twice = [
        DecidedText(example(100 * number + how, INCIDENT if how else NONE), reading(1.0, number, telling=1.5))
        for number in range(30)
        for how in (0, 1)
    ]
    assert abs(moved(twice, UNSEEN[0])) < 0.01
    once = [one for one in twice if one.example.telling] + kinds(30, first=50_000, telling=1.5)
    assert moved(once, UNSEEN[0]) > 0.05, "as they would not if each were decided once"


def test_how_often_drafts_are_confirmed_says_nothing_of_the_stream() -> None:
    """Most drafts are confirmed, and nothing tells those that are not from the others: ordinary news must not become likelier for it."""
    texts = [DecidedText(example(number, INCIDENT if number % 5 else NONE), reading(0.0, number)) for number in range(300)]
    found = taught(texts)
    assert found.offsets[INCIDENT_INDEX] == 0
    assert abs(float(np.mean([found.added(one.reading)[INCIDENT_INDEX] for one in texts]))) < 0.01


def test_categories_outcomes_whose_and_actors_are_taught_by_what_was_confirmed() -> None:
    kind: list[dict[str, Any]] = [
        {"code": Category.ATT, "whose": Track.PERPETRATOR},
        {"code": Category.DET, "whose": Track.JOURNALIST, "actor": Actor.COURT},
    ]
    texts = [
        DecidedText(example(number, outcome=Outcome.CONVICTED, **kind[number % 2]), reading(1.0 if number % 2 else -1.0, number))
        for number in range(400)
    ]
    one, other = (taught(texts).added(unseen) for unseen in UNSEEN)
    for question, answers, likelier, less in (
        ("codes", CODES, Category.DET, Category.ATT),
        ("outcome_of", TRACKS, Track.JOURNALIST, Track.PERPETRATOR),
        ("actor", ACTORS, Actor.COURT, Actor.UNKNOWN),
    ):
        for added, (more, fewer) in ((one, (likelier, less)), (other, (less, likelier))):
            of = added[QUESTIONS[question].place]
            assert of[answers.index(more)] > of[answers.index(fewer)] + 0.3, question
    outcomes = one[QUESTIONS["outcome"].place]
    assert outcomes[OUTCOMES.index(Outcome.CONVICTED)] == max(outcomes), "which outcomes this newsroom meets is learned too"


def test_incident_and_followup_are_distinguished_as_people_do() -> None:
    later = [DecidedText(example(number, FOLLOWUP), reading(-1.0, number)) for number in range(1_000, 1_200)]
    added = taught([one for one in kinds(200) if one.example.telling] + later).added(UNSEEN[1])[QUESTIONS["label"].place]
    assert added[LABELS.index(FOLLOWUP)] > added[LABELS.index(INCIDENT)]


def test_an_outcome_of_nobody_and_a_rejected_article_teach_nothing_of_the_fields() -> None:
    dropped = taught([DecidedText(example(number, outcome=Outcome.DROPPED), reading(0.0, number)) for number in range(40)])
    assert not dropped.weights[:, QUESTIONS["outcome_of"].place].any()
    rejected = taught([DecidedText(example(number, NONE), reading(1.0, number)) for number in range(40)])
    for question in ("codes", "outcome", "outcome_of", "actor"):
        assert not rejected.weights[:, QUESTIONS[question].place].any()
        assert not rejected.offsets[QUESTIONS[question].place].any()


@pytest.mark.parametrize("count", [1, 2])
def test_one_or_two_decisions_are_no_fault(count: int) -> None:
    found = taught(kinds(count))
    assert found.weights.shape[1] == ANSWERS
    assert np.isfinite(found.weights).all()


def decided(number: int, *, together: bool, alike: bool, drafts: tuple[int, int] | None = None) -> DecidedPair:
    """Two articles on one town within days that name nobody, alike or not in their words."""
    one, other = attack(f"{number}-1", persons=()), attack(f"{number}-2", persons=())
    return DecidedPair(one, replace(other, words=one.words) if alike else other, drafts or (number, number), together)


def some(count: int) -> list[DecidedPair]:
    return [decided(number, together=number % 2 == 0, alike=number % 2 == 0) for number in range(count)]


def test_what_parts_events_here_counts_more_and_what_no_pair_showed_stays() -> None:
    assert refit_pairs([], SHIPPED_WEIGHTS) is SHIPPED_WEIGHTS
    new = refit_pairs(some(600), SHIPPED_WEIGHTS)
    assert new.by_sign["concepts"] > SHIPPED_WEIGHTS.by_sign["concepts"]
    assert new.by_sign["one of several"] == SHIPPED_WEIGHTS.by_sign["one of several"]
    assert (set(new.by_sign), new.nothing) == (set(SHIPPED_WEIGHTS.by_sign), SHIPPED_WEIGHTS.nothing)


def test_few_pairs_change_little_and_many_much() -> None:
    found = [refit_pairs(some(count), SHIPPED_WEIGHTS).by_sign["concepts"] - SHIPPED_WEIGHTS.by_sign["concepts"] for count in (4, 20, 200, 1_000)]
    assert found == sorted(found)
    assert found[1] < found[3] / 3


def test_contrary_decisions_on_like_pairs_cancel() -> None:
    both = [decided(number, together=together, alike=True) for number in range(100) for together in (True, False)]
    new = refit_pairs(both, SHIPPED_WEIGHTS)
    assert max(abs(new.by_sign[sign] - weight) for sign, weight in SHIPPED_WEIGHTS.by_sign.items()) < 0.01


def test_a_draft_of_many_articles_counts_as_the_root_of_its_pairs() -> None:
    """So that a case of a hundred reports does not outweigh a year of others."""
    many = [decided(number, together=False, alike=True, drafts=(1, 2)) for number in range(900)]
    few = [decided(number, together=False, alike=True) for number in range(30)]
    found = [refit_pairs([*some(40), *more], SHIPPED_WEIGHTS).by_sign["concepts"] for more in (many, few)]
    assert found[0] == pytest.approx(found[1], abs=0.05)


def test_what_a_rule_parts_teaches_nothing_and_is_never_joined() -> None:
    one, other = attack("a", persons=()), attack("b", persons=(), **after(400), words=attack("a").words)
    parted = DecidedPair(one, other, (1, 1), together=True)
    assert refit_pairs([parted] * 50, SHIPPED_WEIGHTS) is SHIPPED_WEIGHTS
    assert pair_precision_recall([parted], SHIPPED_WEIGHTS) == (ScoreShare(0, 0), ScoreShare(0, 1))


def test_precision_and_recall_are_of_pairs_that_join_by_themselves() -> None:
    alike, unlike = decided(1, together=True, alike=True), decided(2, together=True, alike=False)
    wrong = decided(3, together=False, alike=True)
    joined, nothing = replace(SHIPPED_WEIGHTS, nothing=50.0), replace(SHIPPED_WEIGHTS, nothing=-50.0)
    assert pair_precision_recall([alike, unlike, wrong], joined)[0].of >= 2
    assert pair_precision_recall([alike, wrong], joined) == (ScoreShare(1, 2), ScoreShare(1, 1))
    assert pair_precision_recall([alike, unlike, wrong], nothing) == (ScoreShare(0, 0), ScoreShare(0, 2))


VICTIM_SIGNS = {ANYBODY: -0.5, "marked": 0.4, "title": -0.3, "never seen": 0.7}


def people(count: int, *, contrary: bool = False) -> list[JudgedPerson]:
    """Persons of whom those with the title are the victims, whatever the encoder marks: the weights hold it for a sign against."""
    chance = np.random.default_rng(1)
    found = []
    for number in range(count):
        titled = number % 2 == 0
        signs = {ANYBODY: 1.0, "marked": float(chance.normal()), "title": float(titled), "never seen": 0.0}
        found += [JudgedPerson(f"a{number:05}", signs, victim) for victim in ((titled, not titled) if contrary else (titled,))]
    return found


def test_what_marks_victims_here_counts_more_and_what_nobody_showed_stays() -> None:
    assert refit_victims([], VICTIM_SIGNS) == VICTIM_SIGNS
    assert refit_victims(people(50), {}) == {}, "where the words alone decide they go on deciding"
    new = refit_victims(people(2_000), VICTIM_SIGNS)
    assert new["title"] > 1
    assert new["never seen"] == VICTIM_SIGNS["never seen"]
    assert set(new) == set(VICTIM_SIGNS)


def test_the_persons_of_twenty_drafts_change_little_and_of_two_thousand_much() -> None:
    found = [refit_victims(people(count), VICTIM_SIGNS)["title"] - VICTIM_SIGNS["title"] for count in (6, 60, 600, 6_000)]
    assert found == sorted(found)
    assert found[1] < found[3] / 4


def test_contrary_decisions_on_the_same_persons_bring_no_sign_to_the_other_side() -> None:
    new = refit_victims(people(500, contrary=True), VICTIM_SIGNS)
    signs = ("marked", "title", "never seen")
    assert all(abs(new[sign]) <= abs(VICTIM_SIGNS[sign]) and new[sign] * VICTIM_SIGNS[sign] >= 0 for sign in signs), new


def test_how_many_of_those_named_are_victims_moves_nobody_of_middling_signs() -> None:
    """Nearly all are, and no sign tells which."""
    found = [JudgedPerson(one.article, one.signs, number % 10 != 0) for number, one in enumerate(people(400))]
    mean = {sign: float(np.mean([one.signs[sign] for one in found])) for sign in VICTIM_SIGNS}
    assert victim_odds(mean, refit_victims(found, VICTIM_SIGNS)) == pytest.approx(victim_odds(mean, VICTIM_SIGNS), abs=1e-3)


def test_who_is_found_and_who_is_right_is_counted_over_everybody_who_is_named() -> None:
    marks = ((2.0, True), (0.0, True), (3.0, False), (-1.0, False))
    named = [JudgedPerson("a", {ANYBODY: 1.0, "marked": marked}, victim) for marked, victim in marks]
    assert victim_precision_recall(named, VICTIM_SIGNS) == (ScoreShare(1, 2), ScoreShare(1, 2))
    assert victim_precision_recall([], VICTIM_SIGNS) == (ScoreShare(0, 0), ScoreShare(0, 0))


TEACHING: dict[str, tuple[Sequence[Any], Callable[[Any], object]]] = {
    "heads": (kinds(24), lambda texts: taught(texts).digest),
    "pairs": (some(24), lambda pairs: refit_pairs(pairs, SHIPPED_WEIGHTS)),
    "victims": (people(24), lambda persons: refit_victims(persons, VICTIM_SIGNS)),
}


@pytest.mark.parametrize("what", TEACHING)
@given(order=st.permutations(range(24)))
def test_the_order_of_decisions_does_not_matter(what: str, order: list[int]) -> None:
    given_, teach = TEACHING[what]
    assert teach([given_[number] for number in order]) == teach(list(given_))


def plain(number: int, label: ScreeningLabel = INCIDENT, article: str = "a") -> DecidedArticle:
    return DecidedArticle(number, article, "ru", "", "Text", label, (Category.ATT,) if label is INCIDENT else ())


@given(st.sets(st.integers(1, 10**6)))
def test_all_articles_of_a_draft_are_in_one_half_and_every_one_in_one(numbers: set[int]) -> None:
    halves = split_halves(plain(number, article=name) for number in sorted(numbers) for name in ("a", "b"))
    ids = [{one.id for one in half} for half in (halves.training, halves.held)]
    assert ids[0] | ids[1] == {f"decision-{number}-{name}" for number in numbers for name in ("a", "b")}
    assert [one.id for one in halves.held] == [f"decision-{number}-{name}" for number in sorted(numbers) if is_held(number) for name in ("a", "b")]
    assert not ids[0] & ids[1]


def test_the_half_of_a_draft_is_the_same_for_ever_and_the_halves_are_as_large() -> None:
    assert [number for number in range(1, 21) if is_held(number)] == HELD_OF_TWENTY
    assert 450 < sum(map(is_held, range(1000))) < 550


def figures(**changed: Any) -> dict[str, GateScores]:
    base = GateScores(60, ScoreShare(18, 20), ScoreShare(18, 19), 0.95, 0.7, ScoreShare(16, 20), ScoreShare(1, 2), ScoreShare(1, 2), ScoreShare(1, 2))
    return {"all": base, "ru": replace(base, **changed)}


def read(held: HeldScores | None = None, **changed: Any) -> ModelScores:
    return ModelScores(figures(**changed), held or HeldScores(ScoreShare(8, 10), ScoreShare(4, 4)))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"recall": ScoreShare(17, 20)}, []),
        ({"recall": ScoreShare(16, 20)}, ["ru recall 0.800 < 0.900"]),
        ({"precision": ScoreShare(18, 22)}, ["ru precision 0.818 < 0.947"]),
        ({"precision": ScoreShare(0, 0)}, ["ru precision - < 0.947"]),
        ({"auc": 0.934}, []),
        ({"auc": 0.93}, ["ru auc 0.930 < 0.950"]),
        ({"codes": 0.651}, []),
        ({"codes": 0.64}, ["ru codes 0.640 < 0.700"]),
        ({"label": ScoreShare(14, 20), "auc": 0.5}, ["ru label 0.700 < 0.800", "ru auc 0.500 < 0.950"]),
        ({"region": ScoreShare(0, 9), "outcome": ScoreShare(0, 9), "victims": ScoreShare(0, 9)}, []),
        ({"held": HeldScores(ScoreShare(8, 10), ScoreShare(3, 4))}, []),
        ({"held": HeldScores(ScoreShare(7, 10), ScoreShare(4, 4))}, ["decisions right 0.700 < 0.800"]),
        ({"held": HeldScores(ScoreShare(9, 10), ScoreShare(2, 4))}, ["decisions confirmed 0.500 < 1.000"]),
        ({"held": HeldScores(ScoreShare(10, 10), ScoreShare(4, 4))}, []),
    ],
)
def test_a_figure_may_fall_by_one_article_and_no_further_and_confirmed_decisions_cannot_be_bought_off(
    changed: dict[str, Any], told: list[str]
) -> None:
    assert find_regressions(read(**changed), read(), figures()) == told


def test_many_steps_down_of_one_article_each_do_not_add_up() -> None:
    champion, challenger = read(recall=ScoreShare(17, 20)), read(recall=ScoreShare(16, 20))
    assert find_regressions(challenger, champion, champion.gold) == []
    assert find_regressions(challenger, champion, figures()) == ["ru recall 0.800 < 0.900"]


def test_past_decisions_are_judged_right_where_flagging_and_deciding_agree() -> None:
    held = split_halves([plain(number, label) for number, label in zip(HELD_OF_TWENTY[:4], (INCIDENT, INCIDENT, NONE, REPORT), strict=True)]).held
    screened = [Screening(one.id, "m", flagged=flagged) for one, flagged in zip(held, (True, False, False, False), strict=True)]
    scores = judge_held(held, screened)
    assert (scores.right, scores.confirmed) == (ScoreShare(3, 4), ScoreShare(1, 2))


def test_what_is_read_of_confirmed_articles_is_compared_field_by_field_with_what_was_decided() -> None:
    decided_so = Example(
        "1",
        "ru",
        "",
        "Text",
        INCIDENT,
        (Category.ATT, Category.THR),
        ("Асель Тестова", "Ержан Пробный"),
        Actor.COURT,
        Outcome.DROPPED,
        Track.JOURNALIST,
    )
    screening = Screening(
        "1", "m", label=FOLLOWUP, actor=Actor.COURT, outcome=Outcome.DROPPED, outcome_of=Track.JOURNALIST,
        categories=(CategoryScore(Category.ATT, 0.9),), persons=(Person("А. Тестова", "victim"), Person("Иван Другов", "victim"), Person("Ержан Пробный", "official")),
    )  # fmt: skip
    right = {
        "label": ScoreShare(0, 1), "actor": ScoreShare(1, 1), "outcome": ScoreShare(1, 1), "outcome_of": ScoreShare(1, 1),
        "categories": ScoreShare(2, 3), "victims found": ScoreShare(1, 2), "victims right": ScoreShare(1, 2),
    }  # fmt: skip
    assert decision_scores([(decided_so, screening)]) == right
    unknown = replace(decided_so, outcome_of=None, victims=())
    nothing = dict.fromkeys(("outcome_of", "victims found", "victims right"), ScoreShare(0, 0))
    assert decision_scores([(unknown, replace(screening, persons=()))]) == right | nothing
    assert decision_scores([])["victims found"] == ScoreShare(0, 0)


def test_a_field_may_fall_by_one_article_and_no_further() -> None:
    told = {"actor": ScoreShare(3, 4), "victims found": ScoreShare(4, 8)}
    before = read(HeldScores(ScoreShare(8, 10), ScoreShare(4, 4), told))

    def now(**changed: ScoreShare) -> ModelScores:
        return read(HeldScores(ScoreShare(8, 10), ScoreShare(4, 4), told | changed))

    assert find_regressions(now(actor=ScoreShare(2, 4)), before, figures()) == []
    assert find_regressions(now(actor=ScoreShare(1, 4)), before, figures()) == ["decisions actor 0.250 < 0.750"]
    assert find_regressions(now(**{"victims found": ScoreShare(1, 8)}), before, figures()) == ["decisions victims found 0.125 < 0.500"]
