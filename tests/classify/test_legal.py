"""The legal case in a text: articles of law, sums, terms and hearings of this case, and nothing that the text says of a bill or of somebody else."""

from collections.abc import Iterator
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

from classify.legal import LegalContext, find_legal_facts
from classify.screen import Screener
from classify.serialization import screening_to_json
from records.country.kz import PACK
from records.country.law_citations import find_citations
from records.model import Article, LegalFacts
from records.vocabulary import Category, Outcome, Track
from tests.classify.read_text import read

PUBLISHED = date(2024, 12, 3)


def facts_of(
    lang: str,
    text: str,
    categories: str = "CRM ARR",
    victim: str = "",
    outcome: Outcome = Outcome.NONE,
    track: Track | None = None,
    *,
    home: bool = True,
) -> LegalFacts:
    context = LegalContext(PUBLISHED, [victim] if victim else [], [Category(code) for code in categories.split()], outcome, track, {}, home)
    return find_legal_facts(read(lang, text)[0], context, PACK)


def told(found: LegalFacts) -> Iterator[str]:
    for law in found.articles:
        yield " ".join(filter(None, (law.code, law.article, law.part))) + ("?" if law.unsure else "")
    for amount in found.sums:
        yield f"{amount.role} {amount.amount} {amount.currency}"
    for term in found.terms:
        yield " ".join(filter(None, (term.kind, f"{term.term} {term.unit}" if term.term else "", f"until {term.until}" if term.until else "")))
    for hearing in found.hearings:
        yield " ".join(filter(None, ("hearing", hearing.day, hearing.time, hearing.where)))


@pytest.mark.parametrize(
    ("lang", "text", "categories", "stated"),
    [
        ("ru", "Журналиста Айгерим Досанову обвиняют по ч. 4 ст. 274 УК РК.", "CRM", ["KZ-CC 274 4"]),
        ("ru", "На журналиста завели дело по части второй статьи 130 УК – клевета.", "CRM", ["KZ-CC 130 2"]),
        ("ru", "Дело журналиста ведёт полиция, статья 274.", "CRM", ["KZ-CC 274?"]),
        ("kk", "Журналист Серікке ҚК-нің 274-бабының 4-бөлігі бойынша айып тағылды.", "CRM", ["KZ-CC 274 4"]),
        ("kk", "Тілшіге ӘҚБтК 667-бабы бойынша хаттама толтырылды.", "ADM", ["KZ-CAO 667"]),
        ("en", "The journalist is charged under part 2 of Article 174 of the Criminal Code.", "CRM", ["KZ-CC 174 2"]),
        ("ru", "Суд арестовал журналиста на 20 суток.", "ARR ADM", ["administrative_arrest 20 days"]),
        ("kk", "Сот журналист Асқар Серікті 20 тәулікке қамады.", "ARR ADM", ["administrative_arrest 20 days"]),
        ("kk", "Екі журналист он бес тәулікке қамалды.", "ARR ADM", ["administrative_arrest 15 days"]),
        ("en", "A court sentenced the blogger to ten days of administrative arrest.", "ARR ADM", ["administrative_arrest 10 days"]),
        ("ru", "Журналиста приговорили к трём годам лишения свободы.", "CRM", ["prison 3 years"]),
        ("ru", "Журналист получил полтора года ограничения свободы.", "CRM", ["restricted_liberty 18 months"]),
        ("ru", "Журналиста приговорили к двум годам лишения свободы условно.", "CRM", ["suspended 2 years"]),
        ("kk", "Журналист екі жыл үш айға бас бостандығынан айырылды.", "CRM", ["prison 27 months"]),
        ("kk", "Журналист үш жылға шартты түрде сотталды.", "CRM", ["suspended 3 years"]),
        ("en", "The editor was jailed for 18 months.", "CRM", ["prison 18 months"]),
        ("en", "The editor was sentenced to five years.", "CRM", ["sentence 5 years"]),
        ("ru", "Суд заключил журналиста под стражу до 15 марта.", "CRM ARR", ["remand until 2025-03-15"]),
        ("ru", "Суд санкционировал арест журналиста на два месяца.", "CRM ARR", ["remand 2 months"]),
        ("ru", "Журналиста взяли под стражу.", "CRM ARR", ["remand"]),
        ("kk", "Журналисті 20 қаңтарға дейін қамауға алды.", "CRM ARR", ["remand until 2025-01-20"]),
        ("en", "The journalist is to stay in custody for two months.", "CRM ARR", ["remand 2 months"]),
        ("en", "The court placed the journalist under house arrest.", "CRM", ["house_arrest"]),
        ("ru", "У журналистки взяли подписку о невыезде.", "CRM", ["travel_ban"]),
        ("ru", "Чиновник требует взыскать с газеты 2 млн тенге.", "CIV", ["claimed 2000000 KZT"]),
        ("ru", "Суд взыскал с газеты 50,2 млн тенге ($150 000).", "CIV", ["awarded 50200000 KZT"]),
        ("ru", "Журналиста оштрафовали на 50 500 тенге.", "ADM", ["fined 50500 KZT"]),
        ("kk", "Тілшіге 50 мың 500 теңге айыппұл салынды.", "ADM", ["fined 50500 KZT"]),
        ("kk", "Әкім газеттен 10 миллион теңге моральдық өтемақы талап етеді.", "CIV", ["claimed 10000000 KZT"]),
        ("en", "The court ordered the newspaper to pay 60 million tenge ($400,000) to the bank.", "CIV", ["awarded 60000000 KZT"]),
        ("en", "The official is suing the newspaper for 5 million tenge.", "CIV", ["claimed 5000000 KZT"]),
        ("ru", "Заседание по делу журналиста состоится 15 декабря в 10:00 в Медеуском районном суде.", "CRM", ["hearing 2024-12-15 10:00 Медеуский районный суд"]),
        ("ru", "Журналиста судят. Следующее заседание назначено на 20 января.", "CRM", ["hearing 2025-01-20"]),
        ("kk", "Журналист ісі бойынша келесі отырыс 12 желтоқсанда сағат 11:00-де өтеді.", "CRM", ["hearing 2024-12-12 11:00"]),
        ("en", "The next hearing in the journalist's case is scheduled for December 15 at 10 a.m.", "CRM", ["hearing 2024-12-15 10:00"]),
    ],
)  # fmt: skip
def test_what_the_text_states_of_the_case_is_found(lang: str, text: str, categories: str, stated: list[str]) -> None:
    assert list(told(facts_of(lang, text, categories))) == stated


