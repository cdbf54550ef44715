"""Drift of the screenings: a jump is told once, what is steady never, few articles say nothing, and a new model starts anew; on both databases."""

import csv
import io
import json
import math
import random
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sqlalchemy import Engine, insert

from flows.notify.drift_notices import due_drifts, tell_about_drift, words
from flows.notify.outlet_notices import LINES, tell_about_outlets
from records.database import open_engine, read_session, upgrade, write_transaction
from records.filters import RowFilter
from records.outlets import health, panel
from records.outlets.drift_counts import EDGES, Counts, Weeks, monday, weekly_counts
from records.outlets.notices import last_notices
from records.outlets.panel import PanelOutlet
from records.settings import Settings
from records.tables import ArticleRow, NoticeRow, ScreeningRow
from records.vocabulary import Cause
from reports.drift import (
    ENOUGH,
    LEAST_WEEKS,
    PAST_WEEKS,
    Comparison,
    chi_square_tail,
    corrected,
    dispersion,
    exact_test,
    judged,
    last_full_week,
    stability_index,
)
from reports.exports.drift_export import BINS
from reports.exports.export_formats import write_rows
from reports.exports.export_shapes import SHAPES
from tests.conftest import NOW, Speak
from tests.flows.notify.notice_listener import Listener, dead_address
from tests.flows.real_command import Home

WEEK = timedelta(weeks=1)
# NOW is a Tuesday; this is the Monday of the week before.
LAST = date(2026, 11, 16)
MODEL = "test 1"
LOW, HIGH = 0.001, 0.9


def screened(
    engine: Engine,
    week: date,
    number: int,
    flagged: int = 0,
    *,
    outlet: str = "kz_oral",
    model: str = MODEL,
    scores: Sequence[float] = (LOW,),
    at: datetime = NOW,
    **article: Any,
) -> None:
    """Articles of a week, day after day, and a model's screenings of them: those flagged score HIGH, the others one of `scores` in turn."""
    stem = f"{outlet}-{random.getrandbits(64)}"
    about: dict[str, Any] = {"run_id": "run", "outlet": outlet, "region": "KZ-27", "lang": "ru", "title": "Title", "text": "Text", "authors": []}
    about |= {"fetched_at": at, "text_sha256": "0" * 64}
    articles, screenings = [], []
    for one in range(number):
        name, hit = f"{stem}-{one}"[-40:], one < flagged
        on = week + timedelta(days=one % 7)
        articles.append(about | {"id": name, "url": f"https://{outlet}.example/{name}", "published_on": on} | article)
        score = HIGH if hit else scores[one % len(scores)]
        label = "incident" if hit else "none"
        screenings.append({"article_id": name, "model": model, "at": at, "score": score, "flagged": hit, "label": label, "body": {}})
    with write_transaction(engine) as session:
        session.execute(insert(ArticleRow), articles)
        session.execute(insert(ScreeningRow), screenings)


def past(engine: Engine, number: int = 100, flagged: int = 1, *, weeks: int = PAST_WEEKS, before: date = LAST, **more: Any) -> None:
    """So many steady weeks before one."""
    for back in range(1, weeks + 1):
        screened(engine, before - back * WEEK, number, flagged, **more)


def tell(engine: Engine, *addresses: str, now: datetime = NOW) -> None:
    tell_about_drift(engine, Settings(notify=" ".join(addresses)), now)


def notices(engine: Engine) -> list[tuple[str, str, str | None]]:
    with read_session(engine) as session:
        return [(row.outlet, row.kind, row.cause) for row in session.query(NoticeRow).order_by(NoticeRow.id)]


def due(engine: Engine, now: datetime = NOW) -> list[str | None]:
    with read_session(engine) as session:
        return [one.outlet for one in due_drifts(session, now)]


def test_a_steady_outlet_is_never_told(engine: Engine, listener: Listener) -> None:
    for number, flagged in enumerate([1, 0, 2, 1, 3, 0, 1, 1, 2, 0, 4, 1]):
        screened(engine, LAST + (number - 8) * WEEK, 100 + 10 * (number % 3), flagged, scores=(LOW, LOW, 0.02, LOW, 0.1))
        tell(engine, listener.address, now=NOW + (number - 8) * WEEK)
    assert listener.told == []
    assert notices(engine) == []


