"""Two judges give one verdict: the lexical one and the encoder, how far they are apart, what they are unsure of, and the fields and reasons that follow."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from classify.encoder.readings import CODES, LABELS, MENTION_ANSWERS, OUTCOMES, PERSON_TAGS, TRACKS
from classify.matching.matches import Cue
from classify.matching.outcomes import TrackChances, track_of
from classify.matching.persons import PersonEvidence, find_persons
from classify.scoring.joint import (
    EncoderJudge,
    JointFault,
    JointSettings,
    JointVerdict,
    categories_of,
    disagreement,
    event_day_likelihood,
    explain,
    join_verdicts,
    label_of,
    lexical_odds,
    load_joint,
    summary_sentences,
    tagged_runs,
)
from classify.scoring.rules import ACT, BECAUSE, WHO, RuleScorer, ScoredAct, Verdict
from classify.scoring.victims_and_tracks import (
    ANYBODY,
    ANYTHING,
    label_by_outcome,
    name_judge,
    outcome_track,
    role_judge,
    signs_of_outcome,
    signs_of_persons,
    victim_odds,
)
from classify.training.joint_fit import BEFORE
from records.vocabulary import Category, Outcome, ScreeningLabel, Track
from tests.classify.made import LIKELY, reading_of
from tests.classify.read_text import read

HEARD = replace(BEFORE, threshold=0.4, lexical=0.5, lexical_code=0.5, lexical_outcome=0.5, lexical_course=0.5, unnamed=-6.0)
NOTHING = Verdict(0.0, ScreeningLabel.NONE)
MARKED = "marked as a victim"
FOLLOWUP, INCIDENT, REPORT = (LABELS.index(label) for label in (ScreeningLabel.FOLLOWUP, ScreeningLabel.INCIDENT, ScreeningLabel.REPORT))


def verdict(**chances: float) -> Verdict:
    return Verdict(0.5, ScreeningLabel.INCIDENT, chances={"incident": 0.5, **{name.replace("_", ":"): value for name, value in chances.items()}})


def test_what_both_judges_say_adds_up_as_log_odds() -> None:
    read = reading_of("текст", answers={"telling": {0: 1.0}})
    neither, one, both = (
        join_verdicts(said, read, HEARD).telling for said in (verdict(), replace(verdict(), chances={"incident": 0.9}), verdict(incident=0.99))
    )
    assert neither < one < both
    assert neither == pytest.approx(1 / (1 + 2.718281828**-1.0))


def test_an_article_that_names_nobody_of_the_press_is_judged_by_the_encoder_against_a_fixed_doubt() -> None:
    unnamed = Verdict(0.0, ScreeningLabel.NONE)
    assert lexical_odds(unnamed, HEARD) == HEARD.unnamed
    assert join_verdicts(unnamed, reading_of("текст", answers={"telling": {0: 9.0}}), HEARD).telling > 0.99


def test_the_label_follows_the_surest_answer_and_none_where_no_incident_is_found() -> None:
    answers = [
        ({INCIDENT: LIKELY}, 6.0),
        ({FOLLOWUP: LIKELY}, 6.0),
        ({REPORT: LIKELY}, -6.0),
        ({REPORT: 0.0, INCIDENT: 0.0}, 6.0),
        ({INCIDENT: LIKELY}, -6.0),
    ]
    readings = [reading_of("текст", answers={"label": told, "telling": {0: telling}}) for told, telling in answers]
    labels = [label_of(join_verdicts(verdict(), one, HEARD), HEARD) for one in readings]
    assert labels == [ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP, ScreeningLabel.REPORT, ScreeningLabel.INCIDENT, ScreeningLabel.NONE]


def test_words_for_what_came_before_can_turn_a_doubtful_label() -> None:
    doubtful = reading_of("текст", answers={"label": {INCIDENT: 0.1, FOLLOWUP: 0.0}, "telling": {0: LIKELY}})
    assert [label_of(join_verdicts(verdict(followup=chance), doubtful, HEARD), HEARD) for chance in (0.2, 0.9)] == [
        ScreeningLabel.INCIDENT,
        ScreeningLabel.FOLLOWUP,
    ]


def test_as_many_categories_are_given_as_are_likely_and_always_one() -> None:
    def given(settings: JointSettings, **likely: float) -> list[Category]:
        numbers = {CODES.index(Category(code)): odds for code, odds in likely.items()}
        return [
            code
            for code, _ in categories_of(join_verdicts(verdict(), reading_of("текст", answers={"codes": numbers}), settings), verdict(), settings)
        ]

    assert given(HEARD, ATT=3.0, OBS=2.0, PRP=-3.0) == [Category.ATT, Category.OBS]
    assert given(HEARD, ATT=-2.0) == [Category.ATT]
    assert len(given(HEARD, **{code.value: 3.0 for code in list(Category)[:9]})) == 5


def test_outcomes_sum_to_one_and_hear_both() -> None:
    read = reading_of("текст", answers={"outcome": {OUTCOMES.index(Outcome.DROPPED): 1.0, OUTCOMES.index(Outcome.REFUSED): 0.8}})
    alone, with_words = (
        join_verdicts(verdict(), read, HEARD).outcomes,
        join_verdicts(verdict(outcome_refused=0.9, outcome_dropped=0.1), read, HEARD).outcomes,
    )
    assert sum(alone.values()) == pytest.approx(1.0)
    assert max(alone, key=lambda one: alone[one]) is Outcome.DROPPED
    assert max(with_words, key=lambda one: with_words[one]) is Outcome.REFUSED


def test_what_a_phrase_says_outright_is_given_whatever_the_encoder_says() -> None:
    cue = Cue(0, 1, "OBS", 0.9, 0, sure=True)
    said = replace(verdict(), evidence=(ScoredAct(cue, 0.9, None), ScoredAct(replace(cue, code="THR", sure=False), 0.9, None)))
    read = reading_of("текст", answers={"codes": {CODES.index(Category.CRM): 2.0}})
    assert [code for code, _ in categories_of(join_verdicts(said, read, HEARD), said, HEARD)] == [Category.CRM, Category.OBS]


def test_the_lexical_judge_is_heard_alone_where_it_is_sure() -> None:
    settings = replace(HEARD, alone=0.3)
    silent = reading_of("текст", answers={"telling": {0: -9.0}})
    assert [round(join_verdicts(verdict(incident=chance), silent, settings).telling, 2) for chance in (0.2, 0.6)] == [0.0, 0.6]


def test_without_a_word_for_what_came_before_it_is_news_of_the_event() -> None:
    later = reading_of("текст", answers={"label": {FOLLOWUP: LIKELY}, "telling": {0: LIKELY}})
    assert label_of(join_verdicts(replace(verdict(), told_before=False), later, HEARD), HEARD) is ScreeningLabel.INCIDENT


@pytest.mark.parametrize(
    ("text", "sure", "expected"),
    [("текст " * 10, 1.0, Outcome.NONE), ("текст " * 10, LIKELY, Outcome.CONVICTED), ("одно предложение", LIKELY, Outcome.NONE)],
)
def test_an_outcome_without_a_word_for_one_is_given_only_where_it_is_sure_and_there_is_room_for_it(text: str, sure: float, expected: Outcome) -> None:
    convicted, none = OUTCOMES.index(Outcome.CONVICTED), OUTCOMES.index(Outcome.NONE)
    read = reading_of(text, answers={"outcome": {convicted: sure, none: 0.0}})
    untold = join_verdicts(replace(verdict(), told_before=False), read, HEARD).outcomes
    assert max(untold, key=lambda one: untold[one]) is expected
    told = join_verdicts(replace(verdict(), told_before=True), read, HEARD).outcomes
    assert max(told, key=lambda one: told[one]) is Outcome.CONVICTED


SHIPPED = load_joint()


def says(chance: float | None) -> Verdict:
    return Verdict(chance or 0.0, ScreeningLabel.NONE, chances=None if chance is None else {"incident": chance})


def apart(lexical: float | None, encoder: float) -> float:
    """`encoder` is its chance on the scale of the lexical judge."""
    odds = (math.log(encoder / (1 - encoder)) * (1 - SHIPPED.lexical) - SHIPPED.offset) / SHIPPED.encoder
    return disagreement(says(lexical), reading_of("текст", answers={"telling": {0: odds}}), SHIPPED)


@pytest.mark.parametrize("chance", [0.0005, 0.01, 0.3, 0.9])
def test_judges_that_give_the_same_chance_are_not_apart_and_together_give_it_too(chance: float) -> None:
    assert apart(chance, chance) == pytest.approx(0, abs=1e-6)
    odds = (math.log(chance / (1 - chance)) * (1 - SHIPPED.lexical) - SHIPPED.offset) / SHIPPED.encoder
    both = join_verdicts(says(chance), reading_of("текст", answers={"telling": {0: odds}}), replace(SHIPPED, alone=2.0))
    assert both.telling == pytest.approx(chance, rel=1e-5)


def test_one_that_sees_an_incident_alone_is_as_far_off_whichever_it_is() -> None:
    assert apart(0.3, 0.001) == pytest.approx(apart(0.001, 0.3), abs=1e-6)
    assert apart(0.3, 0.001) == pytest.approx(0.299, abs=1e-6)


def test_two_that_both_see_nothing_agree_however_far_apart_their_odds_are() -> None:
    assert apart(0.0001, 0.0000001) < 0.0002 < apart(0.01, 0.02)


def test_where_nothing_of_the_press_is_named_the_lexical_judge_says_that_it_is_none() -> None:
    assert apart(None, 0.4) == pytest.approx(0.4, abs=0.001)


@pytest.mark.parametrize("lexical", [0.0, 0.99, 1.0, 1.7])
def test_it_is_a_number_from_0_to_1_also_where_the_encoder_is_hardly_heard(lexical: float) -> None:
    for odds in (-60.0, 0.0, 60.0):
        assert 0 <= disagreement(says(0.5), reading_of("т", answers={"telling": {0: odds}}), replace(BEFORE, lexical=lexical)) <= 1


GROUP = "Съёмочную группу канала вытолкали из зала. Причина, говорят, статья о свалке. Завтра дождь."


def test_the_marked_act_whom_it_hit_and_why_are_shown_in_reading_order() -> None:
    marks, _ = read("ru", GROUP)
    marked = {"act": "вытолкали из зала", "who": "Съёмочную группу", "because": "статья о свалке"}
    found = explain(marks, JointVerdict(Verdict(0.9, ScreeningLabel.INCIDENT, ((Category.OBS, 0.9),)), reading=reading_of(GROUP, marked)))
    assert [(one.role, marks.words.original(one.first, one.last)) for one in found] == [
        (WHO, "Съёмочную группу"),
        (ACT, "вытолкали из зала"),
        (BECAUSE, "статья о свалке"),
    ]
    assert found[1].cue == "OBS"


def test_a_run_does_not_cross_a_sentence_and_is_no_longer_than_a_person_reads_at_a_glance() -> None:
    long = " ".join(["слово"] * 30) + ". Конец."
    marks, _ = read("ru", long)
    runs = tagged_runs(marks.words, reading_of(long, {"act": long[:-1]}), ACT)
    assert {run.last - run.first for run in runs} == {14, 2, 1}


def test_where_nothing_is_marked_the_words_of_the_lexica_stand() -> None:
    text = "Журналиста избили у подъезда."
    marks, _ = read("ru", text)
    by_words = RuleScorer().weigh(marks)
    assert by_words.evidence
    assert explain(marks, JointVerdict(by_words, reading=reading_of(text))) == explain(marks, JointVerdict(by_words)) != []
    assert explain(marks, JointVerdict(NOTHING, reading=reading_of(text))) == []


@pytest.mark.parametrize(
    ("label", "shown"),
    [(ScreeningLabel.INCIDENT, ["вытолкали из зала"]), (ScreeningLabel.FOLLOWUP, ["вытолкали из зала"]), (ScreeningLabel.NONE, [])],
)
def test_an_incident_of_whose_act_nobody_is_sure_shows_the_words_that_come_nearest(label: ScreeningLabel, shown: list[str]) -> None:
    marks, _ = read("ru", GROUP)
    reading = reading_of(GROUP, {"act": "вытолкали из зала"})
    faint = replace(reading, tags=reading.tags * np.float32(0.25))
    told = explain(marks, JointVerdict(Verdict(0.9, label, ((Category.OBS, 0.9),)), reading=faint))
    assert [marks.words.original(one.first, one.last) for one in told] == shown


DATED = "Суд прошёл в среду. Журналиста избили 3 мая в Актау."


def test_the_day_that_is_marked_is_likelier_than_any_other_and_nobody_is_heard_where_the_encoder_was_not_asked() -> None:
    marks, _ = read("ru", DATED)
    told = event_day_likelihood(marks.words, JointVerdict(NOTHING, reading=reading_of(DATED, {"when": "3 мая"})))
    assert told is not None
    wednesday, third = marks.words.forms.index("среду"), marks.words.forms.index("3")
    assert told(third, third + 2) > 0.8 > 0.5 > told(wednesday, wednesday + 1)
    assert event_day_likelihood(marks.words, JointVerdict(NOTHING)) is None


SESSION = "Скандал на сессии маслихата области\nСессия прошла вчера в Актау. Охранник вытолкал оператора из зала. Оператора зовут Иван Петров, он из газеты. Завтра дождь."


def sentences(marked: dict[str, str]) -> list[int]:
    marks, _ = read("ru", SESSION)
    return summary_sentences(marks.words, JointVerdict(NOTHING, reading=reading_of(SESSION, marked)), titled=True)


def test_a_second_sentence_is_taken_where_it_says_to_whom_and_not_where_it_has_day_and_place_alone() -> None:
    assert sentences({"act": "вытолкал", "who": "оператора"}) == [2]
    assert sentences({"act": "вытолкал", "victim": "Иван Петров"}) == [2, 3]
    assert sentences({"act": "вытолкал", "when": "вчера", "where": "Актау"}) == [2]


def test_nothing_is_proposed_where_no_act_is_marked_or_nobody_was_asked() -> None:
    marks, _ = read("ru", SESSION)
    assert sentences({"when": "вчера"}) == []
    assert summary_sentences(marks.words, JointVerdict(NOTHING), titled=True) == []


def test_what_was_written_is_read_again_and_a_file_that_holds_something_else_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "joint.json"
    heard = replace(BEFORE, victim={"anybody": -0.5}, whose={Track.JOURNALIST: {"anything": 1.0}})
    file.write_text(json.dumps(asdict(heard)))
    assert load_joint(file) == heard
    wrong: list[dict[str, object]] = [{"door": None}, {"victim": [1]}, {"whose": {"nobody": {}}}]
    for text in ("", "[]", "{}", '{"encoder": "much"}', *(json.dumps(asdict(BEFORE) | change) for change in wrong)):
        file.write_text(text)
        with pytest.raises(JointFault, match=r"^joint\.json: [^\n]*$"):
            load_joint(file)


def test_the_shipped_numbers_hear_both_judges() -> None:
    heard = load_joint()
    assert heard.encoder > 0
    assert heard.lexical > 0
    assert 0 < heard.threshold < 0.5
    assert heard.victim[MARKED] > 0


ASKED = replace(BEFORE, lexical=0.5, threshold=0.4, door=-3.0, unnamed=-5.0)
NLP = spacy.blank("ru")


class MadeEncoder:
    """Takes whatever holds the word for an attack for one, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def pipe(self, texts: Iterable[str]) -> Iterator[Doc]:
        for doc in map(NLP, texts):
            self.asked.append(doc.text)
            told = "избили" in doc.text
            answers = {
                "telling": {0: LIKELY if told else -LIKELY},
                "label": {LABELS.index(ScreeningLabel.INCIDENT): LIKELY},
                "codes": {CODES.index(Category.ATT): LIKELY},
            }
            doc._.encoded = reading_of(doc.text, answers=answers)
            yield doc


