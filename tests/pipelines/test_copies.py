"""What an outlet's pages have in common goes, what one story shares with its own copies stays, and near copies are one story."""

import json
import random
from collections.abc import Callable
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedup.boilerplate import REMEMBERED_PAGES, BoilerplateMemory
from pipelines.dedup.near_duplicates import BANDS, OutletStory, band_keys, resemblance, same_story
from pipelines.extraction.reader import TextBlock
from tests.linear.growth import Measure
from tests.pipelines.rows import rows

NEWSLETTER = "Главное за неделю — в нашем письме по пятницам, без рекламы и лишних слов."
STOCK = "Ведётся досудебное расследование."


def own(number: int, part: int) -> str:
    return f"Событие номер {number} описано в части {part}: свидетель {number * 7 + part} рассказал о том, что видел у дома {number + part}."


def title(number: int) -> str:
    return f"Случай {number} на улице {number * 3} разбирает комиссия"


def body(number: int, parts: int = 4) -> list[str]:
    return [own(number, part) for part in range(parts)]


def blocks(texts: list[str]) -> tuple[TextBlock, ...]:
    return tuple(map(TextBlock, texts))


def memory(pages: dict[int, list[str]]) -> BoilerplateMemory:
    """A memory that went through the database once."""
    seen = BoilerplateMemory()
    for number, texts in pages.items():
        seen.observe(url(number), title(number), blocks(texts))
    return BoilerplateMemory.from_json(json.loads(json.dumps(seen.to_json())))


def url(number: int) -> str:
    return f"https://outlet.example/{number}"


def clean(seen: BoilerplateMemory, number: int, texts: list[str]) -> list[str]:
    return seen.clean(url(number), title(number), blocks(texts))


def test_a_box_on_every_page_goes_and_the_articles_stay_whole() -> None:
    pages = {n: [*body(n)[:2], NEWSLETTER, *body(n)[2:]] for n in range(12)}
    seen = memory(pages)
    assert [clean(seen, n, texts) for n, texts in pages.items()] == [body(n) for n in pages]


def test_the_same_words_in_other_case_and_punctuation_are_the_same_box() -> None:
    pages = {n: [*body(n), NEWSLETTER if n % 2 else NEWSLETTER.upper().replace("—", "-")] for n in range(12)}
    assert clean(memory(pages), 3, pages[3]) == body(3)


def test_a_side_column_that_changes_every_week_goes() -> None:
    pages = {n: [*body(n), f"Опрос недели номер {n // 30}: нужен ли городу трамвай, ответили тысяча человек."] for n in range(90)}
    assert clean(memory(pages), 40, pages[40]) == body(40)


def test_a_stock_sentence_of_some_pages_stays() -> None:
    pages = {n: [*body(n), *([STOCK] if n % 8 == 0 else [])] for n in range(80)}
    assert clean(memory(pages), 8, pages[8]) == [*body(8), STOCK]


def test_a_background_paragraph_of_one_case_stays() -> None:
    background = "Напомним, в марте редактора газеты задержали у здания суда, дело рассматривается до сих пор."
    pages = {n: [*body(n), *([background] if n < 6 else [])] for n in range(60)}
    assert clean(memory(pages), 2, pages[2]) == [*body(2), background]


@rows("count", [1, 2, 3])
def test_few_pages_prove_nothing(count: int) -> None:
    pages = {n: [*body(n), NEWSLETTER] for n in range(count)}
    assert clean(memory(pages), 0, pages[0]) == pages[0]


@rows("copies", [2, 6])
def test_copies_of_one_article_take_nothing_from_each_other(copies: int) -> None:
    seen = BoilerplateMemory()
    for copy in range(copies):
        seen.observe(f"https://outlet.example/copy{copy}", title(1), blocks(body(1)))
    assert seen.clean("https://outlet.example/copy0", title(1), blocks(body(1))) == body(1)


def test_one_article_that_was_published_under_several_titles_loses_nothing() -> None:
    """An outlet that retitles its article, or prints it in several sections, tells one story: what these pages share is no furniture."""
    titles = [title(number) for number in range(6)]
    seen = BoilerplateMemory()
    for number, name in enumerate(titles):
        seen.observe(url(number), name, blocks(body(1)))
    assert [seen.clean(url(number), name, blocks(body(1))) for number, name in enumerate(titles)] == [body(1)] * 6


def test_an_update_keeps_the_first_paragraph_of_the_older_version() -> None:
    older, newer = body(1), ["Обновление: комиссия завершила работу и передала выводы в акимат города.", *body(1)]
    seen = memory({n: body(n) for n in range(2, 20)})
    seen.observe(url(1), title(1), blocks(older))
    seen.observe(url(101), "Комиссия завершила работу по случаю на улице", blocks(newer))
    assert seen.clean(url(101), "Комиссия завершила работу по случаю на улице", blocks(newer)) == newer
    assert clean(seen, 1, older) == older


def test_the_title_of_another_article_is_a_teaser() -> None:
    pages = {n: body(n) for n in range(5)}
    shown = [*body(1)[:2], title(3), *body(1)[2:]]
    assert clean(memory({**pages, 1: shown}), 1, shown) == body(1)