def test_a_jump_is_told_once_and_not_again(engine: Engine, listener: Listener) -> None:
    past(engine, 250, 1)
    screened(engine, LAST, 420, 13)
    for hour in range(3):
        tell(engine, listener.address, now=NOW + timedelta(hours=hour))
    (told,) = listener.told
    assert told["title"] == "Qorgan: the screening of 1 outlet has changed; the screening of all outlets together has changed"
    assert told["message"].splitlines() == [
        "Week 2026-11-16 – 2026-11-22 against the weeks before it:",
        "- all outlets together, 420 articles: flagged 0.4% → 3.1%",
        "- kz_oral, 420 articles: flagged 0.4% → 3.1%",
        "",
        "Look for a changed layout, a changed topic or a broken model. Week by week: `qorgan export drift`",
    ]
    assert notices(engine) == [("(all)", "drift", "2026-W47"), ("kz_oral", "drift", "2026-W47")]


def test_what_stays_as_it_became_is_soon_the_past_that_is_compared_with(engine: Engine, listener: Listener) -> None:
    past(engine, 300, 2, scores=(LOW, LOW, 0.02))
    counts = []
    for week in range(6):
        screened(engine, LAST + week * WEEK, 300, 15, scores=(0.02, 0.3))
        tell(engine, listener.address, now=NOW + week * WEEK)
        counts.append(len(listener.told))
    assert counts[0] == 1
    assert counts[-1] == counts[3]


def test_another_jump_weeks_later_is_told_again(engine: Engine, listener: Listener) -> None:
    past(engine, 300, 2)
    screened(engine, LAST, 300, 20)
    tell(engine, listener.address)
    past(engine, 300, 2, before=LAST + 9 * WEEK)
    screened(engine, LAST + 9 * WEEK, 300, 20)
    tell(engine, listener.address, now=NOW + 9 * WEEK)
    assert [cause for outlet, _, cause in notices(engine) if outlet == "kz_oral"] == ["2026-W47", "2027-W03"]


def test_a_fall_is_told_as_a_jump_is(engine: Engine) -> None:
    past(engine, 200, 12)
    screened(engine, LAST, 200, 0)
    assert "kz_oral" in due(engine)


def test_scores_that_are_spread_otherwise_are_told_though_nothing_more_is_flagged(engine: Engine, listener: Listener) -> None:
    past(engine, 100, 1)
    screened(engine, LAST, 100, 1, scores=(LOW, 0.1))
    tell(engine, listener.address)
    lines = listener.told[0]["message"].splitlines()
    assert lines[2].startswith("- kz_oral, 100 articles: mean score 0.01 → 0.06, the distribution of scores has changed (PSI ")


def test_all_outlets_together_drift_where_none_of_them_has_enough(engine: Engine) -> None:
    for number in range(12):
        past(engine, 15, 0, outlet=f"kz_{number}")
        screened(engine, LAST, 15, 2, outlet=f"kz_{number}")
    assert due(engine) == [None]


def test_a_week_that_is_not_over_is_not_judged(engine: Engine, listener: Listener) -> None:
    past(engine, before=LAST + WEEK)
    screened(engine, LAST + WEEK, 200, 40)
    last_minute = datetime.fromisoformat("2026-11-29T23:59:59+05:00")
    tell(engine, listener.address, now=last_minute)
    assert listener.told == []
    tell(engine, listener.address, now=last_minute + timedelta(seconds=1))
    assert len(listener.told) == 1
    assert last_full_week(date(2026, 11, 29)) == LAST
    assert last_full_week(date(2026, 11, 30)) == LAST + WEEK


@pytest.mark.parametrize(
    ("weeks", "before", "number", "told"),
    [
        (LEAST_WEEKS, ENOUGH, ENOUGH, True),
        (LEAST_WEEKS - 1, 200, ENOUGH, False),
        (PAST_WEEKS, ENOUGH - 1, ENOUGH, False),
        (PAST_WEEKS, 200, ENOUGH - 1, False),
    ],
)
def test_few_articles_or_weeks_give_no_verdict(engine: Engine, weeks: int, before: int, number: int, told: bool) -> None:
    past(engine, before, 0, weeks=weeks)
    screened(engine, LAST, number, number)
    assert ("kz_oral" in due(engine)) is told
    row = next(row for row in lines(engine, outlet="kz_oral") if row["week"] == "2026-W47")
    assert (row["drifted"], row["p"] is None, row["psi"] is None) == ((True, False, False) if told else (None, True, True))