@pytest.mark.parametrize(
    ("lang", "text", "categories"),
    [
        ("ru", "Журналисты обсудили законопроект: поправки вводят в УК статью 274-1, штраф до 500 000 тенге.", "CRM"),
        ("ru", "Журналисту грозит до семи лет лишения свободы.", "CRM"),
        ("ru", "Прокурор запросил журналисту пять лет лишения свободы.", "CRM"),
        ("kk", "Айып дәлелденсе, журналист бес жылға бас бостандығынан айырылуы мүмкін.", "CRM"),
        ("en", "If convicted, the journalist faces up to seven years in prison.", "CRM"),
        ("ru", "Журналисту 45 лет, он работает в газете двадцать лет.", "CRM"),
        ("ru", "Журналисту не дали снимать суд. Водитель Талап Санжаров арестован на 45 суток.", "CRT OBS"),
        ("ru", "Журналистку обвиняют по статье 282 УК РФ.", "CRM"),
        ("ru", "Статья 41 Закона о СМИ защищает журналиста, обвинили его напрасно.", "CRM"),
        ("ru", "Репортёра избили, бюджет района составляет 120 млн тенге.", "ATT"),
        ("ru", "Заседание суда по делу журналиста прошло 15 ноября.", "CRM"),
        ("ru", "Журналист освобождён из-под стражи.", "CRM ARR"),
        ("en", "The court suspended the newspaper for three months.", "CLS ADM"),
        ("kk", "Жаза мөлшері – 20 айлық есептік көрсеткіш, журналист сотталды.", "ADM"),
    ],
)
def test_what_is_not_said_of_this_case_is_left_out(lang: str, text: str, categories: str) -> None:
    assert list(told(facts_of(lang, text, categories))) == []


def test_articles_of_the_home_country_are_not_read_where_the_event_is_abroad() -> None:
    assert facts_of("ru", "Журналиста обвиняют по статье 130 УК.", "CRM", home=False).articles == ()


