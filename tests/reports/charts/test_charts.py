"""Charts: what is drawn is what was given, every number opens its records, and nothing runs into anything else, whatever the language and the width.

`python -m tests.reports.charts.test_charts` writes the golden pictures again; look at each (`reports.charts.drawing`) before it is kept.
"""

import json
import re
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from records import i18n
from records.country import home
from records.i18n import LANGUAGES, tr, use_language
from records.vocabulary import CATEGORIES, Category
from reports.charts import (
    ChartTable,
    NamedCount,
    by_category,
    by_category_table,
    days_without_accountability,
    days_without_accountability_table,
    funnel_chart,
    funnel_table,
    impunity_steps,
    month_line,
    month_line_table,
    monthly_chart,
    monthly_table,
    named_bars,
    named_bars_table,
    png,
    region_tiles,
    region_tiles_table,
    spark,
    spark_table,
    stacked_months,
    stacked_months_table,
)
from reports.charts.bars import BLOCK_LOOKS
from reports.charts.drawing import ticks, wrap
from reports.charts.drawing import width as width_of
from reports.charts.region_tiles import SHADES, shade_bounds
from reports.impunity import NO_REGION, Funnel, FunnelStage
from tests.catalogues import compile_catalogues, reading_catalogues
from tests.paths import ROOT

pytestmark = pytest.mark.usefixtures("catalogues")
GOLDEN = ROOT / "tests" / "golden" / "charts"
SVG = "{http://www.w3.org/2000/svg}"
NARROW, WIDE = 340, 640
HOSTILE = 'Редакция «Мысал» </title><script>alert(1)</script>" onload="x" & \x00\x1b \ud800 \u202eдеррев ]]>'
MONTHS_2021 = {(2021, 1): 5, (2021, 2): 9, (2021, 3): 12, (2021, 4): 0, (2021, 5): 14, (2021, 6): 21, (2021, 7): 8, (2021, 9): 11, (2021, 10): 17}
MONTHS_2020 = {(2020, n): count for n, count in enumerate((7, 3, 16, 8, 9, 12, 11, 4, 6, 13, 10, 2), 1)}
LINE = {(2020, 11): 13, (2020, 12): 2} | {(2021, n): count for n, count in enumerate((5, 9, 12, 0, 14, 21, 8, 6, 11, 17), 1)}
LINE_BEFORE = {(year - 1, n): (n * 7) % 19 for year, n in LINE}
BY_BLOCK: dict[tuple[int, int], dict[str | None, int]] = {
    (2021, 1): {"A": 5, "B": 3, "C": 2}, (2021, 2): {"A": 9, "C": 4}, (2021, 3): {"A": 12, "B": 6, "C": 3, None: 1}, (2021, 5): {"B": 4},
    (2021, 6): {"A": 2, "B": 1, "C": 11, None: 2},
}  # fmt: skip
BY_CATEGORY = {Category.OBS: 77, Category.THR: 30, Category.ATT: 16, Category.DET: 7, Category.SUR: 2, Category.KIL: 0, Category.DIS: 0,
               Category.ACC: 24, Category.CRT: 5, Category.CRM: 9, Category.CIV: 16, Category.BOR: 1}  # fmt: skip
BY_REGION = {"KZ-11": 4, "KZ-15": 1, "KZ-19": 2, "KZ-27": 9, "KZ-35": 6, "KZ-55": 3, "KZ-59": 7, "KZ-63": 2, "KZ-71": 31, "KZ-75": 48, "KZ-79": 12,
             NO_REGION: 5}  # fmt: skip
CASES = [
    ("QZ-2019-0007", "Нападение на съёмочную группу в редакции", 903),
    ("QZ-2021-0013", "Күзетшілер сауда орталығында журналистерге қол жұмсап, камерасын тартып алды, полиция іс қозғаудан бас тартты", 241),
    ("QZ-2021-0040", "Threat to an editor", 145),
    ("QZ-2021-0041", "Отказ в доступе на заседание", 1),
]
FUNNEL = Funnel(
    recorded=tuple(map(str, range(839))), complaint=tuple(map(str, range(27))), investigation=tuple(map(str, range(9))),
    court=("0", "1"), accountability=("0",), without_court=tuple(map(str, range(100, 106))),
)  # fmt: skip
DAYS = [(date(2021, 10, 4) + timedelta(days=n), (n * 7) % 23 if n % 9 else 0, n % 11 != 5) for n in range(30) if n != 17]