def test_weeks_longer_ago_than_eight_are_no_past(engine: Engine) -> None:
    past(engine, 200, 0, before=LAST - (PAST_WEEKS - LEAST_WEEKS + 1) * WEEK)
    screened(engine, LAST, 200, 100)
    assert due(engine) == []


def test_a_new_model_starts_anew(engine: Engine, listener: Listener) -> None:
    past(engine, 200, 1)
    screened(engine, LAST, 200, 40, model="test 2")
    tell(engine, listener.address)
    assert listener.told == []
    for week in range(1, LEAST_WEEKS):
        screened(engine, LAST + week * WEEK, 200, 40, model="test 2")
        tell(engine, listener.address, now=NOW + week * WEEK)
    assert listener.told == []
    screened(engine, LAST + LEAST_WEEKS * WEEK, 200, 0, model="test 2")
    tell(engine, listener.address, now=NOW + LEAST_WEEKS * WEEK)
    assert len(listener.told) == 1
    assert "flagged 20.0% → 0.0%" in listener.told[0]["message"]


def test_what_a_dead_address_did_not_take_is_told_at_the_next_run(engine: Engine, listener: Listener) -> None:
    past(engine)
    screened(engine, LAST, 200, 40)
    tell(engine)
    tell(engine, dead_address())
    assert notices(engine) == []
    tell(engine, listener.address)
    assert len(listener.told) == 1