def nobody(text: str, mentions: Sequence[Sequence[tuple[int, int]]]) -> None:
    """An encoder that cannot be asked about mentions."""


def of(text: str, chance: float) -> tuple[str, Verdict]:
    return text, Verdict(chance, ScreeningLabel.INCIDENT, ((Category.OBS, 0.9),), chances={"incident": chance})


def test_each_section_gets_its_own_reading_in_order_and_what_is_hopeless_is_not_read() -> None:
    encoder = MadeEncoder()
    articles = [[of("погода ясная", 0.3), of("курс валют", 0.001)], [], [of("журналиста избили", 0.3)]]
    (weather, money), nothing, (attack,) = EncoderJudge(encoder, ASKED, nobody).judge(articles)  # type: ignore[arg-type]
    assert nothing == []
    assert encoder.asked == ["погода ясная", "журналиста избили"]
    assert (attack.verdict.label, [code for code, _ in attack.verdict.categories]) == (ScreeningLabel.INCIDENT, [Category.ATT])
    assert (weather.verdict.label, weather.verdict.categories) == (ScreeningLabel.NONE, ())
    assert (money.verdict.label, money.verdict.categories, money.reading) == (ScreeningLabel.NONE, (), None)
    assert attack.verdict.score > ASKED.threshold > weather.verdict.score
    assert money.disagreement is None, "one judge cannot disagree"
    assert attack.disagreement == round(disagreement(articles[2][0][1], attack.reading, ASKED), 4) if attack.reading else False
    assert weather.disagreement is not None


