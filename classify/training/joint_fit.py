"""How the two judges are heard together: a logistic regression over their log-odds on articles that neither was trained on, and thresholds.

    python -m classify.training.joint_fit CALIBRATION.jsonl[,MORE.jsonl] OUTCOMES.jsonl GENERAL.jsonl [OUTPUT]

CALIBRATION are labelled articles as the press writes them (the form of `classify/corpus/press`), OUTCOMES are texts of which only `outcome_of` is known, GENERAL is real news (id, lang, text). Of both only what was kept
from training is taken: of general news the quarter with CRC-32 ≡ 1 modulo 4; that with 3 measures.
"""

import json
import math
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classify.encoder.encoder_reading import EncoderReading
from classify.scoring.joint.joint_settings import SHIPPED_JOINT, JointSettings
from classify.scoring.joint.joint_verdict import JointAnswers, categories_of, join, label_of, lexical_odds
from classify.scoring.rules import Verdict
from classify.screen import Screener, load_screener
from classify.training.encoder.labelled_texts import LabelledText, read_press
from classify.training.victim_fit import JudgedPerson, fit_victims, known_persons
from classify.training.whose_fit import JudgedOutcome, fit_whose
from records.model import Article
from records.vocabulary import Category, ScreeningLabel, Track

Floats = NDArray[np.float64]
Answer = TypeVar("Answer")
# Everything is asked but what names nobody of the press and is little like an incident (`likeness`: of such articles that tell of an incident, 19 of 22 lie above it, of such ordinary news one
# in five), and nothing is heard of the lexical judge yet.
BEFORE = JointSettings(
    encoder=1.0, lexical=0.0, offset=0.0, threshold=0.0, alone=2.0, unnamed=-9.0, likeness=-0.25, door=-99.0, report=0.4, code=0.45,
    lexical_code=0.0, course=0.0, lexical_course=0.0, lexical_outcome=0.0, lexical_actor=0.0, unsure=0.7,
    victim={}, whose={},
)  # fmt: skip
# The stream in which a score is a chance (`classify.training.fit`).
INCIDENTS, LOOKALIKES = 0.005, 0.02
# So much of ordinary news may be flagged: half of the bar of 0.4%. News that is unseen here too brings others, and look-alikes are flagged thirty times as often.
FALSE_ALARMS = 0.002
_SHARES = tuple(step / 5 for step in range(9))
_OFFSETS = (0.0, -0.35, -0.7, -1.05)
# The encoder is asked down to so far below the lexical log-odds of every calibrating incident that is flagged.
_ROOM = 1.0
# So much more than the likeliest of general news the lexical judge must say to be heard alone.
_SURER = 1.5
_TOGETHER = 200


@dataclass(frozen=True)
class Calibrating:
    """An article that both judges weighed, each alone. General news has no labels. `home`: what it tells happened where events are flagged."""

    labels: LabelledText | None
    verdict: Verdict
    reading: EncoderReading
    home: bool = True

    @property
    def kind(self) -> bool | None:
        """Whether it tells of an incident; None for general news."""
        return self.labels.telling if self.labels else None

    def join(self, heard: JointSettings) -> JointAnswers:
        """What both say together."""
        return join(self.verdict, self.reading, heard)


