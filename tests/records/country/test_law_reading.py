"""Articles of law as people write them, and what is refused with the nearest right one."""

import re

import pytest

from records.country import find, known
from records.country.law_reading import CitedArticle, NoSuchArticle, article_words, cited, law_code, listed, read_article
from records.i18n import LANGUAGES, speaking, tr_to

ARTICLES = [(pack, one) for pack in map(find, known()) for one in pack.law_articles]
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


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("УК 999", "Criminal Code has no article 999; did you mean Criminal Code 99?"),
        ("КоАП 4562", "Code of Administrative Offences 456-2?"),
        ("УК 0", "Criminal Code has no article 0; did you mean Criminal Code"),
        ("ст. 158", "names no code of laws; did you mean Criminal Code 158?"),
        ("УХ 456-2", "did you mean Code of Administrative Offences 456-2?"),
        ("УК РФ 282", "УК РФ 282 is no article of law; write it as Criminal Code, art. 99, part 2"),
        ("УК 274 ч. 4 и ст. 174", "is no article of law"),
        ("УК", "is no article of law"),
        ("за клевету", "codes are "),
    ],
)
def test_what_is_no_article_of_a_known_code_is_refused_with_the_nearest_right_one(written: str, told: str) -> None:
    with pytest.raises(NoSuchArticle, match=re.escape(told)):
        read_article(written)


def test_an_article_that_no_list_has_is_read_all_the_same() -> None:
    assert read_article("УК 361") == (CC, "361", "")
    assert listed(CC, "361") is None
    assert listed(CC, "158")


def test_an_article_given_by_its_parts_is_held_to_the_same_rules() -> None:
    assert cited("УК", "274", "4") == (CC, "274", "4")
    for code, article, part in (("XX-CC", "158", ""), (CC, "468", ""), (CC, "158a", ""), (CC, "158", "часть 2")):
        with pytest.raises(NoSuchArticle):
            cited(code, article, part)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_reader_is_shown_can_be_read_back(lang: str) -> None:
    for _, one in ARTICLES:
        for part in ("", "2", "2(3)"):
            with speaking(lang):
                assert read_article(article_words(CitedArticle(one.code, one.article, part))) == (one.code, one.article, part)


def test_every_listed_article_is_one_of_its_code_and_stands_once() -> None:
    assert len({(one.code, one.article) for _, one in ARTICLES}) == len(ARTICLES)
    for pack, one in ARTICLES:
        code = law_code(one.code)
        assert code in pack.law_codes
        assert cited(one.code, one.article) == (one.code, one.article, "")


def test_codes_and_articles_have_names_in_all_three_languages() -> None:
    for pack in map(find, known()):
        for message in (*(code.short for code in pack.law_codes), *(code.name for code in pack.law_codes), *(one.title for one in pack.law_articles)):
            assert len({tr_to(lang, message) for lang in LANGUAGES}) == len(LANGUAGES), message
    assert [tr_to(lang, code.short) for code in find("KZ").law_codes for lang in ("ru", "kk")] == ["УК", "ҚК", "КоАП", "ӘҚБтК", "ГК", "АК"]