def test_what_names_nobody_of_the_press_is_read_where_it_is_like_an_incident() -> None:
    encoder = MadeEncoder()
    nameless = NOTHING
    articles = [[(text, replace(nameless, likeness=likeness))] for text, likeness in (("погода", -0.3), ("его избили", 0.3))]
    (weather,), (attack,) = EncoderJudge(encoder, replace(ASKED, door=-9.0, likeness=0.0), nobody).judge(articles)  # type: ignore[arg-type]
    assert encoder.asked == ["его избили"]
    assert (weather.reading, attack.verdict.label) == (None, ScreeningLabel.INCIDENT)


def test_the_score_is_that_of_both_and_the_evidence_of_the_words_stays() -> None:
    text, verdict = of("журналиста избили", 0.3)
    ((judged,),) = EncoderJudge(MadeEncoder(), ASKED, nobody).judge([[(text, verdict)]])  # type: ignore[arg-type]
    assert judged.answers is not None
    assert judged.verdict.score == round(judged.answers.telling, 4)
    assert judged.verdict.evidence == verdict.evidence


def test_of_an_endless_page_only_the_likeliest_sections_are_read() -> None:
    encoder = MadeEncoder()
    (judged,) = EncoderJudge(encoder, ASKED, nobody).judge([[of(f"раздел {number}", 0.1 + number / 1000) for number in range(100)]])  # type: ignore[arg-type]
    assert encoder.asked == [f"раздел {number}" for number in range(99, 93, -1)]
    assert [number for number, one in enumerate(judged) if one.reading is not None] == list(range(94, 100))


