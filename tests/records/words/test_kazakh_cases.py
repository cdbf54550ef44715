"""Kazakh words, numbers and days in every case, after vowel harmony."""

import pytest

from records.words.kazakh_cases import KazakhCase, in_case, possessed

MONTHS = {
    "қаңтар": "қаңтардың қаңтарға қаңтарды қаңтарда қаңтардан қаңтардағы",
    "ақпан": "ақпанның ақпанға ақпанды ақпанда ақпаннан ақпандағы",
    "наурыз": "наурыздың наурызға наурызды наурызда наурыздан наурыздағы",
    "сәуір": "сәуірдің сәуірге сәуірді сәуірде сәуірден сәуірдегі",
    "мамыр": "мамырдың мамырға мамырды мамырда мамырдан мамырдағы",
    "маусым": "маусымның маусымға маусымды маусымда маусымнан маусымдағы",
    "шілде": "шілденің шілдеге шілдені шілдеде шілдеден шілдедегі",
    "тамыз": "тамыздың тамызға тамызды тамызда тамыздан тамыздағы",
    "қыркүйек": "қыркүйектің қыркүйекке қыркүйекті қыркүйекте қыркүйектен қыркүйектегі",
    "қазан": "қазанның қазанға қазанды қазанда қазаннан қазандағы",
    "қараша": "қарашаның қарашаға қарашаны қарашада қарашадан қарашадағы",
    "желтоқсан": "желтоқсанның желтоқсанға желтоқсанды желтоқсанда желтоқсаннан желтоқсандағы",
}


@pytest.mark.parametrize("month", MONTHS)
def test_a_month_has_all_its_cases(month: str) -> None:
    assert " ".join(in_case(month, case) for case in KazakhCase) == MONTHS[month]


@pytest.mark.parametrize(
    ("number", "dative", "ablative"),
    [
        ("1", "1-ге", "1-ден"),
        ("2", "2-ге", "2-ден"),
        ("3", "3-ке", "3-тен"),
        ("4", "4-ке", "4-тен"),
        ("5", "5-ке", "5-тен"),
        ("6", "6-ға", "6-дан"),
        ("7", "7-ге", "7-ден"),
        ("8", "8-ге", "8-ден"),
        ("9", "9-ға", "9-дан"),
        ("10", "10-ға", "10-нан"),
        ("20", "20-ға", "20-дан"),
        ("30", "30-ға", "30-дан"),
        ("40", "40-қа", "40-тан"),
        ("50", "50-ге", "50-ден"),
        ("60", "60-қа", "60-тан"),
        ("70", "70-ке", "70-тен"),
        ("80", "80-ге", "80-нен"),
        ("90", "90-ға", "90-нан"),
        ("100", "100-ге", "100-ден"),
        ("2000", "2000-ға", "2000-нан"),
        ("2021", "2021-ге", "2021-ден"),
        ("132 000", "132 000-ға", "132 000-нан"),
        ("5000000", "5000000-ға", "5000000-нан"),
        ("0", "0-ге", "0-ден"),
    ],
)
def test_a_number_takes_the_ending_of_the_word_that_is_spoken_last(number: str, dative: str, ablative: str) -> None:
    assert (in_case(number, KazakhCase.DATIVE), in_case(number, KazakhCase.ABLATIVE)) == (dative, ablative)


def test_of_several_words_the_last_one_is_declined() -> None:
    assert in_case("2021 жылғы 2 қараша", KazakhCase.DATIVE) == "2021 жылғы 2 қарашаға"


@pytest.mark.parametrize(
    ("word", "told"), [("басылым", "басылымнан"), ("мәртебе", "мәртебеден"), ("сот", "соттан"), ("клуб", "клубтан"), ("фонд", "фондтан")]
)
def test_other_words_are_declined_by_the_same_rules(word: str, told: str) -> None:
    assert in_case(word, KazakhCase.ABLATIVE) == told


def test_nothing_stays_nothing() -> None:
    assert in_case("", KazakhCase.DATIVE) == ""


def test_what_belongs_to_something_has_cases_of_its_own() -> None:
    assert " ".join(in_case("Абай облысы", case) for case in KazakhCase) == (
        "Абай облысының Абай облысына Абай облысын Абай облысында Абай облысынан Абай облысындағы"
    )
    assert in_case("Жамбыл ауданы", KazakhCase.LOCATIVE) == "Жамбыл ауданында"
    assert in_case("Алматы", KazakhCase.LOCATIVE) == "Алматыда"


@pytest.mark.parametrize(
    ("word", "belonging"),
    [
        ("тілші", "тілшісі"), ("бас редактор", "бас редакторы"), ("журналист", "журналисі"), ("блогер", "блогері"), ("фототілші", "фототілшісі"),
        ("БАҚ қызметкері", "БАҚ қызметкері"), ("", ""),
    ],
)  # fmt: skip
def test_a_profession_takes_the_ending_of_belonging(word: str, belonging: str) -> None:
    assert possessed(word) == belonging