def address(*parts: object) -> str:
    return "/incidents?" + "&".join(f"{n}={part}" for n, part in enumerate(parts))


PICTURES: dict[str, Callable[[float], Markup]] = {
    "monthly": lambda width: monthly_chart(MONTHS_2021, MONTHS_2020, href=address, width=width),
    "line": lambda width: month_line(LINE, LINE_BEFORE, href=address, width=width),
    "stacked": lambda width: stacked_months(BY_BLOCK, href=address, width=width),
    "categories": lambda width: by_category(BY_CATEGORY, href=address, width=width),
    "funnel": lambda width: funnel_chart(*impunity_steps(FUNNEL, address), width=width),
    "regions": lambda width: region_tiles(BY_REGION, href=address, width=width),
    "waiting": lambda width: days_without_accountability(CASES, href=address, width=width),
    "spark": lambda width: spark(DAYS, href=address()),
}


def read(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False))


def texts(root: etree._Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def counts_drawn(svg: str) -> list[int]:
    return [int(element.get("data-n", "")) for element in read(svg).iter() if element.get("data-n") is not None]


def links(svg: str) -> dict[str, int]:
    """Where each mark leads, and the number that stands there."""
    return {element.get("href", ""): int(element.get("data-n", "-1")) for element in read(svg).iter(f"{SVG}a")}


def told(svg: str) -> str:
    return "".join(element.text or "" for element in read(svg).iter(f"{SVG}desc"))


Box = tuple[float, float, float, float, str]


def text_boxes(svg: str) -> list[Box]:
    """Left, top, right and bottom of each text, as wide as it gets at most, and a hair less high than a line."""
    boxes = []
    for element in read(svg).iter(f"{SVG}text"):
        words, size = element.text or "", float(element.get("font-size", "12"))
        x, y, long = float(element.get("x", "")), float(element.get("y", "")), width_of(element.text or "", size)
        x -= {"start": 0.0, "middle": long / 2, "end": long}[element.get("text-anchor", "start")]
        boxes.append((x, y - size * 0.78, x + long, y + size * 0.22, words))
    return boxes


def collisions(svg: str) -> list[tuple[str, str]]:
    """Pairs of texts that lie on each other, and texts that leave the picture."""
    boxes = text_boxes(svg)
    _, _, wide, high = (float(number) for number in read(svg).get("viewBox", "").split())
    out = [(one[4], "the edge") for one in boxes if one[0] < -0.2 or one[1] < -0.2 or one[2] > wide + 0.2 or one[3] > high + 0.2]
    over = [(a[4], b[4]) for a, b in combinations(boxes, 2) if a[0] < b[2] - 0.2 and b[0] < a[2] - 0.2 and a[1] < b[3] - 0.2 and b[1] < a[3] - 0.2]
    return out + over


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PICTURES)
def test_a_chart_looks_as_it_did_when_a_person_looked_at_it(name: str, lang: str) -> None:
    with use_language(lang):
        drawn = PICTURES[name](WIDE)
    assert drawn == (GOLDEN / f"{name}.{lang}.svg").read_text(encoding="utf-8").rstrip("\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_label_runs_into_another_or_out_of_the_picture(lang: str) -> None:
    with use_language(lang):
        drawn = {(name, width): collisions(draw(width)) for name, draw in PICTURES.items() for width in (320, NARROW, 480, WIDE, 1000)}
    assert {place: found for place, found in drawn.items() if found} == {}


@pytest.mark.parametrize("name", PICTURES)
def test_a_chart_is_markup_that_a_strict_policy_lets_through(name: str) -> None:
    svg = PICTURES[name](WIDE)
    assert isinstance(svg, Markup), "a template would escape it"
    for element in read(svg).iter():
        assert element.tag in {SVG + tag for tag in ("svg", "title", "desc", "g", "a", "rect", "path", "text")}
        assert not {attribute for attribute in element.attrib if attribute == "style" or str(attribute).startswith("on")}
    assert "url(" not in svg
    assert svg.count("http") == 1, "the name of the namespace, and nothing to fetch"


@pytest.mark.parametrize("name", [name for name in PICTURES if name != "spark"])
def test_a_chart_is_a_group_that_is_named_and_reported_in_words(name: str) -> None:
    root = read(PICTURES[name](WIDE))
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    assert root.get("role") == "group"
    assert ids[root.get("aria-labelledby")].tag == f"{SVG}title"
    assert any(sign.isdigit() for sign in ids[root.get("aria-describedby")].text or "")
    assert all(mark[0].tag == f"{SVG}title" and mark[0].text for mark in root.iter() if mark.get("class") == "mark")


def test_two_charts_on_one_page_share_no_id() -> None:
    assert 'id="left-t"' in monthly_chart(MONTHS_2021, key="left")
    with pytest.raises(ValueError, match="no key"):
        monthly_chart(MONTHS_2021, key='x" onload="y')


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chart_of_nothing_says_so_in_words(lang: str) -> None:
    with use_language(lang):
        empty = [
            monthly_chart({}), stacked_months({}), by_category({}), funnel_chart([]), region_tiles({}), days_without_accountability([]), spark([]),
        ]  # fmt: skip
        said = i18n.tr("No records for this choice.")
        yet = i18n.tr("No day has been looked at yet.")
    assert [told(svg) for svg in empty[:-1]] == [said] * 6
    assert all(said in " ".join(texts(read(svg))) for svg in empty[:-1])
    assert yet in empty[-1]


def test_tables_of_nothing_have_no_rows() -> None:
    tables = [monthly_table({}), stacked_months_table({}), by_category_table({}), funnel_table([]), region_tiles_table({}), spark_table([])]
    assert [table.rows for table in [*tables, days_without_accountability_table([])]] == [()] * 7


def test_texts_from_outside_are_shown_as_text_and_nothing_else() -> None:
    cases = [("QZ-1", HOSTILE, 3)]
    for svg in (
        days_without_accountability(cases, href=lambda number: f'/i?n={number}&x="><script>'),
        funnel_chart([(HOSTILE, 3, '/"><script>')]),
        monthly_chart(MONTHS_2021, title=HOSTILE.replace("\x00", "").replace("\x1b", "").replace("\ud800", "")),
    ):
        root = read(svg)
        assert not list(root.iter(f"{SVG}script"))
        assert "alert(1)" in "".join(str(text) for text in root.itertext())
    assert "\u202e" not in days_without_accountability(cases)
    assert links(days_without_accountability(cases, href=lambda number: '/i?x="><script>&')) == {'/i?x="><script>&': 3}


months = st.dictionaries(st.tuples(st.integers(2015, 2026), st.integers(1, 12)), st.integers(0, 10**6) | st.integers(0, 20), max_size=40)
regions = st.dictionaries(st.sampled_from([*home().regions, NO_REGION, "KG-B"]), st.integers(0, 300) | st.integers(0, 10**12))
widths = st.integers(320, 900)
langs = st.sampled_from(list(LANGUAGES))
sentences = st.text(max_size=80) | st.lists(
    st.sampled_from(["журналистерге", "шабуыл", "воспрепятствование", "қызметіне", "716", "ЖШС-ның", "редакция"]), max_size=25
).map(" ".join)


@given(months, months | st.none(), widths, langs)
def test_months_add_up_and_open_their_records(
    counts: dict[tuple[int, int], int], before: dict[tuple[int, int], int] | None, width: int, lang: str
) -> None:
    with use_language(lang):
        svg = monthly_chart(counts, before, href=address, width=width)
    assert collisions(svg) == []
    own = links(monthly_chart(counts, href=address, width=width))
    assert {address(*when): count for when, count in counts.items()}.items() <= own.items()
    assert sum(counts_drawn(svg)) == sum(counts.values()) + sum((before or {}).values())


@given(
    st.dictionaries(
        st.tuples(st.integers(2019, 2022), st.integers(1, 12)), st.dictionaries(st.sampled_from(["A", "B", "C", None]), st.integers(0, 999))
    ),
    widths,
    langs,
)
def test_piles_add_up_and_open_their_records(counts: dict[tuple[int, int], dict[str | None, int]], width: int, lang: str) -> None:
    with use_language(lang):
        svg = stacked_months(counts, href=address, width=width)
    assert collisions(svg) == []
    assert links(svg) == {address(*when, block): count for when, parts in counts.items() for block, count in parts.items() if count}


@given(st.dictionaries(st.sampled_from(list(Category)), st.integers(0, 200) | st.integers(0, 10**15)), widths, langs)
def test_categories_add_up_and_open_their_records(counts: dict[Category, int], width: int, lang: str) -> None:
    with use_language(lang):
        svg = by_category(counts, href=address, width=width)
    assert collisions(svg) == []
    assert links(svg) == {address(category): count for category, count in counts.items()}
    assert counts_drawn(svg) == sorted(counts.values(), reverse=True)


@given(regions, widths, langs)
def test_tiles_add_up_and_open_their_records(counts: dict[str, int], width: int, lang: str) -> None:
    with use_language(lang):
        svg = region_tiles(counts, href=address, width=width)
    assert collisions(svg) == []
    assert sum(counts_drawn(svg)) == sum(counts.values())
    assert {address(code): count for code, count in counts.items() if code in home().regions}.items() <= links(svg).items()


@given(
    st.lists(
        st.tuples(st.text("QZ-0123456789", min_size=1, max_size=14), sentences, st.integers(0, 10**5)), max_size=12, unique_by=lambda one: one[0]
    ),
    widths,
)
def test_waits_keep_their_titles_and_open_their_records(cases: list[tuple[str, str, int]], width: int) -> None:
    svg = days_without_accountability(cases, most=8, href=address, width=width)
    assert collisions(svg) == []
    longest = sorted(cases, key=lambda case: (-case[2], case[0]))[:8]
    assert list(links(svg).items()) == [(address(number), days) for number, _, days in longest]


@given(st.lists(st.tuples(sentences, st.integers(0, 10**9), st.none() | st.just("/x")), max_size=7), widths, langs)
def test_stages_keep_their_numbers(stages: list[tuple[str, int, str | None]], width: int, lang: str) -> None:
    with use_language(lang):
        svg = funnel_chart(stages, width=width)
    assert collisions(svg) == []
    assert counts_drawn(svg) == ([count for _, count, _ in stages] if any(count for _, count, _ in stages) else [])


def test_bars_are_as_long_as_their_numbers_and_one_among_a_billion_is_still_seen() -> None:
    svg = by_category({Category.ATT: 40, Category.THR: 10, Category.DET: 0})
    longs = [float(bar.get("width", "")) for bar in read(svg).iter(f"{SVG}rect") if bar.get("class") == "main"]
    assert longs[1] / longs[0] == pytest.approx(0.25, abs=0.01)
    assert len(longs) == 2
    svg = monthly_chart({(2021, 1): 1, (2021, 2): 10**9})
    assert [float(bar.get("height", "")) for bar in read(svg).iter(f"{SVG}rect") if bar.get("class") == "main"][0] == 1.0
    assert collisions(svg) == []
    assert counts_drawn(monthly_chart({(2021, 1): 0})) == [0]
    assert counts_drawn(by_category(dict.fromkeys(Category, 0))) == [0] * len(Category)
    assert counts_drawn(region_tiles({"KZ-11": 0})) == [0] * 20
    assert 'class="shade-1"' not in region_tiles({"KZ-11": 0})


def test_a_month_that_was_not_counted_has_no_bar_and_a_month_without_incidents_has_a_nought() -> None:
    own = links(monthly_chart({(2021, 1): 3, (2021, 3): 2}, {(2020, 5): 4}, href=address))
    assert own == {address(2021, 1): 3, address(2021, 2): 0, address(2021, 3): 2, address(2020, 5): 4}
    with use_language("en"):
        table = monthly_table({(2021, 1): 3, (2021, 3): 2}, {(2020, 5): 4})
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["January 2021", "3", "—"], ["February 2021", "0", "—"], ["March 2021", "2", "—"], ["April 2021", "—", "—"], ["May 2021", "—", "4"],
        ["In all", "5", "4"],
    ]  # fmt: skip