def fit_joint(articles: Sequence[Calibrating], general: int) -> JointSettings:
    """The numbers that serve these articles best. `general` is how many of general news there were, with those that the prefilter dropped."""
    weighed = [one for one in articles if one.labels is None or one.labels.label is not ScreeningLabel.REPORT]
    rows = np.array([[one.reading.telling, lexical_odds(one.verdict, BEFORE)] for one in weighed])
    telling = np.array([bool(one.kind) for one in weighed])
    regression = LogisticRegression(C=1.0).fit(rows, telling, sample_weight=_stream(weighed, general))
    encoder, lexical = map(float, regression.coef_[0])
    heard = replace(BEFORE, encoder=round(encoder, 4), lexical=round(max(lexical, 0.0), 4), offset=round(float(regression.intercept_[0]), 4))
    heard = replace(heard, threshold=_threshold(articles, general, heard))
    heard = replace(heard, alone=_alone(articles, heard))
    told = [one for one in articles if one.kind]
    heard = replace(heard, door=_door(told, heard))
    tried = [replace(heard, lexical_course=share, course=offset) for share in _SHARES for offset in _OFFSETS]
    heard = max(tried, key=lambda one: (round(_share_right(told, one, _right_course), 2), one.lexical_course, -abs(one.course)))
    # Of shares that serve alike the larger one: the lexical judge was made by people who can say why.
    for name, right in _RIGHT.items():
        tried = [_with(heard, name, share) for share in _SHARES]
        heard = max(tried, key=lambda one: (round(_share_right(told, one, right), 2), one.lexical_outcome, one.lexical_actor))
    tried = [replace(heard, lexical_code=share, code=step / 40) for share in _SHARES for step in range(1, 27)]
    return max(tried, key=lambda one: _exact(told, one))


def _with(heard: JointSettings, name: str, share: float) -> JointSettings:
    changed: dict[str, Any] = {name: share}
    return replace(heard, **changed)


def _alone(articles: Sequence[Calibrating], heard: JointSettings) -> float:
    """The chance that the lexical judge gives to nothing of general news, and no chance that is hardly more than the threshold of both."""
    ordinary = [one.verdict.chances["incident"] for one in articles if one.labels is None and one.home and one.verdict.chances]
    return round(max(max(ordinary, default=0.0) * _SURER, heard.threshold * _SURER), 5)


def _door(told: Sequence[Calibrating], heard: JointSettings) -> float:
    """Well below the lexical judge's log-odds of every incident that both together flag."""
    return round(min(lexical_odds(one.verdict, heard) for one in told if one.join(heard).telling >= heard.threshold) - _ROOM, 3)


def _stream(weighed: Sequence[Calibrating], general: int) -> Floats:
    """How many articles of the stream each stands for. What the prefilter dropped counts among the ordinary ones."""
    kinds = [one.kind for one in weighed]
    parts = {True: INCIDENTS / kinds.count(True), False: LOOKALIKES / kinds.count(False), None: (1 - INCIDENTS - LOOKALIKES) / max(general, 1)}
    share = np.array([parts[kind] for kind in kinds])
    whole: Floats = share * len(weighed) / share.sum()
    return whole


def _threshold(articles: Sequence[Calibrating], general: int, heard: JointSettings) -> float:
    """The chance that so many of general news reach that happened where events are flagged and that are no reports."""
    ordinary = [one.join(heard) for one in articles if one.labels is None and one.home]
    # Nothing is too unlikely here yet, so that every label but that of a report is one of an incident.
    every = replace(heard, threshold=0.0)
    likely = sorted((answers.telling for answers in ordinary if label_of(answers, every) is not ScreeningLabel.REPORT), reverse=True)
    may_be = int(general * FALSE_ALARMS)
    # As exact as a score, so that what is raised to it is flagged; and above what only rounding brings up to it.
    threshold = math.floor(likely[may_be] * 10_000) / 10_000
    return threshold if sum(one >= threshold for one in likely) <= may_be + 1 else round(threshold + 0.0001, 4)


Right = Callable[[JointAnswers, LabelledText], bool | None]


def _share_right(told: Sequence[Calibrating], heard: JointSettings, right: Right) -> float:
    """The share of right answers, where the answer is known (None: it is not)."""
    found = [answer for one in told if one.labels is not None and (answer := right(one.join(heard), one.labels)) is not None]
    return sum(found) / max(len(found), 1)


def _likeliest(chances: Mapping[Answer, float]) -> Answer:
    return max(chances, key=lambda one: chances[one])


def _right_course(answers: JointAnswers, labels: LabelledText) -> bool:
    return (answers.followup >= 0.5) == (labels.label is ScreeningLabel.FOLLOWUP)


_RIGHT: dict[str, Right] = {
    "lexical_outcome": lambda answers, labels: _likeliest(answers.outcomes) is labels.outcome if labels.outcome else None,
    "lexical_actor": lambda answers, labels: _likeliest(answers.actors) is labels.actor if labels.actor else None,
}


