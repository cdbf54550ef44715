"""The Russian lexicon: each kind of act in the wording of the regional press, and what only looks like one."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.lexicon import LEXICA, WIDE, Element, Lexicon, Phrase, read_phrases
from classify.matching.matches import Matches
from records.vocabulary import READ_BY_MACHINE, Category
from tests.classify.read_text import read as read_in

# The wide table is the one under test; where the language has none, its usual one is read instead.
TABLE = next(table for table in (WIDE / "ru.tsv", LEXICA / "ru.tsv") if table.exists())
PHRASES = read_phrases(TABLE)
LIVING = 0.25
# Words so common in Russian that looking for a pattern at each of them would slow the screening; "не" is left out: the act is often its denial.
COMMON = frozenset({"и", "в", "на", "с", "по", "что", "как", "из", "за", "о", "у", "к", "от", "до", "это", "он", "она", "они", "был", "была", "были"})

ACTS = {
    Category.KIL: [
        "Тело корреспондента газеты «Заря» обнаружили рыбаки на берегу канала.",
        "Фотокор скончался в реанимации районной больницы, не приходя в сознание.",
        "По версии следствия, заказчиком убийства редактора был подрядчик.",
    ],
    Category.DIS: [
        "Блогер третьи сутки не выходит на связь, телефон отключён.",
        "Неизвестные в балаклавах затолкали репортёра в багажник и увезли за город.",
        "Местонахождение главного редактора до сих пор неизвестно.",
    ],
    Category.TOR: [
        "В изоляторе у журналиста выбивали признательные показания.",
        "Оператору надели на голову пакет и били током.",
        "Редактора три дня лишали сна и воды.",
    ],
    Category.ATT: [
        "Фотографа повалили на асфальт и пинали ногами.",
        "Корреспондентке сломали два ребра.",
        "Сторож спустил на съёмочную группу собак.",
        "Журналиста подкараулили у подъезда, диагноз: черепно-мозговая травма.",
    ],
    Category.THR: [
        "Директор рынка обещал закопать корреспондента в степи.",
        "Под дверь редакции подбросили похоронный венок.",
        "Редактор опасается за жизнь своей семьи.",
        "Блогеру в мессенджер написали: «Подумай о детях».",
    ],
    Category.DET: [
        "Стримера посадили в автозак прямо во время трансляции.",
        "Репортёра доставили в управление полиции для выяснения личности.",
        "Журналистку продержали в отделе до полуночи без протокола.",
    ],
    Category.ARR: [
        "Суд избрал главреду меру пресечения в виде содержания под стражей.",
        "Корреспондент получил пятнадцать суток и отправлен в спецприёмник.",
        "Блогеру продлили арест ещё на два месяца.",
    ],
    Category.SUM: [
        "Журналистку пригласили на беседу в прокуратуру.",
        "Автору статьи вручили повестку на допрос.",
        "Редактора допросили в качестве свидетеля с правом на защиту.",
    ],
    Category.SUR: [
        "За репортёром неделю ездит автомобиль с тонированными стёклами.",
        "В кабинете редактора нашли жучок.",
        "Телефон журналистки прослушивали, показала экспертиза.",
        "На смартфоне обнаружена шпионская программа Pegasus.",
    ],
    Category.OBS: [
        "Охранник закрыл ладонью объектив камеры.",
        "Съёмочная группа не была допущена на совещание.",
        "Полицейский потребовал прекратить съёмку и стереть запись.",
        "Репортёрам указали на дверь.",
        "Дело возбуждено по статье 158 Уголовного кодекса.",
    ],
    Category.INT: [
        "Сюжет о свалке сняли с эфира за час до выпуска.",
        "Из акимата позвонили и попросили убрать материал с сайта.",
        "Интервью требуют согласовывать с пресс-службой акимата.",
    ],
    Category.PRP: [
        "Из редакции вынесли системные блоки и сервер.",
        "Дрон телеканала сбили, камеру разбили вдребезги.",
        "Ночью сожгли машину редактора.",
        "Квартиру корреспондента вскрыли, ноутбук украден.",
    ],
    Category.SMR: [
        "Аким обозвал журналистку продажной.",
        "По подъездам расклеили листовки с портретом редактора.",
        "Анонимный канал распространяет слухи о корреспонденте.",
    ],
    Category.IMP: [
        "В сети разошёлся ролик с лицом ведущей, сгенерированный нейросетью.",
        "Мужчина представился корреспондентом и брал у торговцев деньги.",
        "Появился сайт-двойник газеты.",
        "Кто-то рассылал письма от имени редакции.",
    ],
    Category.ACC: [
        "На запрос редакции ведомство так и не ответило.",
        "В управлении сослались на служебную тайну.",
        "Корреспондента удалили из чата пресс-службы.",
    ],
    Category.DSC: [
        "Редакции отказали в аккредитации без объяснения причин.",
        "Заявку телеканала отклонили, в списке его не оказалось.",
        "На встречу пригласили только лояльные издания.",
    ],
    Category.CRT: [
        "Судья удалила корреспондента из зала.",
        "Дело слушали в закрытом режиме.",
        "Приставы не пустили прессу в зал суда.",
    ],
    Category.BLK: [
        "Сайт издания внесён в реестр запрещённых.",
        "Портал не открывается у абонентов трёх провайдеров.",
        "Доступ к каналу ограничен по предписанию.",
        "Тираж газеты скупили в киосках.",
    ],
    Category.CLS: [
        "Суд приостановил выпуск еженедельника на три месяца.",
        "Телеканал лишили лицензии.",
        "Свидетельство о регистрации издания аннулировано.",
    ],
    Category.CYB: [
        "Сайт редакции положили DDoS-атакой.",
        "У автора канала угнали аккаунт, пароль сменили.",
        "Неизвестный подобрал пароль к почте редактора.",
        "На канал подали массовые жалобы.",
    ],
    Category.CRM: [
        "В отношении блогера начато досудебное расследование.",
        "Редактору предъявили обвинение в разжигании розни.",
        "Журналиста признали подозреваемым по статье 274 УК.",
    ],
    Category.CIV: [
        "Депутат требует с газеты три миллиона тенге.",
        "К редакции предъявлен иск о защите чести и достоинства.",
        "Ответчиком назван автор заметки.",
    ],
    Category.ADM: [
        "На корреспондента составлен протокол.",
        "Владельца сайта оштрафовали на 20 МРП.",
        "Блогера наказали по статье 488 КоАП.",
    ],
    Category.ECO: [
        "Ведущую уволили после эфира.",
        "Редактора попросили написать заявление по собственному желанию.",
        "Рекламодатели разорвали договоры с газетой.",
        "Типография отказалась печатать номер.",
    ],
    Category.BOR: [
        "Корреспондента развернули на границе.",
        "Журналистке запретили въезд на пять лет.",
        "Репортёра сняли с поезда на погранпереходе.",
    ],
    Category.SRC: [
        "Следователь требовал назвать источник.",
        "Редактора спрашивали, кто передал документы.",
        "Журналистка отказалась раскрыть имя собеседника.",
    ],
}

NO_ACTS = [
    ("Рейсы задержаны из-за тумана, сообщили журналистам в аэропорту.", Category.DET),
    ("Трассу закрыли до утра, рассказали корреспонденту спасатели.", Category.CLS),
    ("На счета компании наложили арест: арестовано имущество должника.", Category.ARR),
    ("Врач рассказал журналистам об угрозе паводка.", Category.THR),
    ("Стражи порядка вручили корреспонденту грамоту.", Category.ARR),
    ("Начальник отдела провёл совещание, передаёт корреспондент.", Category.CRM),
    ("Представители СМИ посетили новую школу.", Category.IMP),
    ("Подписчики редакции получили подарки.", Category.ECO),
    ("Банк открыл отделение, сообщает корреспондент.", Category.DIS),
    ("Сельскую баню отремонтировали, в бане побывал корреспондент.", Category.BLK),
]


def read(text: str) -> Matches:
    return read_in("ru", text, lexica=TABLE.parent)[0]


def codes_of(marks: Matches, kind: str) -> set[str]:
    return {hit.phrase.code for hit in marks.of(kind)}


def living(text: str) -> bool:
    return any(mention.strength >= LIVING for mention in read(text).press)


def sentences() -> Iterator[tuple[Category, str]]:
    return ((code, text) for code, texts in ACTS.items() for text in texts)


@pytest.mark.parametrize(("code", "text"), sentences())
def test_an_act_is_found_in_the_wording_of_the_regional_press(code: Category, text: str) -> None:
    found = {cue.code: cue.damp for cue in read(text).cues if cue.damp == 1.0}
    assert code in found, found


def test_every_category_has_sentences_here() -> None:
    assert set(ACTS) == set(READ_BY_MACHINE)


@pytest.mark.parametrize(("text", "code"), NO_ACTS)
def test_words_that_only_look_like_an_act_are_none(text: str, code: Category) -> None:
    assert code not in {cue.code for cue in read(text).cues}


@pytest.mark.parametrize(
    "text",
    [
        "Собкор областной газеты приехал в аул.",
        "Телекомпания «Синегорье» вещает с 1998 года.",
        "Внештатный автор журнала живёт в Таразе.",
        "Автор ролика о свалке живёт в Таразе.",
        "Её голос знают слушатели радиостанции.",
        "Издатель районки вышел на улицу.",
        "Хозяйка газеты вышла на улицу.",
        "Человек, снимавший репортаж о карьере, лежит в больнице.",
        "Эковидеоблогер лежит в больнице.",
        "Администратор паблика лежит в больнице.",
        "«Дело закрыто», — сказала после заседания главный редактор Анна Ли, у которой изъяли тираж газеты.",
    ],
)
def test_the_press_is_seen_without_the_word_for_journalist(text: str) -> None:
    assert living(text)


@pytest.mark.parametrize(
    "text",
    [
        "Об этом рассказали журналистам в акимате.",
        "Журналистам в пресс-службе сообщили о пожаре.",
        "Аким ответил корреспондентам на брифинге.",
        "Пожар потушен, передаёт корреспондент.",
        "Дом сгорел, стало известно журналистам, заявил корреспондентам аким.",
    ],
)
def test_the_press_that_is_only_told_something_does_not_live(text: str) -> None:
    assert not living(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("dropped", "Расследование прекращено за отсутствием состава правонарушения."),
        ("dropped", "Проверку по жалобе закрыли."),
        ("refused", "Заявление в полиции не приняли."),
        ("refused", "В регистрации дела отказано."),
        ("acquitted", "Приговор суда первой инстанции отменён."),
        ("acquitted", "Апелляция признала штраф незаконным."),
        ("convicted", "Виновного оштрафовали, он заплатит 100 МРП."),
        ("convicted", "Нападавший получил два года ограничения свободы."),
        ("victim_blamed", "В полиции считают, что журналистка сама спровоцировала охранника."),
        ("victim_blamed", "Корреспондент был без опознавательного жилета."),
        ("investigating", "По факту возбуждено уголовное дело."),
        ("investigating", "Личности нападавших устанавливают, полиция проводит проверку."),
    ],
)
def test_what_became_of_it_is_found(code: str, text: str) -> None:
    assert code in codes_of(read(text), "outcome")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("law_enforcement", "Сержант выхватил микрофон."),
        ("law_enforcement", "Пограничники развернули машину."),
        ("court", "Облсуд оставил решение в силе."),
        ("security_guard", "Вахтёр захлопнул дверь."),
        ("state_official", "Заместитель акима велел выйти."),
        ("business", "Подрядчик подал иск."),
        ("online_user", "Взломщики сменили пароль."),
        ("private_person", "Болельщики отобрали флаг."),
        ("foreign_state", "Узбекские силовики увезли его в Ташкент."),
    ],
)
def test_who_did_it_is_found(code: str, text: str) -> None:
    assert code in codes_of(read(text), "actor")


@pytest.mark.parametrize(
    "text",
    [
        "Апелляция оставила решение в силе.",
        "Суд отклонил иск спустя два года.",
        "Досудебное расследование возобновлено.",
        "Сайт разблокировали.",
        "Нападавших так и не нашли: виновные не установлены.",
    ],
)
def test_news_of_an_earlier_event_is_found(text: str) -> None:
    assert read(text).of("followup")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("", "Журналисты следили за учениями: условные террористы захватили студию."),
        ("crime", "Редактор судится с авиакомпанией за раздел имущества."),
    ],
)
def test_articles_about_something_else_are_marked(code: str, text: str) -> None:
    assert code in codes_of(read(text), "topic")


def test_counts_over_a_period_are_a_report() -> None:
    assert read("За полугодие правозащитники зафиксировали 40 нарушений прав журналистов.").of("report")


def test_a_denied_act_weighs_little() -> None:
    assert all(cue.damp < 0.3 for cue in read("Журналиста не били.").cues)


def test_no_pattern_begins_with_a_very_common_word() -> None:
    assert [phrase for phrase in PHRASES if phrase.kind != "hypothetical" and phrase.elements[0].words & COMMON] == []


def test_no_stem_is_so_short_that_it_would_be_found_everywhere() -> None:
    assert [stem for phrase in PHRASES for element in phrase.elements for stem in element.stems if len(stem) < 3] == []


def words_of(element: Element) -> list[str]:
    return sorted(element.words | {stem for stem in element.stems if not stem.startswith(element.not_stems or ("\0",))})


@given(st.sampled_from(PHRASES), st.data())
def test_every_pattern_finds_what_it_says(phrase: Phrase, data: st.DataObject) -> None:
    """A sentence put together from any of the choices of a pattern, gaps filled, is found by that pattern."""
    words: list[str] = []
    press: dict[int, int] = {}
    for element in phrase.elements:
        if element.gap:
            words += ["нечто"] * data.draw(st.integers(0, element.gap))
        elif element.press:
            press[len(words)] = len(words) + 1
            words.append("журналист")
        elif not element.optional:
            words.append(data.draw(st.sampled_from(words_of(element))))
    hits = Lexicon("ru", [phrase]).find(words, (0, len(words)), press, frozenset({phrase.kind}))
    assert any(hit.start == 0 for hit in hits)