def test_on_a_phone_the_numbers_of_the_period_stand_and_those_of_the_year_before_give_way() -> None:
    svg = monthly_chart(MONTHS_2021, MONTHS_2020, width=NARROW)
    above = [text for mark in read(svg).iter(f"{SVG}g") for text in texts(mark)]
    assert above == [str(MONTHS_2021.get((2021, n), 0)) for n in range(1, 11)]


def test_every_category_stands_with_its_whole_words_in_every_language() -> None:
    for lang in LANGUAGES:
        for width in (NARROW, WIDE):
            with use_language(lang):
                svg = by_category(dict.fromkeys(Category, 3), width=width)
                words = " ".join(texts(read(svg)))
                assert all(tr(facts.label) in words for facts in CATEGORIES.values())


def test_what_lies_in_none_of_the_regions_stands_beneath_and_has_its_link() -> None:
    own = links(region_tiles({"KZ-11": 1, "none": 2, "KG-B": 3}, href=address))
    assert own[address(NO_REGION)] == 5
    assert address(NO_REGION) not in links(region_tiles({"KZ-11": 1}, href=address))


def test_the_longest_waits_are_drawn_and_the_rest_is_counted() -> None:
    cases = [(f"QZ-{n}", "…", n) for n in range(50)]
    with use_language("en"):
        svg = days_without_accountability(cases, most=3)
        assert counts_drawn(svg) == [49, 48, 47]
        assert "and 47 more cases" in texts(read(svg))
        assert "and 47 more cases" in told(svg)
        assert "and 47 more cases" in days_without_accountability_table(cases, most=3).rows[-1][1].text


