"""Fitting of the joint weights of both judges: logistic regressions over their log-odds on articles that neither was trained on, and thresholds.

    python -m classify.training.joint_fit CALIBRATION.jsonl[,MORE.jsonl] OUTCOMES.jsonl GENERAL.jsonl [OUTPUT]

CALIBRATION are labelled articles in the style of the press (the form of `classify/corpus/press`), OUTCOMES are texts of which only `outcome_of` is
known, GENERAL is real news (id, lang, text). Only what was not trained on is used: of general news the quarter with CRC-32 ≡ 1 modulo 4; that with 3
measures.
"""

import json
import math
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classify.article_fields import ArticleFacts
from classify.clustering.keys import person_key, person_similarity
from classify.encoder.readings import EncoderReading
from classify.scoring.doubts import ANY_FIELD
from classify.scoring.joint import SHIPPED_JOINT, JointAnswers, JointSettings, categories_of, join_verdicts, label_of, lexical_odds
from classify.scoring.outlets import ANY_OUTLET
from classify.scoring.rules import Verdict
from classify.scoring.victims_and_tracks import ANYBODY, ANYTHING, VERDICT
from classify.screen import Screener, load_screener
from classify.training.encoder.batches import LabelledText, read_press
from records.language.names import rough_form
from records.model import Article
from records.outlets.outlet_names import outlet_key
from records.vocabulary import Category, Outcome, ScreeningLabel, Track, UnsureField

# A logistic regression over few examples and correlated signs, and its answers on articles that it was not fitted on.

Floats = NDArray[np.float64]
_FOLDS, _SEED = 8, 20261127


def fitted(rows: Floats, right: NDArray[np.bool_], penalty: float) -> tuple[Floats, float]:
    """Return the weight of each sign (column), and the constant.

    Signs are brought to one scale first, so that the penalty (scikit-learn's C) is fair.
    """
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    regression = LogisticRegression(C=penalty, max_iter=2000).fit((rows - mean) / scale, right)
    weights: Floats = regression.coef_[0] / scale
    return weights, float(regression.intercept_[0] - weights @ mean)


def left_out(rows: Floats, right: NDArray[np.bool_], articles: Sequence[str], penalty: float) -> Floats:
    """Return the log-odds of each row by weights that were fitted without its article."""
    names = sorted(set(articles))
    fold_of = dict(zip(np.random.default_rng(_SEED).permutation(names), np.arange(len(names)) % _FOLDS, strict=True))
    folds = np.array([fold_of[article] for article in articles])
    odds = np.zeros(len(rows))
    for fold in range(_FOLDS):
        weights, nothing = fitted(rows[folds != fold], right[folds != fold], penalty)
        odds[folds == fold] = rows[folds == fold] @ weights + nothing
    return odds


def _best_limit(odds: Floats, right: NDArray[np.bool_], articles: Sequence[str]) -> float:
    """Return the log-odds, from -2 to 2, from which on candidates are right in most articles; of equals the nearest to even odds."""
    names = np.array(articles)
    return min(map(float, np.round(np.arange(-2, 2.01, 0.1), 1)), key=lambda limit: (len(set(names[(odds >= limit) != right])), abs(limit)))


# The weights of the signs of whose case an outcome is: for each track a logistic regression over the outcomes of articles that no judge was trained
# on.

_PENALTY = 0.3
# Least outcomes of each kind.
_LEAST = 15
# The share of journalists' own cases whose outcome may be given to the perpetrator, among articles held out: of verdicts none, since they would be
# published as justice, or as impunity, where a journalist was tried; of other outcomes, few.
_VERDICTS_WRONG, _OTHERS_WRONG = 0.0, 0.01
# Additional margin for a verdict, as log-odds: future cases will be harder than these.
_ROOM = 0.5


@dataclass(frozen=True)
class JudgedOutcome:
    """An outcome with its signs. `track`: whose it is; None where the article reports none, or somebody else's."""

    article: str
    signs: Mapping[str, float]
    track: Track | None