def test_two_runs_that_end_at_once_tell_once(engine: Engine, listener: Listener) -> None:
    past(engine)
    screened(engine, LAST, 200, 40)
    threads = [threading.Thread(target=tell, args=(engine, listener.address)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(listener.told) == 1


def test_a_notice_of_drift_leaves_those_of_failing_as_they_are(engine: Engine, listener: Listener) -> None:
    past(engine)
    screened(engine, LAST, 200, 40)
    for day, cause in enumerate([Cause.DNS, Cause.DNS, None]):
        moment = NOW + timedelta(days=day)
        with write_transaction(engine) as session:
            health.note_visit(session, "kz_oral", moment.date(), cause, moment)
        tell_about_outlets(engine, Settings(notify=listener.address), moment)
        tell(engine, listener.address, now=moment)
    assert [kind for _, kind, _ in notices(engine)] == ["drift", "drift", "failing", "recovered"]
    with read_session(engine) as session:
        assert {row.kind for row in last_notices(session).values()} == {"recovered"}


def test_a_database_without_screenings_has_nothing_due(engine: Engine) -> None:
    assert due(engine) == []
    assert lines(engine) == []


def test_a_score_on_an_edge_belongs_to_the_bin_above_it(engine: Engine) -> None:
    screened(engine, LAST, 2 * len(EDGES) + 2, scores=(0.0, *EDGES, *(edge - 1e-6 for edge in EDGES), 1.0))
    with read_session(engine) as session:
        found = weekly_counts(session, MODEL, LAST, LAST) | weekly_counts(session, MODEL, None, None)
    assert found["kz_oral"][LAST].bins == (2, 2, 2, 2, 2)
    assert found[None] == found["kz_oral"]


def test_an_article_without_a_day_counts_in_the_week_it_was_fetched_in_by_its_outlets_own_clock(engine: Engine) -> None:
    # The night to Monday 26 February 2024: 00:30 in Almaty (+6), still Sunday in Oral (+5).
    moment = datetime.fromisoformat("2024-02-25T18:30:00.250000+00:00")
    for outlet, region in (("kz_almaty", "KZ-75"), ("kz_oral", "KZ-27"), ("kz_all", None)):
        screened(engine, LAST, 3, 1, outlet=outlet, region=region, published_on=None, fetched_at=moment)
    with read_session(engine) as session:
        found = weekly_counts(session, MODEL, None, None)
        assert {outlet: list(weeks) for outlet, weeks in found.items() if outlet} == {
            "kz_almaty": [date(2024, 2, 26)],
            "kz_oral": [date(2024, 2, 19)],
            "kz_all": [date(2024, 2, 26)],
        }
        assert replace(found["kz_oral"][date(2024, 2, 19)], scores=0.0) == Counts(3, 1, 0.0, (2, 0, 0, 0, 1))
        assert found["kz_oral"][date(2024, 2, 19)].scores == pytest.approx(HIGH + 2 * LOW)
        first = weekly_counts(session, MODEL, date(2024, 2, 26), date(2024, 3, 3))
        before = weekly_counts(session, MODEL, date(2024, 2, 19), date(2024, 2, 25))
    assert (set(first), set(before)) == ({"kz_almaty", "kz_all", None}, {"kz_oral", None})


@pytest.mark.parametrize(("first", "last"), [(LAST, None), (None, LAST + timedelta(days=6)), (LAST, LAST + timedelta(days=6))])
def test_counts_are_those_of_the_days_asked_for(engine: Engine, first: date | None, last: date | None) -> None:
    for week in (LAST - WEEK, LAST, LAST + WEEK):
        screened(engine, week, 14)
        screened(engine, week, 7, model="another")
    with read_session(engine) as session:
        found = weekly_counts(session, MODEL, first, last)["kz_oral"]
    wanted = {week for week in (LAST - WEEK, LAST, LAST + WEEK) if (first is None or week >= first) and (last is None or week <= last)}
    assert {week: counts.screened for week, counts in found.items()} == dict.fromkeys(wanted, 14)


def drawn(chance: random.Random, number: int, shares: Sequence[float], clusters: float) -> Counts:
    """A week of independent articles, and of events each of which a cluster of flagged articles tells of: `clusters` of them for ten articles."""
    places = chance.choices(range(len(shares)), shares, k=number)
    for _ in range(sum(chance.random() < clusters for _ in range(number // 10)) if clusters else 0):
        size = min(number, 1 + int(math.log(1 - chance.random()) / math.log(0.6)))
        places[:size] = [4] * size
        chance.shuffle(places)
    bins = tuple(places.count(place) for place in range(len(shares)))
    return Counts(number, bins[4] + bins[3] // 5, sum(bins[place] * score for place, score in enumerate((0, 0.03, 0.1, 0.3, 0.7))), bins)


def steady_press(seed: int, outlets: int, clusters: float) -> Weeks:
    """A press each outlet of which goes on as it was, in its own proportions."""
    chance = random.Random(seed)
    press: Weeks = {None: {}}
    for outlet in range(outlets):
        number = chance.randint(ENOUGH, 300)
        shares = [weight * chance.uniform(0.3, 1.7) for weight in (0.9, 0.05, 0.03, 0.014, 0.006)]
        press[f"kz_{outlet}"] = {LAST - back * WEEK: drawn(chance, round(number * chance.uniform(0.7, 1.4)), shares, clusters) for back in range(9)}
        for week, counts in press[f"kz_{outlet}"].items():
            press[None][week] = press[None].get(week, Counts()) + counts
    return press


@pytest.mark.parametrize(("clusters", "most"), [(0.0, 1), (0.03, 3)])
def test_a_hundred_steady_outlets_raise_next_to_no_false_notices(clusters: float, most: int) -> None:
    weeks = [judged(steady_press(seed, 100, clusters), LAST, NOW.date()) for seed in range(30)]
    assert sum(one.drifted is not None for week in weeks for one in week) > 2900
    false = [(seed, one) for seed, week in enumerate(weeks) for one in week if one.drifted]
    assert len({seed for seed, _ in false}) <= most


def test_without_a_correction_for_their_number_the_same_outlets_would_raise_some() -> None:
    weeks = [judged(steady_press(seed, 100, 0.03), LAST, NOW.date()) for seed in range(10)]
    assert sum(one.p is not None and one.p <= 0.01 for week in weeks for one in week) > 3


def test_jumps_are_found_among_many_steady_outlets() -> None:
    found = []
    for seed in range(10):
        press = steady_press(seed, 100, 0.03)
        press["kz_new"] = {LAST - back * WEEK: Counts(300, 1, 3.0, (280, 12, 5, 2, 1)) for back in range(1, 9)} | {
            LAST: Counts(300, 30, 24.0, (255, 10, 5, 0, 30))
        }
        found.append([one.outlet for one in judged(press, LAST, NOW.date()) if one.drifted and one.outlet == "kz_new"])
    assert found == [["kz_new"]] * 10


def test_a_difference_that_nobody_would_look_into_is_not_told_however_sure_it_is() -> None:
    before = Counts(200_000, 2_000, 0.0, (198_000, 0, 0, 0, 2_000))
    press: Weeks = {"kz_large": {LAST - back * WEEK: before for back in range(1, 9)} | {LAST: Counts(200_000, 2_800, 0.0, (197_200, 0, 0, 0, 2_800))}}
    (one,) = judged(press, LAST, NOW.date())
    assert one.p is not None
    assert one.p < 1e-9
    assert not one.drifted


_number = st.integers(0, 400)


@settings(max_examples=200, deadline=None)
@given(st.tuples(_number, _number), st.tuples(_number, _number))
def test_the_exact_test_is_fishers(now: tuple[int, int], before: tuple[int, int]) -> None:
    flagged, rest = now
    past_flagged, past_rest = before
    expected = stats.fisher_exact([[flagged, rest], [past_flagged, past_rest]]).pvalue
    assert exact_test(flagged, flagged + rest, past_flagged, past_flagged + past_rest) == pytest.approx(expected, rel=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_correction_is_that_of_benjamini_and_hochberg(chances: list[float]) -> None:
    assert corrected(chances) == pytest.approx(list(stats.false_discovery_control(chances)))


@pytest.mark.parametrize("value", [0.0, 0.7, 9.5, 40.0, 5000.0])
def test_the_tail_of_chi_square_is_what_tables_say(value: float) -> None:
    assert chi_square_tail(value, 4) == pytest.approx(float(stats.chi2.sf(value, 4)))


def test_dispersion_is_pearsons_over_its_degrees_of_freedom_and_never_below_one() -> None:
    weeks = [(3, 50, 0), (9, 40, 0), (0, 60, 0)]
    expected = stats.chi2_contingency([week[:2] for week in weeks], correction=False).statistic / 2
    assert dispersion(weeks) == pytest.approx(float(expected))
    assert dispersion([(5, 50)] * 3) == 1.0
    assert dispersion([(0, 50)] * 3) == 1.0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3000)), min_size=5, max_size=5))
def test_the_stability_index_is_nought_for_the_same_shares_and_grows_from_there(pairs: list[tuple[int, int]]) -> None:
    now, before = [a for a, _ in pairs], [b for _, b in pairs]
    if sum(now) and sum(before):
        assert stability_index(now, before) >= 0
        assert stability_index(now, [7 * count for count in now]) == pytest.approx(0, abs=1e-9)


def test_the_stability_index_is_that_of_the_formula_where_one_article_more_is_nothing() -> None:
    now, before = [8_000_000, 2_000_000], [9_000_000, 1_000_000]
    assert stability_index(now, before) == pytest.approx(-0.1 * math.log(8 / 9) + 0.1 * math.log(2), rel=1e-5)


def compared(outlet: str | None, *, flags: bool = True, scores: bool = False, screened: int = 421) -> Comparison:
    """One that has drifted in its flags, its scores or both."""
    now, before = Counts(screened, round(0.031 * screened), 0.064 * screened), Counts(3300, 13, 33.0)
    chances = {"p": 1e-6, "p_corrected": 1e-5 if flags else 1.0, "psi": 0.412, "psi_p": 1e-6, "psi_p_corrected": 1e-5 if scores else 1.0}
    return Comparison(outlet, LAST, now, 8, before, **chances)


TITLES = {"kz_oral": {"kk": "Орал\nөңірі", "ru": "Уральский край", "en": "Oral Land"}}
DRIFTS = [compared(None, scores=True), compared("kz_oral"), compared("kz_taraz", flags=False, scores=True, screened=52)]
TOLD = {
    "en": [
        "Qorgan: the screening of 2 outlets has changed; the screening of all outlets together has changed",
        "Week 2026-11-16 – 2026-11-22 against the weeks before it:",
        "- all outlets together, 421 articles: flagged 0.4% → 3.1%; mean score 0.01 → 0.06, the distribution of scores has changed (PSI 0.41)",
        "- Oral Land (kz_oral), 421 articles: flagged 0.4% → 3.1%",
        "- kz_taraz, 52 articles: mean score 0.01 → 0.06, the distribution of scores has changed (PSI 0.41)",
        "",
        "Look for a changed layout, a changed topic or a broken model. Week by week: `qorgan export drift`",
    ],
    "kk": [
        "Qorgan: 2 басылымда сүзгі нәтижесі өзгерді; барлық басылым бойынша сүзгі нәтижесі өзгерді",
        "2026-11-16 – 2026-11-22 аптасы алдыңғы апталармен салыстырғанда:",
        "- барлық басылым бірге, 421 мақала: белгіленгені 0,4% → 3,1%; орташа балл 0,01 → 0,06, балдардың үлестірімі өзгерді (PSI 0,41)",
        "- Орал өңірі (kz_oral), 421 мақала: белгіленгені 0,4% → 3,1%",
        "- kz_taraz, 52 мақала: орташа балл 0,01 → 0,06, балдардың үлестірімі өзгерді (PSI 0,41)",
        "",
        "Беттердің құрылымы не тақырыптар өзгерген жоқ па, модель бұзылған жоқ па, тексеріңіз. Апталар бойынша: `qorgan export drift`",
    ],
    "ru": [
        "Qorgan: 2 издания с изменившимся отбором; отбор изменился по всем изданиям вместе",
        "Неделя 2026-11-16 – 2026-11-22 в сравнении с предыдущими:",
        "- все издания вместе, 421 статья: отмечено 0,4% → 3,1%; средний балл 0,01 → 0,06, распределение баллов изменилось (PSI 0,41)",
        "- Уральский край (kz_oral), 421 статья: отмечено 0,4% → 3,1%",
        "- kz_taraz, 52 статьи: средний балл 0,01 → 0,06, распределение баллов изменилось (PSI 0,41)",
        "",
        "Проверьте, не изменились ли вёрстка или темы и не сломалась ли модель. По неделям: `qorgan export drift`",
    ],
}


@pytest.mark.parametrize("lang", ["en", "kk", "ru"])
def test_a_message_comes_in_the_readers_language(speak: Speak, lang: str) -> None:
    speak(lang)
    title, text = words(DRIFTS, TITLES)
    assert [title, *text.splitlines()] == TOLD[lang]


@pytest.mark.parametrize(("number", "told"), [(1, "1 издание"), (2, "2 издания"), (5, "5 изданий"), (21, "21 издание")])
def test_outlets_are_counted_in_the_right_form(speak: Speak, number: int, told: str) -> None:
    speak("ru")
    title, _ = words([compared("kz_oral")] * number, TITLES)
    assert title == f"Qorgan: {told} с изменившимся отбором"


def test_a_message_about_very_many_outlets_stays_short_and_a_very_small_share_is_not_told_as_nought() -> None:
    many = [compared(f"kz_{number}") for number in range(LINES + 3)]
    title, text = words(many, {})
    assert title == f"Qorgan: the screening of {LINES + 3} outlets has changed"
    assert text.count("\n- ") == LINES + 1
    assert "- and 3 more outlets" in text
    rare = Comparison("kz_oral", LAST, Counts(9000, 90), 8, Counts(70000, 35), p=0.0, p_corrected=0.0, psi=0.0, psi_p=1.0, psi_p_corrected=1.0)
    assert "flagged 0.05% → 1.0%" in words([rare], {})[1]


FIELDS = [
    "outlet", "region", "week", "first_day", "last_day", "model", "screened", "flagged", "flagged_share", "mean_score",
    "scores_from_0", "scores_from_0.01", "scores_from_0.05", "scores_from_0.2", "scores_from_0.5",
    "past_weeks", "past_screened", "past_flagged", "past_share", "past_mean_score",
    "p", "p_corrected", "psi", "psi_p", "psi_p_corrected", "drifted", "drifted_in",
]  # fmt: skip


def export(engine: Engine, form: str = "jsonl", **filters: Any) -> bytes:
    stream = io.BytesIO()
    with read_session(engine) as session:
        asked = RowFilter(**filters)
        write_rows(form, stream, SHAPES["drift"], SHAPES["drift"].rows(session, asked), asked)
    return stream.getvalue()


def lines(engine: Engine, **filters: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(engine, **filters).splitlines()]


def filled(engine: Engine) -> Engine:
    """Nine weeks and the running one of an outlet that jumps in the ninth, and the ninth of a small one."""
    with write_transaction(engine) as session:
        panel.join(session, PanelOutlet("kz_oral", {}, "https://oral.example/", "KZ", "KZ-27", ("ru",)), LAST)
    past(engine, 200, 2)
    screened(engine, LAST, 200, 20)
    screened(engine, LAST + WEEK, 30, 30)
    screened(engine, LAST, 5, 1, outlet="kz_small")
    return engine


def test_a_row_tells_one_outlets_week_and_its_past(engine: Engine) -> None:
    row = next(row for row in lines(filled(engine), outlet="kz_oral") if row["week"] == "2026-W47")
    assert list(row) == FIELDS
    chances = {name: row.pop(name) for name in ("p", "p_corrected", "psi", "psi_p", "psi_p_corrected")}
    assert row == {
        "outlet": "kz_oral",
        "region": "KZ-27",
        "week": "2026-W47",
        "first_day": "2026-11-16",
        "last_day": "2026-11-22",
        "model": "test 1",
        "screened": 200,
        "flagged": 20,
        "flagged_share": 0.1,
        "mean_score": 0.0909,
        **dict(zip(BINS, (180, 0, 0, 0, 20), strict=True)),
        "past_weeks": 8,
        "past_screened": 1600,
        "past_flagged": 16,
        "past_share": 0.01,
        "past_mean_score": 0.00999,
        "drifted": True,
        "drifted_in": ["flagged"],
    }
    assert chances["p"] == pytest.approx(stats.fisher_exact([[20, 180], [16, 1584]]).pvalue, rel=1e-3)
    assert chances["p"] <= chances["p_corrected"] < 0.01
    assert 0.1 < chances["psi"] < 0.25
    assert chances["psi_p"] <= chances["psi_p_corrected"]


def test_all_outlets_together_have_a_row_a_week_and_a_running_week_has_no_verdict(engine: Engine) -> None:
    rows = lines(filled(engine), since=LAST)
    assert [(row["outlet"], row["week"], row["screened"], row["drifted"]) for row in rows] == [
        (None, "2026-W47", 205, True),
        ("kz_oral", "2026-W47", 200, True),
        ("kz_small", "2026-W47", 5, None),
        (None, "2026-W48", 30, None),
        ("kz_oral", "2026-W48", 30, None),
    ]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 21),
        ({"outlet": "kz_small"}, 1),
        ({"region": "KZ-27"}, 10),
        ({"since": LAST + timedelta(days=6)}, 5),
        ({"until": LAST - WEEK}, 16),
        ({"since": LAST, "until": LAST, "outlet": "kz_oral"}, 1),
    ],
)
def test_filters_narrow_the_rows(engine: Engine, filters: dict[str, Any], count: int) -> None:
    assert len(lines(filled(engine), **filters)) == count