def test_a_funnel_of_the_impunity_report_shows_who_answered_without_a_court_too() -> None:
    with use_language("en"):
        svg = funnel_chart(*impunity_steps(FUNNEL, address))
    assert counts_drawn(svg) == [839, 27, 9, 2, 1, 6]
    assert links(svg)[address(FunnelStage.WITHOUT_COURT)] == 6
    assert "27 · 3.2%" in texts(read(svg))
    assert "1 (0.1%)" in told(svg)


def test_numbers_and_plurals_are_those_of_the_language() -> None:
    counts = {(2021, 1): 2, (2021, 2): 1, (2021, 3): 1075}
    with use_language("ru"):
        russian = monthly_chart(counts).replace("\u202f", " ").replace("\u00a0", " ")
    with use_language("kk"):
        kazakh = monthly_chart(counts).replace("\u202f", " ")
    assert "январь 2021 г.: 2 инцидента" in russian
    assert "февраль 2021 г.: 1 инцидент<" in russian
    assert "1 075 инцидентов" in russian
    assert "2021 ж. қаңтар: 2 оқиға<" in kazakh
    assert 'lang="kk"' in kazakh


TABLES: list[tuple[Callable[[], ChartTable], int]] = [
    (lambda: monthly_table(MONTHS_2021, MONTHS_2020, href=address), sum(MONTHS_2021.values()) + sum(MONTHS_2020.values())),
    (lambda: month_line_table(LINE, LINE_BEFORE, href=address), sum(LINE.values()) + sum(LINE_BEFORE.values())),
    (lambda: stacked_months_table(BY_BLOCK, href=address), sum(sum(parts.values()) for parts in BY_BLOCK.values())),
    (lambda: by_category_table(BY_CATEGORY, href=address), sum(BY_CATEGORY.values())),
    (lambda: region_tiles_table(BY_REGION, href=address), sum(BY_REGION.values())),
    (lambda: funnel_table(*impunity_steps(FUNNEL, address)), 839 + 27 + 9 + 2 + 1 + 6),
    (lambda: days_without_accountability_table(CASES, href=address), 4),
]