def fit_tracks(outcomes: Sequence[JudgedOutcome]) -> dict[Track, dict[str, float]]:
    """Return the weights of the signs for each track; a sum from 0 on means that track.

    Empty (the words decide alone) where too few outcomes are known.
    """
    if min(sum(outcome.track is track for outcome in outcomes) for track in (*Track, None)) < _LEAST:
        return {}
    signs = sorted({sign for outcome in outcomes for sign in outcome.signs} - {ANYTHING})
    rows, articles = np.array([[outcome.signs[sign] for sign in signs] for outcome in outcomes]), [outcome.article for outcome in outcomes]
    tracks = np.array([outcome.track or "" for outcome in outcomes])
    by_track = {}
    for track in Track:
        weights, nothing = fitted(rows, tracks == track, _PENALTY)
        by_track[track] = {ANYTHING: nothing, **dict(zip(signs, map(float, weights), strict=True))}
    odds = left_out(rows, tracks == Track.PERPETRATOR, articles, _PENALTY)
    hers, verdicts = tracks == Track.JOURNALIST, np.array([bool(outcome.signs[VERDICT]) for outcome in outcomes])
    others_need, verdicts_need = _above(odds[hers & ~verdicts], _OTHERS_WRONG), _above(odds[hers & verdicts], _VERDICTS_WRONG) + _ROOM
    by_track[Track.PERPETRATOR][ANYTHING] -= others_need
    by_track[Track.PERPETRATOR][VERDICT] -= verdicts_need - others_need
    return {track: {sign: round(weight, 4) for sign, weight in weighed.items()} for track, weighed in by_track.items()}


def _above(wrong: Floats, may_be_wrong: float) -> float:
    """Return the log-odds above which no larger share of these outcomes is, and at least even odds."""
    may_be = int(len(wrong) * may_be_wrong)
    return max(0.0, float(np.sort(wrong)[::-1][may_be]) + 1e-4) if len(wrong) > may_be else 0.0


# The weights of the signs that a person is a victim: a logistic regression over everybody named in articles that no judge was trained on.

# The strength of the penalty: a few hundred persons are known, and the signs are correlated.
_VICTIM_PENALTY = 0.3
# Least number of victims, and of others.
_LEAST_VICTIMS = 20
# Least certainty that two names are one person's.
_SAME = 0.5
_VICTIM = "victim"


@dataclass(frozen=True)
class JudgedPerson:
    """A person named in an article, with her signs, and whether she is one of its victims."""

    article: str
    signs: Mapping[str, float]
    victim: bool


def known_persons(labels: LabelledText, named: Sequence[tuple[str, Mapping[str, float]]]) -> list[JudgedPerson]:
    """Return the persons named in an article, judged by its labels."""
    return judged_persons(labels.id, [person.name for person in labels.persons if person.role == _VICTIM], named)


def judged_persons(article: str, victims: Iterable[str], named: Sequence[tuple[str, Mapping[str, float]]]) -> list[JudgedPerson]:
    """Return the persons named in an article, judged by the names of its victims."""
    keys = [key for name in victims if (key := person_key(name))]
    keyed = [(person_key(name), signs) for name, signs in named]
    return [JudgedPerson(article, signs, any(person_similarity(key, victim) >= _SAME for victim in keys)) for key, signs in keyed if key]