def test_a_week_is_judged_the_same_when_it_alone_is_asked_for(engine: Engine) -> None:
    whole = lines(filled(engine), outlet="kz_oral")
    for row in whole:
        day = date.fromisoformat(row["first_day"]) + timedelta(days=3)
        assert lines(engine, outlet="kz_oral", since=day, until=day) == [row]


def test_csv_has_the_same_fields_and_says_its_filters(engine: Engine) -> None:
    head, *rest = export(filled(engine), "csv", since=LAST).decode().splitlines()
    assert head == "# drift; since=2026-11-16"
    rows = list(csv.DictReader(rest))
    assert list(rows[0]) == FIELDS
    assert [(row["outlet"], row["drifted"], row["drifted_in"]) for row in rows[1:3]] == [("kz_oral", "true", "flagged"), ("kz_small", "", "")]


def test_the_command_prints_the_rows(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    engine = open_engine(f"sqlite:///{home.data / 'qorgan.db'}")
    upgrade(engine)
    filled(engine).dispose()
    assert [row["week"] for row in home.rows("drift", "--outlet", "kz_oral", "--since", "2026-11-22")] == ["2026-W47", "2026-W48"]


def test_a_week_begins_on_monday_across_the_year() -> None:
    assert monday(date(2027, 1, 3)) == date(2026, 12, 28)
    assert monday(date(2026, 12, 28)) == date(2026, 12, 28)
