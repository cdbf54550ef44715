"""The encoder is asked where it can change the verdict, and only there."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import spacy
from spacy.tokens import Doc

from classify.encoder.questions import CODES, LABELS
from classify.matching.matches import Cue
from classify.scoring.joint.disagreement import disagreement
from classify.scoring.joint.judged import SecondJudge
from classify.scoring.rules import ScoredAct, Verdict
from classify.training.joint_fit import BEFORE
from records.vocabulary import Category, ScreeningLabel
from tests.classify.scoring.joint.made_readings import LIKELY, reading_of

HEARD = replace(BEFORE, lexical=0.5, threshold=0.4, door=-3.0, unnamed=-5.0)
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


def of(text: str, chance: float) -> tuple[str, Verdict]:
    return text, Verdict(chance, ScreeningLabel.INCIDENT, ((Category.OBS, 0.9),), chances={"incident": chance})


def test_each_section_gets_its_own_reading_in_order_and_what_is_hopeless_is_not_read() -> None:
    encoder = MadeEncoder()
    articles = [[of("погода ясная", 0.3), of("курс валют", 0.001)], [], [of("журналиста избили", 0.3)]]
    (weather, money), nothing, (attack,) = SecondJudge(encoder, HEARD).judge(articles)  # type: ignore[arg-type]
    assert nothing == []
    assert encoder.asked == ["погода ясная", "журналиста избили"]
    assert (attack.verdict.label, [code for code, _ in attack.verdict.categories]) == (ScreeningLabel.INCIDENT, [Category.ATT])
    assert (weather.verdict.label, weather.verdict.categories) == (ScreeningLabel.NONE, ())
    assert (money.verdict.label, money.verdict.categories, money.reading) == (ScreeningLabel.NONE, (), None)
    assert attack.verdict.score > HEARD.threshold > weather.verdict.score
    assert money.disagreement is None, "one judge cannot disagree"
    assert attack.disagreement == round(disagreement(articles[2][0][1], attack.reading, HEARD), 4) if attack.reading else False
    assert weather.disagreement is not None


def test_what_names_nobody_of_the_press_is_read_where_it_is_like_an_incident() -> None:
    encoder = MadeEncoder()
    nameless = Verdict(0.0, ScreeningLabel.NONE)
    articles = [[(text, replace(nameless, likeness=likeness))] for text, likeness in (("погода", -0.3), ("его избили", 0.3))]
    (weather,), (attack,) = SecondJudge(encoder, replace(HEARD, door=-9.0, likeness=0.0)).judge(articles)  # type: ignore[arg-type]
    assert encoder.asked == ["его избили"]
    assert (weather.reading, attack.verdict.label) == (None, ScreeningLabel.INCIDENT)


def test_the_score_is_that_of_both_and_the_evidence_of_the_words_stays() -> None:
    text, verdict = of("журналиста избили", 0.3)
    ((judged,),) = SecondJudge(MadeEncoder(), HEARD).judge([[(text, verdict)]])  # type: ignore[arg-type]
    assert judged.answers is not None
    assert judged.verdict.score == round(judged.answers.telling, 4)
    assert judged.verdict.evidence == verdict.evidence


def test_of_an_endless_page_only_the_likeliest_sections_are_read() -> None:
    encoder = MadeEncoder()
    (judged,) = SecondJudge(encoder, HEARD).judge([[of(f"раздел {number}", 0.1 + number / 1000) for number in range(100)]])  # type: ignore[arg-type]
    assert encoder.asked == [f"раздел {number}" for number in range(99, 93, -1)]
    assert [number for number, one in enumerate(judged) if one.reading is not None] == list(range(94, 100))


def test_what_is_said_outright_deep_in_a_long_page_is_not_drowned_by_what_stands_around_it() -> None:
    act = ScoredAct(Cue(0, 1, "ATT", 0.95, 0), 0.95, None)
    _, verdict = of("погода ясная", 0.2)
    outright = replace(verdict, evidence=(act,))
    ((short,), (deep,)) = SecondJudge(MadeEncoder(), HEARD).judge([[("погода ясная", outright)], [("погода ясная " * 300, outright)]])  # type: ignore[arg-type]
    assert short.verdict.score < HEARD.threshold
    assert deep.verdict.score == HEARD.threshold


def test_a_section_that_only_the_lexical_judge_read_speaks_for_no_article_that_both_read() -> None:
    (judged,) = SecondJudge(MadeEncoder(), HEARD).judge([[of(f"раздел {number}", 0.3) for number in range(9)]])  # type: ignore[arg-type]
    assert max(judged, key=lambda one: one.rank).reading is not None
    assert all(one.verdict.score < HEARD.threshold for one in judged)