def fit_victims(people: Sequence[JudgedPerson]) -> dict[str, float]:
    """Return the weights of the signs; a sum of 0 or more means a victim.

    At that limit, most articles held out have exactly their victims. Empty (the words decide alone) where too few persons are known.
    """
    if min(sum(person.victim for person in people), sum(not person.victim for person in people)) < _LEAST_VICTIMS:
        return {}
    signs = sorted({sign for person in people for sign in person.signs} - {ANYBODY})
    rows, victims = np.array([[person.signs[sign] for sign in signs] for person in people]), np.array([person.victim for person in people])
    odds = left_out(rows, victims, [person.article for person in people], _VICTIM_PENALTY)
    weights, nothing = fitted(rows, victims, _VICTIM_PENALTY)
    limit = _best_limit(odds, victims, [person.article for person in people])
    return {ANYBODY: round(nothing - limit, 4), **{sign: round(float(weight), 4) for sign, weight in zip(signs, weights, strict=True)}}


# The weights of the signs that an outlet is concerned: a logistic regression over all outlets named in articles that no judge was trained on.

_OUTLET_PENALTY = 0.3
# Least outlets that are concerned, and that are not.
_LEAST_OUTLETS = 20


@dataclass(frozen=True)
class JudgedOutlet:
    """An outlet named in an article, with its signs, and whether it is concerned."""

    article: str
    signs: Mapping[str, float]
    concerned: bool


def fit_outlets(outlets: Sequence[JudgedOutlet]) -> dict[str, float]:
    """Return the weights of the signs; a sum of 0 or more means an outlet that is concerned.

    At that limit, most articles held out have exactly the outlets that are concerned. Empty (the encoder alone decides) where too few outlets are known.
    """
    if min(sum(outlet.concerned for outlet in outlets), sum(not outlet.concerned for outlet in outlets)) < _LEAST_OUTLETS:
        return {}
    signs = sorted({sign for outlet in outlets for sign in outlet.signs} - {ANY_OUTLET})
    rows, concerned = np.array([[outlet.signs[sign] for sign in signs] for outlet in outlets]), np.array([outlet.concerned for outlet in outlets])
    odds = left_out(rows, concerned, [outlet.article for outlet in outlets], _OUTLET_PENALTY)
    weights, nothing = fitted(rows, concerned, _OUTLET_PENALTY)
    limit = _best_limit(odds, concerned, [outlet.article for outlet in outlets])
    return {ANY_OUTLET: round(nothing - limit, 4), **{sign: round(float(weight), 4) for sign, weight in zip(signs, weights, strict=True)}}


# The weights of the signs that a field is wrong: for each field a logistic regression over the incidents that are flagged, of articles that no judge was
# trained on.

_DOUBT_PENALTY = 0.1
# Share of all fields that may be marked as unsure.
MARKED = 0.14
# Least fields of a kind that are wrong, and that are right.
_LEAST_DOUBTS = 12


@dataclass(frozen=True)
class JudgedField:
    """A field of a flagged article with its signs, and whether its value is wrong."""

    article: str
    signs: Mapping[str, float]
    wrong: bool


def wrong_fields(labels: LabelledText, facts: ArticleFacts) -> dict[UnsureField, bool]:
    """Return for each field that the labels tell whether its value is wrong."""
    wrong = {
        UnsureField.LABEL: facts.label is not labels.label,
        UnsureField.CATEGORIES: not facts.categories or facts.categories[0] is not labels.main,
        UnsureField.VICTIMS: not _same_persons(
            [person.name for person in labels.persons if person.role == _VICTIM],
            [person.name for person in facts.persons if person.role == _VICTIM and person.name not in facts.outlets],
        ),
        UnsureField.OUTLETS: {outlet_key(name) for name in labels.outlets} != {outlet_key(name) for name in facts.outlets},
        UnsureField.PLACE: _place_is_wrong(labels, facts),
        UnsureField.OUTCOME: facts.outcome is not (labels.outcome or Outcome.NONE),
        UnsureField.INCIDENT_DATE: (facts.when.as_told() if facts.when else None) != labels.day,
    }
    if labels.outcome_of:
        wrong[UnsureField.OUTCOME_OF] = facts.outcome_of is not labels.outcome_of
    return wrong