@pytest.mark.parametrize(("table", "total"), TABLES)
def test_a_table_holds_what_the_chart_draws(table: Callable[[], ChartTable], total: int) -> None:
    made = table()
    assert all(len(row) == len(made.columns) for row in made.rows)
    linked = [cell.text.replace(",", "") for row in made.rows for cell in row if cell.href]
    assert sum(int(text) if text.isdigit() else 1 for text in linked) == total


def test_thirty_days_stay_under_one_and_a_half_kilobytes_in_every_language() -> None:
    worst = [(date(2021, 10, 4) + timedelta(days=n), 120 + n, n % 2 == 0) for n in range(30)]
    for lang in LANGUAGES:
        with use_language(lang):
            assert len(spark(worst, href="/outlets/kz_example_with_a_long_name?days=30").encode()) <= 1500
            assert len(spark([(day, 0, False) for day, _, _ in worst]).encode()) <= 1500


def test_a_failed_day_has_a_shape_of_its_own_and_a_day_not_given_has_none() -> None:
    first = date(2021, 10, 4)
    root = read(spark([(first, 4, True), (first + timedelta(days=1), 0, False), (first + timedelta(days=3), 0, True)]))
    bars, crosses, _ = (path.get("d", "") for path in root.iter(f"{SVG}path"))
    assert bars.count("M") == 2
    assert crosses.count("M") == 1
    assert root.get("width") == "20"