def test_what_is_said_outright_deep_in_a_long_page_is_flagged_whatever_stands_around_it() -> None:
    act = ScoredAct(Cue(0, 1, "ATT", 0.95, 0), 0.95, None)
    _, verdict = of("погода ясная", 0.2)
    outright = replace(verdict, evidence=(act,))
    ((short,), (deep,)) = EncoderJudge(MadeEncoder(), ASKED, nobody).judge([[("погода ясная", outright)], [("погода ясная " * 300, outright)]])  # type: ignore[arg-type]
    assert short.verdict.score < ASKED.threshold
    assert deep.verdict.score == ASKED.threshold


def test_a_section_that_only_the_lexical_judge_read_speaks_for_no_article_that_both_read() -> None:
    (judged,) = EncoderJudge(MadeEncoder(), ASKED, nobody).judge([[of(f"раздел {number}", 0.3) for number in range(9)]])  # type: ignore[arg-type]
    assert max(judged, key=lambda one: one.rank).reading is not None
    assert all(one.verdict.score < ASKED.threshold for one in judged)


GUARD = "Охранник Ринат Ибраев избил корреспондента газеты Марата Серикова. О случае сообщил оператор Олег Пак."
# Only the mark of the encoder counts.
BY_MARK = {ANYBODY: 0.0, "marked as one and not as another": 1.0}