def _same_persons(names: Sequence[str], found: Sequence[str]) -> bool:
    keys, found_keys = [key for name in names if (key := person_key(name))], [key for name in found if (key := person_key(name))]
    return all(any(person_similarity(key, other) >= _SAME for other in found_keys) for key in keys) and all(
        any(person_similarity(key, other) >= _SAME for other in keys) for key in found_keys
    )


def _place_is_wrong(labels: LabelledText, facts: ArticleFacts) -> bool:
    if labels.place and facts.where.place:
        return rough_form(labels.place)[:_PLACE_STEM] != rough_form(facts.where.place)[:_PLACE_STEM]
    return labels.region != facts.where.region


# Letters in which two spellings of one place agree.
_PLACE_STEM = 4


def fit_doubts(fields: Mapping[UnsureField, Sequence[JudgedField]]) -> dict[UnsureField, dict[str, float]]:
    """Return the weights of the signs for each field; a sum of 0 or more marks the field as unsure.

    All fields have one limit, at which the share `MARKED` of the fields of articles held out is marked. A field that is wrong too seldom has no weights.
    """
    weights_by_field: dict[UnsureField, dict[str, float]] = {}
    odds_by_field: dict[UnsureField, Floats] = {}
    for name, judged in fields.items():
        wrong = np.array([one.wrong for one in judged])
        if min(wrong.sum(), (~wrong).sum()) < _LEAST_DOUBTS:
            continue
        signs = sorted({sign for one in judged for sign in one.signs} - {ANY_FIELD})
        rows = np.array([[one.signs.get(sign, 0.0) for sign in signs] for one in judged])
        odds_by_field[name] = left_out(rows, wrong, [one.article for one in judged], _DOUBT_PENALTY)
        weights, nothing = fitted(rows, wrong, _DOUBT_PENALTY)
        weights_by_field[name] = {ANY_FIELD: nothing, **dict(zip(signs, map(float, weights), strict=True))}
    ranked = np.sort(np.concatenate(list(odds_by_field.values())))[::-1] if odds_by_field else np.zeros(1)
    limit = float(ranked[min(len(ranked) - 1, int(sum(map(len, fields.values())) * MARKED))])
    return {
        name: {sign: round(weight - limit * (sign == ANY_FIELD), 4) for sign, weight in weights.items()} for name, weights in weights_by_field.items()
    }


Answer = TypeVar("Answer")
# The initial settings: everything is asked except what names nobody of the press and is little like an incident (`likeness`: of such articles that
# report an incident, 19 of 22 are above it, of such ordinary news one in five), and the lexical judge has no weight yet.
BEFORE = JointSettings(
    encoder=1.0, lexical=0.0, offset=0.0, threshold=0.0, alone=2.0, unnamed=-9.0, likeness=-0.25, door=-99.0, report=0.4, code=0.45,
    lexical_code=0.0, course=0.0, lexical_course=0.0, lexical_outcome=0.0, lexical_actor=0.0, no_outcome=0.0,
    victim={}, whose={}, outlet={}, doubts={},
)  # fmt: skip
# The stream in which a score is a chance (`classify.training.fit`).
INCIDENTS, LOOKALIKES = 0.005, 0.02
# Share of ordinary news that may be flagged: half of the bar of 0.4%. Other unseen news has other look-alikes, which are flagged thirty times as
# often.
FALSE_ALARMS = 0.002
_SHARES = tuple(step / 5 for step in range(9))
_OFFSETS = (0.0, -0.35, -0.7, -1.05, 0.35, 0.7, 1.05)
_NO_OUTCOME = (0.0, 0.5, 1.0, 1.5, 2.0)
# Margin below the lexical log-odds of every flagged calibrating incident, down to which the encoder is asked.
_JOINT_ROOM = 1.0
# Margin above the likeliest general news that the lexical judge needs to decide alone.
_SURER = 1.5
_TOGETHER = 200