def test_a_spark_says_what_it_shows() -> None:
    with use_language("en"):
        svg = spark([(date(2021, 10, 4), 1200, True), (date(2021, 10, 5), 0, False)])
        rows = spark_table([(date(2021, 10, 4), 1200, True), (date(2021, 10, 5), 0, False)]).rows
    assert re.findall(r"Oct \d|[\d,]*\d\b", read(svg).get("aria-label", "")) == ["Oct 4", "Oct 5", "1,200", "1,200", "1"]
    assert [[cell.text for cell in row] for row in rows] == [["Oct 4", "1,200", "yes"], ["Oct 5", "0", "failed"]]


@given(st.text(), st.sampled_from([8.0, 11.0, 12.0]), st.floats(25, 500))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, size: float, room: float) -> None:
    lines = wrap(text, size, room)
    assert all(width_of(line, size) <= room for line in lines)
    assert [sign for sign in "".join(lines) if not sign.isspace() and sign != "-"] == [sign for sign in text if not sign.isspace() and sign != "-"]


def test_a_name_breaks_after_its_hyphen_and_a_number_nowhere() -> None:
    assert wrap("Западно-Казахстанская область", 12, 110) == ("Западно-", "Казахстанская", "область")
    assert wrap("всего 2\u00a0903 дня", 12, 60) == ("всего", "2\u00a0903", "дня")
    assert wrap("Қарағанды Шымкент", 11, 49) == ("Қара-", "ғанды", "Шым-", "кент")
    assert wrap("бір екі үш төрт бес", 12, 50, most=2)[-1].endswith("…")


@given(st.integers(0, 10**15))
def test_a_scale_has_few_round_steps_and_reaches_the_most(most: int) -> None:
    scale = ticks(most)
    assert scale[0] == 0
    assert scale[-1] >= most
    assert 2 <= len(scale) <= 6


@given(st.integers(1, 10**9))
def test_shades_end_at_the_most(most: int) -> None:
    bounds = shade_bounds(most)
    assert bounds[-1] == most
    assert 1 <= len(bounds) <= len(SHADES)


def test_every_region_has_a_tile_and_a_short_name() -> None:
    assert set(home().tile_places) == set(home().regions) == set(home().short_regions)
    assert len(set(home().tile_places.values())) == 20
    for lang in LANGUAGES:
        with use_language(lang):
            assert len({tr(words) for words in home().short_regions.values()}) == 20


def test_colours_differ_enough() -> None:
    assert all(contrast(fill, ink) >= 4.5 for fill, ink in SHADES)
    fills = {block: look.split('fill="')[1][:7] for block, look in BLOCK_LOOKS.items() if block}
    assert contrast(fills["A"], fills["B"]) >= 3
    assert contrast(fills["B"], fills["C"]) >= 3
    border = BLOCK_LOOKS["B"].split('stroke="')[1][:7]
    assert contrast(border, "#ffffff") >= 3
    assert all(contrast(fills[block], "#ffffff") >= 3 for block in "AC")