def roles(marked: dict[str, str] | None, weights: dict[str, float]) -> dict[str, str]:
    marks, names = read("ru", GUARD)
    reading = reading_of(GUARD, marked) if marked is not None else None
    signs = dict.fromkeys(_SIGNS, 0.0) | weights if weights else {}
    judge = role_judge(marks.words, JointVerdict(NOTHING, reading=reading), signs)
    sentences = dict.fromkeys(range(len(marks.words.sentences)), 1.0)
    return {person.name.split()[-1]: person.role for person in find_persons(marks, "ru", sentences, frozenset(), names, judge)}


def _every_sign() -> set[str]:
    marks, names = read("ru", GUARD)
    found: set[str] = set()
    reading = reading_of(GUARD)

    def note(people: Sequence[PersonEvidence]) -> list[None]:
        for signs in signs_of_persons(people, marks.words, JointVerdict(NOTHING, reading=reading), [[0.0] * len(PERSON_TAGS) for _ in people]):
            found.update(signs)
        return [None] * len(people)

    find_persons(marks, "ru", {}, frozenset(), names, note)
    return found


_SIGNS = _every_sign()


def test_whom_the_encoder_marks_is_the_victim_and_nobody_else() -> None:
    found = roles({"victim": "Марата Серикова", "perpetrator": "Ринат Ибраев", "other": "Олег Пак"}, BY_MARK)
    assert found == {"Сериков": "victim", "Ибраев": "perpetrator", "Пак": "other"}