@dataclass(frozen=True)
class CalibrationArticle:
    """An article weighed by each judge alone. General news has no labels. `home`: its event is where events are flagged."""

    labels: LabelledText | None
    verdict: Verdict
    reading: EncoderReading
    home: bool = True

    @property
    def kind(self) -> bool | None:
        """Whether it reports an incident; None for general news."""
        return self.labels.telling if self.labels else None

    def join(self, heard: JointSettings) -> JointAnswers:
        """Return the joint answers."""
        return join_verdicts(self.verdict, self.reading, heard)


def fit_joint(articles: Sequence[CalibrationArticle], general: int) -> JointSettings:
    """Return the numbers that fit these articles best.

    `general` is the number of general news, including what the prefilter dropped.
    """
    weighed = [article for article in articles if article.labels is None or article.labels.label is not ScreeningLabel.REPORT]
    rows = np.array([[article.reading.telling, lexical_odds(article.verdict, BEFORE)] for article in weighed])
    telling = np.array([bool(article.kind) for article in weighed])
    regression = LogisticRegression(C=1.0).fit(rows, telling, sample_weight=_stream(weighed, general))
    encoder, lexical = map(float, regression.coef_[0])
    settings = replace(BEFORE, encoder=round(encoder, 4), lexical=round(max(lexical, 0.0), 4), offset=round(float(regression.intercept_[0]), 4))
    settings = replace(settings, threshold=_threshold(articles, general, settings))
    settings = replace(settings, alone=_alone(articles, settings))
    incidents = [article for article in articles if article.kind]
    settings = replace(settings, door=_encoder_limit(incidents, settings))
    tried = [replace(settings, lexical_course=share, course=offset) for share in _SHARES for offset in _OFFSETS]
    settings = max(
        tried, key=lambda candidate: (round(_share_right(incidents, candidate, _right_course), 2), candidate.lexical_course, -abs(candidate.course))
    )
    # Of equally good shares the larger one: the lexical judge's answers can be explained.
    for name, right in _RIGHT.items():
        tried = [_with(settings, name, share) for share in _SHARES]
        settings = max(
            tried, key=lambda candidate: (round(_share_right(incidents, candidate, right), 2), candidate.lexical_outcome, candidate.lexical_actor)
        )
    tried = [replace(settings, no_outcome=added) for added in _NO_OUTCOME]
    settings = max(tried, key=lambda candidate: (round(_share_right(incidents, candidate, _RIGHT["lexical_outcome"]), 3), -candidate.no_outcome))
    tried = [replace(settings, lexical_code=share, code=step / 40) for share in _SHARES for step in range(1, 27)]
    return max(tried, key=lambda candidate: _exact(incidents, candidate))


def _with(heard: JointSettings, name: str, share: float) -> JointSettings:
    changed: dict[str, Any] = {name: share}
    return replace(heard, **changed)


def _alone(articles: Sequence[CalibrationArticle], heard: JointSettings) -> float:
    """Return the chance that the lexical judge gives to no general news, well above the threshold of both."""
    ordinary = [article.verdict.chances["incident"] for article in articles if article.labels is None and article.home and article.verdict.chances]
    return round(max(max(ordinary, default=0.0) * _SURER, heard.threshold * _SURER), 5)


def _encoder_limit(incidents: Sequence[CalibrationArticle], settings: JointSettings) -> float:
    """Return a limit well below the lexical judge's log-odds of every incident that both together flag."""
    return round(
        min(lexical_odds(article.verdict, settings) for article in incidents if article.join(settings).telling >= settings.threshold) - _JOINT_ROOM, 3
    )


def _stream(weighed: Sequence[CalibrationArticle], general: int) -> Floats:
    """Return the share of the stream that each article represents; what the prefilter dropped counts among the ordinary ones."""
    kinds = [article.kind for article in weighed]
    parts = {True: INCIDENTS / kinds.count(True), False: LOOKALIKES / kinds.count(False), None: (1 - INCIDENTS - LOOKALIKES) / max(general, 1)}
    share = np.array([parts[kind] for kind in kinds])
    whole: Floats = share * len(weighed) / share.sum()
    return whole


