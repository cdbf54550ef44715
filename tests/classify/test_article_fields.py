"""The fields of a screening, from made judgements: what is proposed points at what was printed, doubts are told, and only events at home are flagged."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from classify.article_fields import FieldSettings, SectionMatches, build_screening, empty_screening, unscored
from classify.articles import PreparedArticle, prepare_article
from classify.encoder.readings import LABELS, MENTION_ANSWERS, OUTCOMES, OUTLET_TAG
from classify.scoring.doubts import ANY_FIELD
from classify.scoring.joint import JointVerdict, join_verdicts
from classify.scoring.rules import Verdict
from classify.text.spacy_pipelines import pipeline
from classify.text.words import full_text
from classify.training.joint_fit import BEFORE
from records.country.kz import PACK as KZ
from records.model import Article, Screening
from records.vocabulary import Category, Outcome, Readers, ScreeningLabel, UnsureField
from tests.classify.made import LIKELY, reading_of

HEARD = replace(
    BEFORE, threshold=0.4, doubts={UnsureField.LABEL: {ANY_FIELD: 1.0, "margin": -1.0}, UnsureField.ACTOR: {ANY_FIELD: 1.0, "margin": -1.0}}
)
BOTH = FieldSettings("made 1+encoder", Readers.BOTH, HEARD.threshold, KZ.neighbourhood, KZ, HEARD)
ALONE = replace(BOTH, readers=Readers.LEXICAL, joint=None)
TOLD = Verdict(0.9, ScreeningLabel.INCIDENT, ((Category.ATT, 0.9),))
ATTACK = "Вчера в Актау было тепло. Охранник рынка избил журналиста газеты у входа. Завтра обещают дождь."


def opened(text: str, title: str = "") -> PreparedArticle:
    found = prepare_article(Article("1", text, title=title, published_at="2021-06-14T09:30:00+06:00"))
    assert found is not None
    return found


def matches(one: PreparedArticle) -> SectionMatches:
    doc = pipeline(one.kind)(one.clean.clean)
    return SectionMatches(0, doc._.marks, doc._.names)


def screened(
    text: str,
    act: str = "",
    verdict: Verdict = TOLD,
    how: FieldSettings = BOTH,
    title: str = "",
    answers: Mapping[str, Mapping[int, float]] | None = None,
) -> Screening:
    """A screening by a judgement in which these printed words are marked as the act."""
    one = opened(text, title)
    reading = reading_of(one.clean.clean, {"act": read_as(one, act)} if act else None, answers)
    judged = JointVerdict(verdict, join_verdicts(verdict, reading, HEARD), reading) if how.joint else JointVerdict(verdict)
    return build_screening(one, matches(one), judged, how)


def read_as(one: PreparedArticle, printed: str) -> str:
    """What is read where these words are printed."""
    first = full_text(one.article).index(printed)
    letters = range(len(one.clean.clean))
    return "".join(one.clean.clean[at] for at in letters if first <= one.clean.original_span(at, at + 1)[0] < first + len(printed))


SENTENCES = {
    "Russian": ("Охранник рынка избил журналиста газеты у входа.", "избил"),
    "the quotation around it": ("«Охранник рынка избил журналиста нашей газеты».", "избил"),
    "a question and a quotation": ("Почему охранник рынка избил журналиста «Степного вестника»?!", "избил"),
    "invisible characters": ("Охран\u00adник рынка из\u00adбил жур\u200bналиста газеты у вхо\u00adда\u200b.", "из\u00adбил"),
    "a mark apart from its letter": ("Охранник рынка избил репортёра: тот вёл прямои\u0306.", "избил"),
    "look-alike letters": ("Oxpaнник рынка избил журналиcта газеты у вxода.", "избил"),
    "Kazakh": ("Күзетші базарда тілшіні соққыға жықты.", "соққыға жықты"),
    "Kazakh in Latin letters": ("Kúzetshi bazarda jýrnalısti soqqyǵa jyqty, gazet redaksııa.", "soqqyǵa jyqty"),
    "Kazakh in Latin letters, two for one at the end": ("Kuzetshi bazarda zhurnalisti soqqygha zhyqty, endi tynysh.", "soqqygha zhyqty"),
    "Kazakh in Latin letters with invisible ones": ("Kúzet\u00adshi bazarda jýrnalısti soqqy\u00adǵa jyqty, tynysh\u00ad.", "jyqty"),
}  # fmt: skip
_BEFORE = {"R": "Погода ясная и тёплая. ", "K": "Ауа райы жылы болды. ", "L": "Aqtaýda aýa raıy jyly boldy, halyq qýandy. "}


@pytest.mark.parametrize("kind", SENTENCES)
def test_the_proposed_summary_is_the_whole_sentence_as_it_was_printed(kind: str) -> None:
    sentence, act = SENTENCES[kind]
    lead = _BEFORE["L" if "Latin" in kind else "K" if kind == "Kazakh" else "R"]
    text = f"{lead}{sentence} {lead}"
    for title in ("", "Bazardaǵy oqı\u00adǵa" if "Latin" in kind else "Происшествие на рын\u00adке"):
        (passage,) = screened(text, act, title=title).summary
        full = f"{title}\n{text}" if title else text
        assert passage.text == full[passage.start : passage.end] == sentence


def test_a_sentence_at_the_end_of_the_text_has_its_full_stop_too() -> None:
    for last in ("Охранник избил журналиста газеты.", "Охранник избил журналиста газе\u00adты\u200b.", "Охранник избил журналиста газеты"):
        (passage,) = screened(f"Погода ясная и тёплая. {last}", "избил").summary
        assert passage.text == last


def test_reasons_point_at_the_whole_words_that_were_printed() -> None:
    text = "Aqtauda bazarda zhurnalisti soqqygha zhyqty, endi kuzetshi tynysh otyr dep habarlady redaksiya."
    (act,) = [reason for reason in screened(text, "kuzetshi tynysh").reasons if reason.role == "act"]
    assert act.text == text[act.start : act.end] == "kuzetshi tynysh"


def test_what_the_judges_are_unsure_of_is_given_of_an_incident_and_of_nothing_else() -> None:
    doubtful = {
        "label": {LABELS.index(ScreeningLabel.INCIDENT): 1.0, LABELS.index(ScreeningLabel.FOLLOWUP): 0.9},
        "outcome": {OUTCOMES.index(Outcome.NONE): LIKELY},
        "actor": {0: LIKELY + 4},
    }
    told = screened(ATTACK, "избил", answers=doubtful).unsure
    assert UnsureField.LABEL in told
    assert UnsureField.ACTOR not in told
    assert screened(ATTACK, "избил", replace(TOLD, label=ScreeningLabel.NONE), answers=doubtful).unsure == ()
    assert screened(ATTACK, "избил", how=ALONE, answers=doubtful).unsure == ()


def test_a_lexical_judge_that_reads_alone_proposes_no_summary() -> None:
    alone = screened(ATTACK, how=ALONE)
    assert (alone.summary, alone.flagged) == ((), True)


@pytest.mark.parametrize("label", [ScreeningLabel.NONE, ScreeningLabel.REPORT])
def test_no_summary_no_person_and_no_day_are_proposed_of_what_tells_of_no_incident(label: ScreeningLabel) -> None:
    found = screened(ATTACK, "избил", replace(TOLD, label=label))
    assert (found.summary, found.persons, found.incident_date, found.flagged) == ((), (), None, False)


@pytest.mark.parametrize("how", [BOTH, ALONE])
def test_every_screening_says_who_read_and_by_what_model(how: FieldSettings) -> None:
    one = opened(ATTACK)
    found = [
        empty_screening(one.article, how, error="language"),
        unscored(one, matches(one), JointVerdict(Verdict(0.0, ScreeningLabel.NONE)), how),
        screened(ATTACK, "избил", how=how),
    ]
    assert {(screening.readers, screening.model) for screening in found} == {(how.readers, how.model)}


@pytest.mark.parametrize(
    ("text", "country", "at_home"),
    [
        ("Охранник избил журналиста газеты в Актобе.", "KZ", True),
        ("Охранник избил журналиста газеты.", None, True),
        ("Полиция Нигерии избила журналиста газеты в Лагосе.", "NG", False),
    ],
)
def test_an_incident_is_flagged_at_home_and_where_no_country_is_named_and_abroad_only_where_any_is_asked_for(
    text: str, country: str | None, at_home: bool
) -> None:
    home, anywhere = screened(text), screened(text, how=replace(BOTH, countries=None))
    assert (home.country, home.flagged, anywhere.flagged) == (country, at_home, True)


@pytest.mark.parametrize(("score", "flagged"), [(0.4, True), (0.39, False)])
def test_an_incident_is_flagged_from_the_threshold_on(score: float, flagged: bool) -> None:
    assert screened(ATTACK, verdict=replace(TOLD, score=score)).flagged is flagged


def test_of_what_no_judge_scored_only_the_place_is_given() -> None:
    one = opened("Вчера в Актау прошёл праздник урожая, собрались жители.")
    found = unscored(one, matches(one), JointVerdict(Verdict(0.0, ScreeningLabel.NONE)), BOTH)
    assert (found.place, found.country, found.score, found.flagged, found.reasons) == ("Актау", "KZ", 0.0, False, ())


TWO_OF_EACH = (
    "10 июня в Актау охранник избил журналиста газеты «Лада». Об этом 13 июня сообщил из Астаны портал «Власть», напомнив о случае в Уральске."
)


def asked_about(right: Collection[str]) -> Screening:
    """A screening of the text above by an encoder for which the values named by these words are those of the event, and no others."""
    one = opened(TWO_OF_EACH)
    text = one.clean.clean

    def ask(mentions: Sequence[Sequence[tuple[int, int]]]) -> np.ndarray:
        named = [" ".join(text[first:last] for first, last in places) for places in mentions]
        return np.array([[LIKELY if any(word in name for word in right) else -LIKELY] * MENTION_ANSWERS for name in named], np.float32)

    reading = reading_of(text, {"act": "избил"})
    return build_screening(one, matches(one), JointVerdict(TOLD, join_verdicts(TOLD, reading, HEARD), reading, ask=ask), BOTH)


def test_day_place_and_outlet_are_those_that_the_encoder_takes_for_the_events() -> None:
    first, second = asked_about(["10 июня", "Актау", "Лада"]), asked_about(["13 июня", "Уральске", "Власть"])
    assert (first.incident_date, first.place, first.outlets) == ("2021-06-10", "Актау", ("Лада",))
    assert (second.incident_date, second.place, second.outlets) == ("2021-06-13", "Уральск", ("Власть",))


def test_an_outlet_that_is_only_quoted_is_given_to_nobody() -> None:
    assert asked_about(["10 июня", "Актау"]).outlets == ()


def test_an_outlet_that_no_list_has_is_found_where_the_encoder_marks_it() -> None:
    text = "В Актау охранник избил корреспондента Степных Вестей, тот упал."
    one = opened(text)
    reading = reading_of(one.clean.clean, {"act": "избил", OUTLET_TAG: "Степных Вестей"})

    def ask(mentions: Sequence[Sequence[tuple[int, int]]]) -> np.ndarray:
        return np.full((len(mentions), MENTION_ANSWERS), LIKELY, np.float32)

    found = build_screening(one, matches(one), JointVerdict(TOLD, join_verdicts(TOLD, reading, HEARD), reading, ask=ask), BOTH)
    assert found.outlets == ("Степных Вестей",)