def test_without_a_reading_or_numbers_the_words_decide() -> None:
    by_words = roles(None, BY_MARK)
    assert by_words["Сериков"] == "victim"
    assert roles({"victim": "Ринат Ибраев"}, {}) == by_words


def test_whom_the_encoder_names_when_it_is_asked_about_one_person_has_that_role() -> None:
    marks, names = read("ru", GUARD)
    role_of = {"Марата Серикова": "other", "Ринат Ибраев": "victim", "Олег Пак": "official"}

    def ask(mentions: Sequence[Sequence[tuple[int, int]]]) -> np.ndarray:
        answers = np.zeros((len(mentions), MENTION_ANSWERS), np.float32)
        for row, places in enumerate(mentions):
            text = " ".join(GUARD[first:last] for first, last in places)
            answers[row, PERSON_TAGS.index(next(role for name, role in role_of.items() if name in text))] = LIKELY
        return answers

    judge = role_judge(marks.words, JointVerdict(NOTHING, reading=reading_of(GUARD), ask=ask), {ANYBODY: -1.0, "asked about: victim": 1.0})
    found = find_persons(marks, "ru", dict.fromkeys(range(2), 1.0), frozenset(), names, judge)
    assert {person.name.split()[-1]: person.role for person in found} == {"Ибраев": "victim", "Сериков": "other", "Пак": "official"}


def test_every_sign_that_can_count_is_there_and_has_a_shipped_weight() -> None:
    known = {
        "title of the press",
        "victim by the words",
        MARKED,
        "marked as whom it hit",
        "named first",
        "once marked as a victim",
        "beside one who is marked",
        "marked as a victim: behind another",
        "asked about: victim: likeliest",
        "others",
    }
    assert known | {ANYBODY} <= _SIGNS
    assert set(load_joint().victim) == _SIGNS


def test_signs_add_up_as_log_odds() -> None:
    assert victim_odds({ANYBODY: 1.0, "named first": 0.5}, {ANYBODY: -1.0, "named first": 3.0}) == 0.5


def test_who_is_named_next_to_whom_the_encoder_marks_shares_the_sign() -> None:
    text = "В Актау избили корреспондента Марата Серикова и оператора Олега Пака. Следователь Ринат Ибраев и прокурор Дана Ли молчат."
    marks, names = read("ru", text)
    reading = reading_of(text, {"victim": "Марата Серикова"})
    beside: dict[str, float] = {}

    def note(people: Sequence[PersonEvidence]) -> list[None]:
        all_signs = signs_of_persons(people, marks.words, JointVerdict(NOTHING, reading=reading), [[] for _ in people])
        beside.update({person.name.split()[-1]: signs["beside one who is marked"] for person, signs in zip(people, all_signs, strict=True)})
        return [None] * len(people)

    find_persons(marks, "ru", dict.fromkeys(range(2), 1.0), frozenset(), names, note)
    assert beside["Пак"] > 0 > max(odds for name, odds in beside.items() if name != "Пак")


def test_a_name_that_no_list_holds_is_one_where_the_encoder_marks_it() -> None:
    text = "Вчера в посёлке ударили Эльмаха. Больше ничего не известно."
    marks, names = read("ru", text)

    def named(reading_marks: dict[str, str]) -> list[str]:
        is_named = name_judge(marks.words, reading_of(text, reading_marks))
        return [person.name for person in find_persons(marks, "ru", {}, frozenset(), names, None, is_named)]

    assert named({}) == []
    assert named({"other": "Эльмаха"}) != []


P, J = Track.PERPETRATOR, Track.JOURNALIST
SILENT, HIS, HERS = TrackChances(0.0, 0.0, 0.0), TrackChances(0.95, 0.1, 0.1), TrackChances(0.1, 0.9, 0.9)


def judged(perpetrator: float = 0.5, codes: tuple[str, ...] = ("ATT",)) -> JointVerdict:
    """An article of which the encoder holds the outcome so surely for the perpetrator's."""
    odds = {TRACKS.index(P): math.log(perpetrator / (1 - perpetrator)), TRACKS.index(J): 0.0}
    answers = join_verdicts(NOTHING, reading_of("а", answers={"outcome_of": odds}), BEFORE)
    return JointVerdict(replace(NOTHING, categories=tuple((Category(code), 0.9) for code in codes)), answers)