@rows(
    "teaser", [own(3, 0), own(3, 0)[: len(own(3, 0)) - 9] + "…", f"{title(3)} {own(3, 0)}", f"24.11.2026 04:41 {title(3)}", f"{title(3)} 24.11.2026"]
)
def test_the_first_sentences_of_another_article_are_a_teaser(teaser: str) -> None:
    pages = {n: body(n) for n in range(5)}
    shown = [*body(1), teaser]
    assert clean(memory({**pages, 1: shown}), 1, shown) == body(1)


def test_pages_that_show_each_other_in_their_side_columns_lose_only_that() -> None:
    pages = {n: [*body(n), own((n + 1) % 10, 0), own((n + 2) % 10, 0), own((n + 3) % 10, 0)] for n in range(10)}
    seen = memory(pages)
    assert [clean(seen, n, texts) for n, texts in pages.items()] == [body(n) for n in pages]


def test_an_articles_own_title_quoted_in_it_does_not_hide_its_paragraphs() -> None:
    texts = [*body(1)[:2], f"{title(1)} уже третий месяц, говорят жители окрестных домов.", *body(1)[2:]]
    assert clean(memory({1: texts, 2: body(2)}), 1, texts) == texts


def test_the_memory_is_small_and_forgets_the_oldest_pages() -> None:
    seen = memory({n: [*body(n, 30), NEWSLETTER] for n in range(REMEMBERED_PAGES + 150)})
    assert len(seen.to_json()["pages"]) == REMEMBERED_PAGES
    assert len(json.dumps(seen.to_json(), ensure_ascii=False).encode()) < 350_000
    assert clean(seen, 5000, [*body(5000), NEWSLETTER]) == body(5000)


def test_a_page_seen_again_is_one_page() -> None:
    seen = BoilerplateMemory()
    for _ in range(10):
        seen.observe(url(1), title(1), blocks([*body(1), NEWSLETTER]))
    assert clean(seen, 1, [*body(1), NEWSLETTER]) == [*body(1), NEWSLETTER]


def test_cleaning_a_page_costs_the_same_with_a_full_memory(growth: Measure) -> None:
    def reading(size: int) -> Callable[[], object]:
        pages = {n: [*body(n, 20), NEWSLETTER, own((n + 1) % size, 0)] for n in range(size)}
        seen = memory(pages)
        return lambda: [clean(seen, number, texts) for number, texts in pages.items()]

    assert (grown := growth(reading, (REMEMBERED_PAGES // 16, REMEMBERED_PAGES // 4, REMEMBERED_PAGES))).linear, grown


def test_an_empty_page_and_an_empty_memory_are_no_fault() -> None:
    assert BoilerplateMemory().clean(url(1), "", ()) == []
    assert BoilerplateMemory.from_json({}).clean(url(1), title(1), blocks(body(1))) == body(1)


WORDS = [f"сөз{number}" for number in range(3000)]
DAY = date(2026, 11, 24)


def prose(seed: int, length: int = 180) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


# Seeds that stay: one copy in ten thousand with so many changes shares no band, by the nature of bands.
@rows("seed, changes", [(seed, seed % 4) for seed in range(40)])
def test_a_copy_with_a_few_words_changed_shares_a_band_and_is_the_same_story(seed: int, changes: int) -> None:
    words = prose(seed)
    other = list(words)
    for at in random.Random(seed + 1).sample(range(len(words)), changes):
        other[at] = "басқа"
    one, two = " ".join(words), " ".join(other)
    assert set(enumerate(band_keys(one))) & set(enumerate(band_keys(two)))
    assert same_story(OutletStory("t", one, DAY), OutletStory("t", two, DAY))


@given(st.integers(0, 10**6))
def test_two_different_stories_are_not_the_same(seed: int) -> None:
    one, two = " ".join(prose(seed)), " ".join(prose(seed + 1))
    assert not same_story(OutletStory("t", one, DAY), OutletStory("t", two, DAY))


def test_every_text_with_words_has_its_bands_and_one_without_has_none() -> None:
    assert len(band_keys("бір екі")) == BANDS
    assert band_keys("— …") == ()
    assert all(-(2**63) <= key < 2**63 for key in band_keys(" ".join(prose(1))))


def test_template_news_of_two_days_are_two_stories_because_their_numbers_differ() -> None:
    form = " ".join(prose(7, 150))
    monday = OutletStory("Курс 23 ноября", f"{form} доллар 512 теңге, еуро 590 теңге", date(2026, 11, 23))
    tuesday = OutletStory("Курс 24 ноября", f"{form} доллар 514 теңге, еуро 588 теңге", date(2026, 11, 24))
    assert resemblance(monday.text, tuesday.text) > 0.85
    assert not same_story(monday, tuesday)
    assert same_story(monday, OutletStory(monday.title, monday.text, date(2026, 11, 24)))


def test_a_brief_is_a_copy_only_when_nearly_nothing_differs() -> None:
    brief = prose(3, 40)
    changed = [*brief[:-1], "басқа"]
    assert same_story(OutletStory("t", " ".join(brief), DAY), OutletStory("t", " ".join(brief), DAY))
    assert not same_story(OutletStory("t", " ".join(brief), DAY), OutletStory("t", " ".join(["иное", *changed[1:]]), DAY))


def test_the_same_words_a_year_later_are_a_rite_and_no_copy() -> None:
    text = " ".join(prose(5))
    assert not same_story(OutletStory("t", text, DAY), OutletStory("t", text, DAY.replace(year=2025)))