def _threshold(articles: Sequence[CalibrationArticle], general: int, settings: JointSettings) -> float:
    """Return the chance that the allowed share of general news reaches, of news where events are flagged and that is no report."""
    ordinary = [article.join(settings) for article in articles if article.labels is None and article.home]
    # Nothing is too unlikely here yet, so that every label but that of a report is one of an incident.
    every = replace(settings, threshold=0.0)
    likely = sorted((answers.telling for answers in ordinary if label_of(answers, every) is not ScreeningLabel.REPORT), reverse=True)
    may_be = int(general * FALSE_ALARMS)
    # As exact as a score, so that what is raised to it is flagged; and above what only rounding brings up to it.
    threshold = math.floor(likely[may_be] * 10_000) / 10_000
    return threshold if sum(chance >= threshold for chance in likely) <= may_be + 1 else round(threshold + 0.0001, 4)


_Right = Callable[[JointAnswers, LabelledText], bool | None]


def _share_right(articles: Sequence[CalibrationArticle], settings: JointSettings, right: _Right) -> float:
    """Return the share of right answers, where the answer is known (None: it is not)."""
    right_answers = [
        answer for article in articles if article.labels is not None and (answer := right(article.join(settings), article.labels)) is not None
    ]
    return sum(right_answers) / max(len(right_answers), 1)


def _likeliest(chances: Mapping[Answer, float]) -> Answer:
    return max(chances, key=lambda answer: chances[answer])


def _right_course(answers: JointAnswers, labels: LabelledText) -> bool:
    return (answers.followup >= 0.5) == (labels.label is ScreeningLabel.FOLLOWUP)


_RIGHT: dict[str, _Right] = {
    "lexical_outcome": lambda answers, labels: _likeliest(answers.outcomes) is labels.outcome if labels.outcome else None,
    "lexical_actor": lambda answers, labels: _likeliest(answers.actors) is labels.actor if labels.actor else None,
}


def _exact(articles: Sequence[CalibrationArticle], settings: JointSettings) -> float:
    """Return the F1 of the coarse classes."""
    right = wrong = 0
    for article in articles:
        assigned, expected = (
            _coarse(code for code, _ in categories_of(article.join(settings), article.verdict, settings)),
            _coarse(article.labels.codes or () if article.labels else ()),
        )
        right += 2 * len(assigned & expected)
        wrong += len(assigned) + len(expected)
    return right / max(wrong, 1)


def _coarse(codes: Iterable[Category]) -> set[str]:
    return {code.facts.coarse.value for code in codes}


def calibration_articles(screener: Screener, labelled: Sequence[LabelledText], general: Sequence[dict[str, Any]]) -> list[CalibrationArticle]:
    """Return the articles that are read, as both judges weigh them.

    The screener flags all that is read, where events are flagged.
    """
    texts = [Article(text.id, text.text, text.title, text.lang) for text in labelled]
    news = [Article(row["id"], row["text"], row.get("title") or "", row["lang"]) for row in general]
    home = [True] * len(texts) + [screening.flagged for screening in screener.screen_many(news)]
    judged = [verdict for start in range(0, len(texts + news), _TOGETHER) for verdict in screener.judged((texts + news)[start : start + _TOGETHER])]
    return [
        CalibrationArticle(labels, verdict.verdict, verdict.reading, here)
        for labels, verdict, here in zip([*labelled, *[None] * len(general)], judged, home, strict=True)
        if verdict is not None and verdict.reading is not None
    ]


def _named(screener: Screener, labelled: Sequence[LabelledText]) -> list[JudgedPerson]:
    named = screener.signs_of_persons([Article(text.id, text.text, text.title, text.lang) for text in labelled])
    return [person for labels, persons in zip(labelled, named, strict=True) for person in known_persons(labels, persons)]