def _exact(told: Sequence[Calibrating], heard: JointSettings) -> float:
    """How exactly coarse classes are those that are told (F1)."""
    right = wrong = 0
    for one in told:
        given, wanted = (
            _coarse(code for code, _ in categories_of(one.join(heard), one.verdict, heard)),
            _coarse(one.labels.codes or () if one.labels else ()),
        )
        right += 2 * len(given & wanted)
        wrong += len(given) + len(wanted)
    return right / max(wrong, 1)


def _coarse(codes: Iterable[Category]) -> set[str]:
    return {code.facts.coarse.value for code in codes}


def calibrating(screener: Screener, labelled: Sequence[LabelledText], general: Sequence[dict[str, Any]]) -> list[Calibrating]:
    """Those of the articles that are read, as both judges weigh them. The screener flags all that is read, where events are flagged."""
    texts = [Article(one.id, one.text, one.title, one.lang) for one in labelled]
    news = [Article(row["id"], row["text"], row.get("title") or "", row["lang"]) for row in general]
    home = [True] * len(texts) + [one.flagged for one in screener.screen_many(news)]
    judged = [one for start in range(0, len(texts + news), _TOGETHER) for one in screener.judged((texts + news)[start : start + _TOGETHER])]
    return [
        Calibrating(labels, one.verdict, one.reading, here)
        for labels, one, here in zip([*labelled, *[None] * len(general)], judged, home, strict=True)
        if one is not None and one.reading is not None
    ]


def _named(screener: Screener, labelled: Sequence[LabelledText]) -> list[JudgedPerson]:
    named = screener.signs_of_persons([Article(one.id, one.text, one.title, one.lang) for one in labelled])
    return [person for labels, some in zip(labelled, named, strict=True) for person in known_persons(labels, some)]


def _outcomes(screener: Screener, labelled: Sequence[LabelledText], more: Sequence[Mapping[str, Any]]) -> list[JudgedOutcome]:
    """The outcomes of the articles that are flagged: of others nobody is told whose they are."""
    articles = [Article(one.id, one.text, one.title, one.lang) for one in labelled] + [
        Article(row["id"], row["text"], row["title"], row["lang"]) for row in more
    ]
    tracks = [one.outcome_of if one.telling else None for one in labelled] + [Track(row["outcome_of"]) if row["outcome_of"] else None for row in more]
    flagged = [one.flagged for one in screener.screen_many(articles)]
    told = screener.signs_of_outcomes(articles)
    return [
        JudgedOutcome(article.id, signs, track)
        for article, track, one, signs in zip(articles, tracks, flagged, told, strict=True)
        if one and signs is not None
    ]


def calibrates(article: str) -> bool:
    """Whether a real text that was not trained on may be calibrated with, by its id."""
    return zlib.crc32(article.encode()) % 4 == 1


def _rows(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]


def main(words: Sequence[str]) -> int:
    """Write the file anew."""
    if len(words) not in (3, 4):
        print("python -m classify.training.joint_fit CALIBRATION.jsonl[,MORE.jsonl] OUTCOMES.jsonl GENERAL.jsonl [OUTPUT]", file=sys.stderr)
        return 2
    outcomes, rows = _rows(words[1]), _rows(words[2])
    general = [row for row in rows if calibrates(row["id"]) and row.get("label") != "incident"]
    screener, labelled = load_screener(joint=BEFORE), [text for file in words[0].split(",") for text in read_press(Path(file))]
    heard = fit_joint(calibrating(screener, labelled, general), len(general))
    heard = replace(heard, victim=fit_victims(_named(screener, [one for one in labelled if one.telling])))
    heard = replace(heard, whose=fit_whose(_outcomes(load_screener(None, joint=heard), labelled, outcomes)))
    target = Path(words[3]) if len(words) == 4 else SHIPPED_JOINT
    target.write_text(json.dumps(asdict(heard), indent=1) + "\n", encoding="utf-8")
    print(target.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
