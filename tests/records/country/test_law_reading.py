"""Articles of law as people write them, what is refused with the nearest right one, and a legal case as values and on one line."""

from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from records.country import find_country_pack, known_countries
from records.country.law_citations import CitedArticle
from records.country.law_reading import NoSuchArticle, article_words, law_code, listed_article, make_cited_article, read_article
from records.field_kinds import Appointments, LawArticles, Texts
from records.i18n import LANGUAGES, tr_to, use_language
from records.legal_case import Appointment, ChargedArticle, currency_of, in_order
from records.legal_words import article_line, line_of
from records.vocabulary import LawStage

ARTICLES = [(pack, one) for pack in map(find_country_pack, known_countries()) for one in pack.law_articles]
CC, CAO, CIV = "KZ-CC", "KZ-CAO", "KZ-CIV"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ст. 274 ч. 4 УК РК", (CC, "274", "4")),
        ("ҚК 274-бап 4-бөлік", (CC, "274", "4")),
        ("УК 405", (CC, "405", "")),
        ("Criminal Code art. 174(2)", (CC, "174", "2")),
        ("статья 158 часть 2 Уголовного кодекса Республики Казахстан", (CC, "158", "2")),
        ("часть 2 статьи 158 УК", (CC, "158", "2")),
        ("п. 3 ч. 2 ст. 194 УК РК", (CC, "194", "2(3)")),
        ("по 131-й Уголовного кодекса", (CC, "131", "")),
        ("Қылмыстық кодекстің 274-бабының 4-бөлігі", (CC, "274", "4")),
        ("Article 158, part 1 of the Criminal Code of Kazakhstan", (CC, "158", "1")),
        ("KZ-CC 274 2(3)", (CC, "274", "2(3)")),
        ("УК\u00a0274 4", (CC, "274", "4")),
        ("ст.73-3 ч.2 КоАП", (CAO, "73-3", "2")),
        ("КоАП 456-2", (CAO, "456-2", "")),
        ("ҚР ӘҚБтК-нің 488-бабы 6-бөлігі", (CAO, "488", "6")),
        ("ӘҚБтК-нің 73-3-бабы", (CAO, "73-3", "")),
        ("ст. 456-2 Кодекса об административных правонарушениях", (CAO, "456-2", "")),
        ("статье 143 ГК РК", (CIV, "143", "")),
        ("АК 143-бап", (CIV, "143", "")),
    ],
)
def test_an_article_is_read_as_the_press_and_the_courts_write_it(written: str, meant: tuple[str, str, str]) -> None:
    assert read_article(written) == meant


def test_what_is_no_article_of_a_known_code_is_refused_with_the_nearest_right_one(snapshot: SnapshotAssertion) -> None:
    words = {}
    for written in ("УК 999", "КоАП 4562", "УК 0", "ст. 158", "УХ 456-2", "УК РФ 282", "УК 274 ч. 4 и ст. 174", "УК", "за клевету"):
        with pytest.raises(NoSuchArticle) as refused:
            read_article(written)
        words[written] = str(refused.value)
    assert words == snapshot


def test_an_article_that_no_list_has_is_read_all_the_same() -> None:
    assert read_article("УК 361") == (CC, "361", "")
    assert listed_article(CC, "361") is None
    assert listed_article(CC, "158")


def test_an_article_given_by_its_parts_is_held_to_the_same_rules() -> None:
    assert make_cited_article("УК", "274", "4") == (CC, "274", "4")
    for code, article, part in (("XX-CC", "158", ""), (CC, "468", ""), (CC, "158a", ""), (CC, "158", "часть 2")):
        with pytest.raises(NoSuchArticle):
            make_cited_article(code, article, part)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_reader_is_shown_can_be_read_back(lang: str) -> None:
    for _, one in ARTICLES:
        for part in ("", "2", "2(3)"):
            with use_language(lang):
                assert read_article(article_words(CitedArticle(one.code, one.article, part))) == (one.code, one.article, part)


def test_every_listed_article_is_one_of_its_code_and_stands_once() -> None:
    assert len({(one.code, one.article) for _, one in ARTICLES}) == len(ARTICLES)
    for pack, one in ARTICLES:
        code = law_code(one.code)
        assert code in pack.law_codes
        assert make_cited_article(one.code, one.article) == (one.code, one.article, "")


def test_codes_and_articles_have_names_in_all_three_languages() -> None:
    for pack in map(find_country_pack, known_countries()):
        for message in (*(code.short for code in pack.law_codes), *(code.name for code in pack.law_codes), *(one.title for one in pack.law_articles)):
            assert len({tr_to(lang, message) for lang in LANGUAGES}) == len(LANGUAGES), message
    assert [tr_to(lang, code.short) for code in find_country_pack("KZ").law_codes for lang in ("ru", "kk")] == [
        "УК",
        "ҚК",
        "КоАП",
        "ӘҚБтК",
        "ГК",
        "АК",
    ]


def test_what_is_stored_gives_the_same_values_back() -> None:
    for article in (ChargedArticle("KZ-CC", "274", "4", LawStage.COURT), ChargedArticle("KZ-CAO", "488")):
        assert ChargedArticle.from_json(article.to_json()) == article
    for appointment in (Appointment(date(2026, 12, 1), "appeal", "Almaty"), Appointment(date(2026, 12, 1))):
        assert Appointment.from_json(appointment.to_json()) == appointment


def test_a_sum_without_a_currency_has_that_of_the_country_and_no_sum_has_none() -> None:
    assert [currency_of(sums, None) for sums in ((5, None), (None, 0), (None, None))] == ["KZT", "KZT", None]
    assert currency_of((5, 7), "USD") == "USD"


def test_appointments_stand_by_their_days() -> None:
    late, early, second = Appointment(date(2027, 1, 1)), Appointment(date(2026, 1, 1), "a"), Appointment(date(2026, 1, 1), "b")
    assert in_order((late, early, second)) == (early, second, late)


CHARGED = [ChargedArticle("KZ-CC", "274", "2(3)", stage).to_json() for stage in LawStage] + [ChargedArticle("KZ-CAO", "456-2").to_json()]
DATES = [Appointment(date(2026, 12, 1)).to_json(), Appointment(date(2026, 12, 2), "апелляция", "Алматы, 2-й зал").to_json()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_forms_show_is_read_back_as_it_stands(lang: str) -> None:
    with use_language(lang):
        for one in CHARGED:
            assert LawArticles().check("law_articles", LawArticles().lines([one])) == [one]
        assert Appointments().check("next_dates", Appointments().lines(DATES)) == DATES


def test_a_line_is_in_the_readers_language() -> None:
    for lang, words in {
        "en": "Criminal Code, art. 274, part 4 – in court",
        "ru": "УК, ст. 274, ч. 4 – в суде",
        "kk": "ҚК, 274-бап, 4-бөлік – сотта",
    }.items():
        with use_language(lang):
            assert article_line(ChargedArticle("KZ-CC", "274", "4", LawStage.COURT)) == words


def test_a_row_of_the_ledger_is_shown_by_its_field() -> None:
    assert line_of("law_articles", CHARGED[0]) == LawArticles().lines(CHARGED)[0]
    assert line_of("next_date", DATES[1]) == "2026-12-02 – апелляция – Алматы, 2-й зал"
    assert Texts().lines(["a", "b"]) == ["a", "b"]