def weights(**counts: float) -> Mapping[Track, dict[str, float]]:
    """Only these signs count for the perpetrator's, and against the journalist's."""
    signs = signs_of_outcome(judged(), Outcome.CONVICTED, SILENT)
    assert signs is not None
    named = {name.replace("_", " "): odds for name, odds in counts.items()}
    assert named.keys() <= {sign.replace("'", "") for sign in signs}
    found = {sign: named.get(sign.replace("'", ""), 0.0) for sign in signs}
    return {P: found, J: {sign: -odds for sign, odds in found.items()}}


@pytest.mark.parametrize(("perpetrator", "expected"), [(0.9, P), (0.1, J)])
def test_the_encoder_is_heard_where_the_words_say_nothing(perpetrator: float, expected: Track) -> None:
    assert outcome_track(judged(perpetrator), Outcome.CONVICTED, SILENT, weights(the_perpetrators_by_the_encoder=1.0)) is expected


def test_words_that_count_more_outweigh_it() -> None:
    counts = weights(the_perpetrators_by_the_encoder=1.0, the_journalists_by_the_words=-5.0)
    assert outcome_track(judged(0.9), Outcome.CONVICTED, HERS, counts) is J


def test_where_neither_is_likely_enough_it_is_nobodys() -> None:
    counts = {track: {**signs, ANYTHING: -1.0} for track, signs in weights(the_perpetrators_by_the_encoder=1.0).items()}
    assert outcome_track(judged(0.6), Outcome.CONVICTED, SILENT, counts) is None
    assert outcome_track(judged(0.9), Outcome.CONVICTED, SILENT, counts) is P


@pytest.mark.parametrize("chances", [SILENT, HIS, HERS])
def test_where_the_encoder_was_not_asked_or_nothing_was_fitted_the_words_alone_say(chances: TrackChances) -> None:
    by_words = track_of(chances, Outcome.CONVICTED)
    assert outcome_track(JointVerdict(NOTHING), Outcome.CONVICTED, chances, weights(a_verdict=9.0)) is by_words
    assert outcome_track(judged(0.99), Outcome.CONVICTED, chances, {}) is by_words


def test_where_nothing_came_of_it_it_is_nobodys() -> None:
    assert outcome_track(judged(0.99), Outcome.NONE, HIS, weights(the_perpetrators_by_the_encoder=1.0)) is None


def test_the_shipped_weights_hear_both() -> None:
    heard = load_joint().whose
    signs = signs_of_outcome(judged(), Outcome.CONVICTED, SILENT)
    assert signs is not None
    assert all(set(heard[track]) == set(signs) for track in Track)
    for track, against in ((P, J), (J, P)):
        sign = {P: "the perpetrator's by the words", J: "the journalist's by the words"}
        assert heard[track][sign[track]] > heard[track][sign[against]]
    his = "the perpetrator's by the encoder"
    assert heard[P][his] > 0 > heard[J][his]


@pytest.mark.parametrize(("codes", "sign"), [(("OBS", "CIV"), "kept from work"), (("CIV",), "sued"), (("ARR", "CRM"), "pursued")])
def test_the_first_category_says_what_it_is_about(codes: tuple[str, ...], sign: str) -> None:
    signs = signs_of_outcome(judged(codes=codes), Outcome.CONVICTED, SILENT)
    assert signs is not None
    assert {name for name in ("kept from work", "sued", "pursued") if signs[name]} >= {sign}
    assert ("kept from work" in sign) == bool(signs["kept from work"])


def test_a_verdict_on_whoever_did_it_is_news_of_an_earlier_incident_and_no_other_outcome_is() -> None:
    found = {
        (label, outcome, track)
        for label in ScreeningLabel
        for outcome in Outcome
        for track in (P, J, None)
        if label_by_outcome(label, outcome, track) is not label
    }
    ends = (Outcome.CONVICTED, Outcome.ACQUITTED, Outcome.DROPPED)
    assert found == {(ScreeningLabel.INCIDENT, outcome, P) for outcome in ends}
    assert {label_by_outcome(*one) for one in found} == {ScreeningLabel.FOLLOWUP}
