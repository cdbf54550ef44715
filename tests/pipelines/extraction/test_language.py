"""Which language a text is in, how many words it has in any script, and which persons its by-line names."""

from random import Random

from pipelines.extraction import reader
from pipelines.extraction.authors import persons_in
from pipelines.extraction.blocks import words_in
from pipelines.extraction.reader import detect
from tests.pipelines.rows import rows

LINES = [
    ("Редакцияға тексеру келді", "kk"), ("Тілші сотта не айтты?", "kk"), ("Сот болды", "kk"),
    ("Журналиста не пустили на заседание маслихата", "ru"), ("Ушёл сатирик Еркин Жаппасулы", "ru"), ("В Киеве умер автор канала «Бәсе»", "ru"),
    ("Әлия Құсайынова возглавила телеканал", "ru"), ("Айгүл Сәрсен Мәскеуге барды", "kk"), ("ICE купил NYSE", "ru"),
    ("Reporter barred from council meeting", "en"), ("Drug peddler arrested", "en"), ("Qazaqstan tilshisi sotta jeńdi", "kk"),
    ("Wyım: indet turalı jazğandardı qudalamañızdar", "kk"), ("Zhurnalisti sotqa shaqyrdy, aqparat zhoq", "kk"),
    ("Qalada jarılıs boldı, jurnalister aqparat ala almadı", "kk"), ("Tils'i sot zalynan s'yg'aryldy, ay'dan a'kimi jay'ap bermedi", "kk"),
    ("Tılşıge şabuyl jasaldy, oblystyq prokuratura ısın baqylauǧa aldy", "kk"), ("Журналистi сот залынан шығарды, iс қозғалды", "kk"),
    ("Jurnalist kecha sud zalidan chiqarib yuborildi, tahririyat bayonot berdi", "uz"), ("قازاقستاندا جۋرناليست ۇستالدى", "kk"),
    ("Belediye meclisi bu hafta eski pazar yerinin park olmasına karar verdi ve esnafa süre tanıdı", "tr"),
    ("Der Kulturverein hat am Wochenende in der alten Mühle eine Ausstellung eröffnet", "de"),
    ("Журналистлар уюшмаси бугун ўз баёнотини эълон қилди ва ҳукуматга мурожаат қилди", "uz"),
    ("Бишкекте журналистти кармашты, редакция өз билдирүүсүн жарыялады деп айтышты", "ky"),
    ("Поліція затримала журналіста під час зйомки, редакція вимагає пояснень", "uk"),
    ("Журналистът беше задържан пред сградата на съда, а редакцията поиска обяснение от полицията за случая", "bg"), ("记者在法院外被拘留", "zh"),
    ("ჟურნალისტი დააკავეს", "ka"), ("404", ""), ("", ""), ("… — 12:30 | 15.06.2021", ""),
]  # fmt: skip


@rows("text, lang", LINES)
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


@rows("seed", range(6))
def test_the_answer_does_not_depend_on_what_was_asked_before(seed: int) -> None:
    """Several choices of languages share one model; whichever is asked first, and whatever came between, each line keeps its language."""
    asked = Random(seed).sample(LINES, len(LINES)) * 2
    reader._model.cache_clear()
    assert [(text, detect(text)) for text, _ in asked] == asked


@rows(
    "text, words",
    [
        ("", 0),
        ("Редактора не пустили на сессию", 5),
        ("Тілшіні сотқа шақырды — неге?", 5),
        ("اعتقال صحفي في العاصمة أمس", 5),
        ("기자가 법원에 출석했다", 3),
        ("记者在法庭外被拘留", 5),  # nine characters
        ("記者が裁判所で拘束された", 6),  # twelve
        ("ผู้สื่อข่าวถูกจับกุม", 5),  # twenty with their marks
        ("CPJ：记者在法庭外被拘留。", 6),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert words_in(text) == words


def test_an_article_without_spaces_is_as_long_as_one_with_them() -> None:
    assert words_in("警方周二在法院门外拘留了一名报道示威的记者，她的编辑部说。" * 3) > 30


@rows(
    "line, names",
    [
        ("By Jane Doe", ["Jane Doe"]), ("ByJane Doe", ["Jane Doe"]), ("Jane Doe and John Roe, Staff Writers", ["Jane Doe", "John Roe"]),
        ("Von Max Muster und Eva Beispiel", ["Max Muster", "Eva Beispiel"]), ("Jane Doe in Washington", ["Jane Doe"]),
        ("Jane Doe | Reuters", ["Jane Doe"]), ("Jane Doe @janedoe", ["Jane Doe"]), ("Ludwig van der Berg", ["Ludwig van der Berg"]),
        ("Jean-Pierre O'Brien", ["Jean-Pierre O'Brien"]), ("Автор: Айгүл Сапарқызы", ["Айгүл Сапарқызы"]),
        ("Мәтін: Ерлан Сәбитұлы, Айгүл Сапарқызы", ["Ерлан Сәбитұлы", "Айгүл Сапарқызы"]), ("А. Иванов", ["А. Иванов"]),
        ("Иванов А.", ["Иванов А."]), ("Сергей ПРИМЕРОВ и Дана Омарова", ["Сергей ПРИМЕРОВ", "Дана Омарова"]),
        ("Динара Серикова от 24.11.2026", ["Динара Серикова"]), ("Aıgúl Saparqyzy", ["Aıgúl Saparqyzy"]), ("Нұрбек Әлі оғлы", ["Нұрбек Әлі оғлы"]),
        ("山田太郎", ["山田太郎"]), ("[田中宏，Alpha]", ["田中宏"]), ("作者：王小明", ["王小明"]), ("Jane Doe 著、山田 太郎 監訳、佐藤 花子 訳", ["Jane Doe", "山田 太郎", "佐藤 花子"]),
        ("김민수 기자", ["김민수 기자"]),
    ],
)  # fmt: skip
def test_persons_are_found_in_a_by_line(line: str, names: list[str]) -> None:
    assert persons_in(line) == names


@rows("words",
    [
        "Log In", "Close Follow", "Read More", "Sign Up", "Local News", "Admin", "admin", "ByABC News", "ABC News", "(obe)", "KazTAG", "КазТАГ", "Reuters", "BBC News", "Associated Press",
        "News Desk", "Staff Writer", "The Editorial Board", "Редакция", "Отдел новостей", "Служба информации", "Корреспондент «Дала сөзі»", "Пресс-служба МЧС", "Общество",
        "Жаңалықтар бөлімі редакциясы", "Басты бет", "Войти", "24.11.2026", "https://example.org/author/7", "desk@example.org", "Getty Images", "jane", "", "a b c d e f g",
    ],
)  # fmt: skip
def test_what_is_no_person_is_left_out(words: str) -> None:
    assert persons_in(words) == []