def test_a_picture_has_the_width_that_was_asked_for() -> None:
    for width in (400, 1300):
        made = png(monthly_chart(MONTHS_2021), width)
        assert made.startswith(b"\x89PNG\r\n\x1a\n")
        assert int.from_bytes(made[16:20]) == width
    with pytest.raises(ValueError, match="width"):
        png('<svg xmlns="http://www.w3.org/2000/svg"/>', 400)


def test_every_letter_of_kazakh_has_a_picture_of_its_own() -> None:
    def drawn(letter: str) -> bytes:
        return png(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" font-family="system-ui, sans-serif"><text y="15">{letter}</text></svg>',
            20,
        )

    letters = "әғқңөұүіһӘҒҚҢӨҰҮҺжЖ"
    assert len({drawn(letter) for letter in (*letters, " ", "\U000f0000", "\U000f0001")} | {drawn(letter) for letter in letters}) >= len(letters) + 1


A_YEAR = {(2020, month): month % 5 for month in range(11, 13)} | {(2021, month): month % 5 for month in range(1, 11)}
THE_YEAR_BEFORE = {(year - 1, month): 20 + nth for nth, (year, month) in enumerate(A_YEAR)}


def test_a_line_has_its_points_in_order_with_the_year_before_and_its_table() -> None:
    svg = month_line(A_YEAR, THE_YEAR_BEFORE, href=address)
    assert counts_drawn(svg)[1::2] == list(A_YEAR.values())
    assert counts_drawn(svg)[::2] == list(THE_YEAR_BEFORE.values())
    assert links(svg)[address(2021, 4)] == 4
    assert links(svg)[address(2020, 10)] == THE_YEAR_BEFORE[2020, 10]
    with use_language("en"):
        svg = month_line(A_YEAR)
        assert counts_drawn(svg) == list(A_YEAR.values())
        assert "a year before" not in texts(read(svg))
        assert "a year before" in texts(read(month_line(A_YEAR, THE_YEAR_BEFORE)))
    with use_language("en"):
        assert i18n.tr("No records for this choice.") in texts(read(month_line({})))
        assert month_line_table({}).rows == ()
    with use_language("en"):
        rows = month_line_table(A_YEAR, THE_YEAR_BEFORE, href=address).rows
    assert [row[1].text for row in rows[:-1]] == [str(count) for count in A_YEAR.values()]
    assert [row[2].text for row in rows[:-1]] == [str(count) for count in THE_YEAR_BEFORE.values()]
    assert rows[-1][1].text == str(sum(A_YEAR.values()))


NAMED = [NamedCount("Дала <b>жаршысы</b>", 12, "?outlet=a&b"), NamedCount("Орал өңірі", 3)]


def test_named_bars_have_numbers_links_a_sum_and_a_table() -> None:
    drawn = str(named_bars(NAMED, title="Outlets", key="outlets", width=300, note="and 4 more"))
    assert drawn.index("12 incidents") < drawn.index("3 incidents")
    assert 'href="?outlet=a&amp;b"' in drawn
    assert "<b>" not in drawn
    assert "and 4 more" in drawn
    assert "In all: 15 incidents." in str(named_bars(NAMED, title="Years", key="years"))
    assert "In all" not in str(named_bars(NAMED, title="Outlets", key="outlets", sums=False))
    table = named_bars_table(NAMED, head="Outlet")
    assert [(row[0].text, row[1].text, row[1].href) for row in table.rows] == [(row.name, str(row.incidents), row.href) for row in NAMED]
    assert i18n.tr("No records for this choice.") in str(named_bars([], title="Outlets", key="outlets"))


def write_golden() -> None:
    """Writes every picture in every language."""
    with tempfile.TemporaryDirectory() as folder, reading_catalogues(compile_catalogues(Path(folder) / "locale")):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        for lang in LANGUAGES:
            with use_language(lang):
                for name, draw in PICTURES.items():
                    (GOLDEN / f"{name}.{lang}.svg").write_text(draw(WIDE) + "\n", encoding="utf-8")
        print(json.dumps(sorted(file.name for file in GOLDEN.iterdir())))


if __name__ == "__main__":
    write_golden()