def _fields(screener: Screener, labelled: Sequence[LabelledText]) -> dict[UnsureField, list[JudgedField]]:
    """Return the fields of the articles that are flagged."""
    articles = [Article(text.id, text.text, text.title, text.lang, published_at=text.published) for text in labelled]
    fields: dict[UnsureField, list[JudgedField]] = defaultdict(list)
    for labels, facts in zip(labelled, screener.facts(articles), strict=True):
        if facts is not None and facts.signs:
            for name, wrong in wrong_fields(labels, facts).items():
                fields[name].append(JudgedField(labels.id, facts.signs[name], wrong))
    return fields


def _outlets(screener: Screener, labelled: Sequence[LabelledText]) -> list[JudgedOutlet]:
    """Return the outlets named in the articles that are flagged."""
    articles = [Article(text.id, text.text, text.title, text.lang, published_at=text.published) for text in labelled]
    judged: list[JudgedOutlet] = []
    for labels, facts in zip(labelled, screener.facts(articles), strict=True):
        keys = set(map(outlet_key, labels.outlets))
        judged.extend(JudgedOutlet(labels.id, signs, outlet_key(name) in keys) for name, signs in (facts.outlet_signs if facts else {}).items())
    return judged


def _outcomes(screener: Screener, threshold: float, labelled: Sequence[LabelledText], more: Sequence[Mapping[str, Any]]) -> list[JudgedOutcome]:
    """Return the outcomes of the articles that are flagged; of others no outcome is published."""
    articles = [Article(text.id, text.text, text.title, text.lang) for text in labelled] + [
        Article(row["id"], row["text"], row["title"], row["lang"]) for row in more
    ]
    tracks = [text.outcome_of if text.telling else None for text in labelled] + [
        Track(row["outcome_of"]) if row["outcome_of"] else None for row in more
    ]
    flagged = [
        verdict is not None and verdict.verdict.score >= threshold and verdict.verdict.label in (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
        for verdict in screener.judged(articles)
    ]
    signs_of = screener.signs_of_outcomes(articles)
    return [
        JudgedOutcome(article.id, signs, track)
        for article, track, is_flagged, signs in zip(articles, tracks, flagged, signs_of, strict=True)
        if is_flagged and signs is not None
    ]


def calibrates(article: str) -> bool:
    """Return whether a real text that was not trained on may be calibrated with, by its id."""
    return zlib.crc32(article.encode()) % 4 == 1


def _rows(file: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]


def main(words: Sequence[str]) -> int:
    """Write the file again."""
    if len(words) not in (3, 4):
        print("python -m classify.training.joint_fit CALIBRATION.jsonl[,MORE.jsonl] OUTCOMES.jsonl GENERAL.jsonl [OUTPUT]", file=sys.stderr)
        return 2
    outcomes, rows = _rows(words[1]), _rows(words[2])
    general = [row for row in rows if calibrates(row["id"]) and row.get("label") != "incident"]
    screener, labelled = load_screener(joint=BEFORE), [text for file in words[0].split(",") for text in read_press(Path(file))]
    settings = fit_joint(calibration_articles(screener, labelled, general), len(general))
    settings = replace(settings, victim=fit_victims(_named(screener, [text for text in labelled if text.telling])))
    settings = replace(settings, whose=fit_tracks(_outcomes(load_screener(None, joint=settings), settings.threshold, labelled, outcomes)))
    settings = replace(settings, outlet=fit_outlets(_outlets(load_screener(None, joint=settings), [text for text in labelled if text.telling])))
    settings = replace(settings, doubts=fit_doubts(_fields(load_screener(None, joint=settings), [text for text in labelled if text.telling])))
    target = Path(words[3]) if len(words) == 4 else SHIPPED_JOINT
    target.write_text(json.dumps(asdict(settings), indent=1) + "\n", encoding="utf-8")
    print(target.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
