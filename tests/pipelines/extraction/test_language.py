"""Which language a text is in: short headlines, mixed pages, Kazakh in four ways of writing."""

from random import Random

import pytest

from pipelines.extraction import language
from pipelines.extraction.language import detect

LINES = [
    ("Редакцияға тексеру келді", "kk"),
    ("Тілші сотта не айтты?", "kk"),
    ("Сот болды", "kk"),
    ("Журналиста не пустили на заседание маслихата", "ru"),
    ("Ушёл сатирик Еркин Жаппасулы", "ru"),
    ("В Киеве умер автор канала «Бәсе»", "ru"),
    ("Әлия Құсайынова возглавила телеканал", "ru"),
    ("Айгүл Сәрсен Мәскеуге барды", "kk"),
    ("ICE купил NYSE", "ru"),
    ("Reporter barred from council meeting", "en"),
    ("Drug peddler arrested", "en"),
    ("Qazaqstan tilshisi sotta jeńdi", "kk"),
    ("Wyım: indet turalı jazğandardı qudalamañızdar", "kk"),
    ("Zhurnalisti sotqa shaqyrdy, aqparat zhoq", "kk"),
    ("Qalada jarılıs boldı, jurnalister aqparat ala almadı", "kk"),
    ("Tils'i sot zalynan s'yg'aryldy, ay'dan a'kimi jay'ap bermedi", "kk"),
    ("Tılşıge şabuyl jasaldy, oblystyq prokuratura ısın baqylauǧa aldy", "kk"),
    ("Журналистi сот залынан шығарды, iс қозғалды", "kk"),
    ("Jurnalist kecha sud zalidan chiqarib yuborildi, tahririyat bayonot berdi", "uz"),
    ("قازاقستاندا جۋرناليست ۇستالدى", "kk"),
    ("Belediye meclisi bu hafta eski pazar yerinin park olmasına karar verdi ve esnafa süre tanıdı", "tr"),
    ("Der Kulturverein hat am Wochenende in der alten Mühle eine Ausstellung eröffnet", "de"),
    ("Журналистлар уюшмаси бугун ўз баёнотини эълон қилди ва ҳукуматга мурожаат қилди", "uz"),
    ("Бишкекте журналистти кармашты, редакция өз билдирүүсүн жарыялады деп айтышты", "ky"),
    ("Поліція затримала журналіста під час зйомки, редакція вимагає пояснень", "uk"),
    ("Журналистът беше задържан пред сградата на съда, а редакцията поиска обяснение от полицията за случая", "bg"),
    ("记者在法院外被拘留", "zh"),
    ("ჟურნალისტი დააკავეს", "ka"),
    ("404", ""),
    ("", ""),
    ("… — 12:30 | 15.06.2021", ""),
]


@pytest.mark.parametrize(("text", "lang"), LINES)
def test_the_language_of_a_line(text: str, lang: str) -> None:
    assert detect(text) == lang


def test_most_words_decide_on_a_mixed_page() -> None:
    kazakh = "Әкімдік өкілі журналистердің сұрағына жауап бермеді. Жиын жабық есік жағдайында өтті. Редакция ресми хат жолдады.\n"
    russian = "Пресс-служба акимата отказалась комментировать ситуацию.\n"
    assert detect(kazakh * 3 + russian) == "kk"
    assert detect(russian * 6 + kazakh) == "ru"


def test_a_kazakh_text_full_of_latin_names_is_kazakh() -> None:
    assert detect("BAQ.KZ сайтының Facebook, Instagram, YouTube және TikTok парақшалары бұғатталды") == "kk"


def test_a_quote_in_russian_does_not_turn_a_kazakh_article() -> None:
    assert detect("Полицей тілшіге қарап: «Уберите камеру немедленно!» – деп айқайлап, құжатын сұрады. Кейін бөлімге алып кетті.") == "kk"


@pytest.mark.parametrize("seed", range(6))
def test_the_answer_does_not_depend_on_what_was_asked_before(seed: int) -> None:
    """Several choices of languages share one model; whichever is asked first, and whatever came between, each line keeps its language."""
    asked = Random(seed).sample(LINES, len(LINES)) * 2
    language._model.cache_clear()
    assert [(text, detect(text)) for text, _ in asked] == asked