def test_a_sentence_of_the_attackers_is_on_their_track() -> None:
    text = "Охранника, избившего журналиста, приговорили к двум годам ограничения свободы."
    (term,) = facts_of("ru", text, "ATT", outcome=Outcome.CONVICTED).terms
    assert (term.kind, term.track) == ("restricted_liberty", Track.PERPETRATOR)


def test_the_offsets_are_those_of_the_words_that_state_the_value() -> None:
    text = "Суд арестовал журналиста на 20 суток по ст. 667 КоАП."
    found = facts_of("ru", text, "ARR ADM")
    stated = [(article.start, article.end, article.text) for article in found.articles] + [(term.start, term.end, term.text) for term in found.terms]
    assert [(text[start:end], words) for start, end, words in stated] == [("ст. 667 КоАП", "ст. 667 КоАП"), ("20 суток", "20 суток")]


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("по статье 194 части четвертой пункту второму ук рк", ["KZ-CC 194 4(2)"]),
        ("по ст. 130, 131 и 174 ук", ["KZ-CC 130", "KZ-CC 131", "KZ-CC 174"]),
        ("қк-нің 172 және 339-баптары бойынша", ["KZ-CC 172", "KZ-CC 339"]),
        ("по статье 350 коап, части второй", ["KZ-CAO 350 2"]),
        ("по статье 174 «возбуждение розни» ук рк", ["KZ-CC 174"]),
        ("по 131-й ук", ["KZ-CC 131"]),
        ("article 456-2 of the code of administrative offences", ["KZ-CAO 456-2"]),
        ("статья 20 закона о сми", []),
        ("часть первая статьи 209 упк", []),
        ("tajikistan's criminal code, article 189", []),
        ("по статье 999 ук", []),
    ],
)
def test_citations_are_found_in_running_text(text: str, cited: list[str]) -> None:
    assert [" ".join(filter(None, one.cited)) for one in find_citations(text, PACK.law_codes)] == cited


# Whole articles as the shipped screener reads them: one a language, each with other people's cases, a bill or prices beside its own.
WHOLE = {
    "ru": (
        "Журналиста Ерлана Тастемирова приговорили к двум годам ограничения свободы",
        "Суд в Караганде 28 ноября признал журналиста издания «Вестник степи» Ерлана Тастемирова виновным по ч. 4 ст. 274 УК РК и приговорил его к двум годам"
        " ограничения свободы. С него взыскали 500 тысяч тенге в пользу акима. Прокурор просил четыре года лишения свободы.\n"
        "Апелляция будет рассмотрена: заседание назначено на 15 декабря в 10:00 в Карагандинском областном суде.\n"
        "Напомним, законопроект с поправками в статью 274-1 УК обсуждает парламент. На ремонт дорог область потратит 2 млрд тенге.",
    ),
    "kk": (
        "Журналист Асқар Ермеков 20 тәулікке қамалды",
        "Алматы әкімшілік соты журналист Асқар Ермековті ӘҚБтК-нің 667-бабының 1-бөлігі бойынша кінәлі деп танып, 20 тәулікке әкімшілік қамауға алды. Оператор"
        "ына 50 мың 500 теңге айыппұл салынды.\nКелесі отырыс 12 желтоқсанда сағат 11:00-де өтеді. Базарда еттің келісі 3000 теңге.",
    ),
    "en": (
        "Kazakh journalist remanded for two months",
        "A court in Almaty on November 29 ordered journalist Dana Serik to stay in custody for two months. She is accused of spreading false information under part"
        " 2 of Article 274 of the Criminal Code. If convicted, she faces up to seven years in prison.\nThe next hearing in her case is scheduled for January 20.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", WHOLE)
def test_the_legal_case_of_a_whole_article(lang: str, screener: Screener, snapshot: SnapshotAssertion) -> None:
    title, text = WHOLE[lang]
    screened = screening_to_json(screener.screen(Article("a", text, title, published_at=PUBLISHED.isoformat())))
    assert screened["legal"] == snapshot
    whole = f"{title}\n{text}"
    stated = [one for values in screened["legal"].values() for one in values]  # type: ignore[attr-defined]
    assert stated
    assert [whole[one["start"] : one["end"]] for one in stated] == [one["text"] for one in stated]
