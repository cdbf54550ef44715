"""The Kazakh lexicon: each kind of act in the wording of the Kazakh press, and what only looks like one."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.matching.lexicon import LEXICA, WIDE, Element, Lexicon, Phrase, read_phrases
from classify.matching.matches import Matches
from records.vocabulary import READ_BY_MACHINE, Category
from tests.classify.read_text import read as read_in

# The wide table is the one under test; where the language has none, its usual one is read instead.
TABLE = next(table for table in (WIDE / "kk.tsv", LEXICA / "kk.tsv") if table.exists())
PHRASES = read_phrases(TABLE)
LIVING = 0.25
# Words so common in Kazakh that looking for a pattern at each of them would slow the screening; frames need "деп".
COMMON = frozenset(
    {"және", "мен", "бен", "пен", "да", "де", "та", "те", "бұл", "ол", "деп", "бір", "үшін", "туралы", "болды", "болып", "еді", "екен"}
)

ACTS = {
    Category.KIL: [
        "Аудандық газет тілшісінің мәйіті арықтан табылды.",
        "Фототілші реанимацияда есін жимай қайтыс болды.",
        "Редакторды белгісіз біреулер атып кетіпті.",
    ],
    Category.DIS: [
        "Блогер үш күннен бері байланысқа шықпаған.",
        "Маска киген белгісіз адамдар тілшіні көлікке тиеп әкеткен.",
        "Бас редактордың қайда жүргені белгісіз.",
    ],
    Category.TOR: [
        "Изоляторда журналисті күштеп мойындатқан.",
        "Операторды токпен ұрып, басына пакет кигізген.",
        "Редакторды үш күн ұйықтатпаған.",
    ],
    Category.ATT: [
        "Тілші базарда соққыға жығылды.",
        "Фототілшінің қабырғасы сынған.",
        "Күзетші түсірілім тобына итін айтақтады.",
        "Журналисті жағасынан алып, асфальтқа жыққан.",
        "Бейнеоператор ауданда таяқ жеп қалыпты.",
    ],
    Category.THR: [
        "Директор тілшіге «көзіңді құртамын» деген.",
        "Редакцияның есігіне табыт суретін ілген жігіттер табыт қалдырып кетті.",
        "Блогерге белгісіз нөмірден қоңырау шалып, «балаларыңды ойла» деген.",
        "Редактор өмірі үшін қауіптенеді.",
    ],
    Category.DET: [
        "Тілші алаңда ұсталыпты.",
        "Блогерді автозакқа отырғызып, бөлімшеге алып кетті.",
        "Журналисті полиция бөлімінде үш сағат ұстап отырды.",
    ],
    Category.ARR: [
        "Сот бас редактордың бұлтартпау шарасын белгіледі.",
        "Тілші он бес тәулікке қамалып, арнайы қабылдау орнына жөнелтілді.",
        "Блогердің қамақ мерзімі екі айға ұзартылды.",
    ],
    Category.SUM: [
        "Журналисті прокуратураға шақыртқан.",
        "Мақала авторына шақыру қағазы келді.",
        "Редактор қорғалуға құқығы бар куә ретінде тергелді.",
    ],
    Category.SUR: [
        "Тілшіні бір апта бойы аңдыған.",
        "Редактордың телефонын тыңдап отырған.",
        "Блогердің көлігінен GPS маяк табылды.",
    ],
    Category.OBS: [
        "Күзетші камераны алақанымен көлегейледі.",
        "Түсірілім тобын жиынға кіргізбеді.",
        "Полицей «видеоны өшір» деді.",
        "Тілшілерді залдан итеріп шығарған.",
        "Іс Қылмыстық кодекстің 158-бабымен тіркелді.",
    ],
    Category.INT: [
        "Сюжет эфирден алынып тасталды.",
        "Әкімдіктен қоңырау шалып, материалды сайттан алып тастауды сұрады.",
        "Сұхбаттың мәтінін алдын ала келісуді талап етеді.",
    ],
    Category.PRP: [
        "Редакцияда тінту жүрді, компьютерлерді алып кетті.",
        "Түнде редактордың көлігі өртелген.",
        "Тілшінің камерасын быт-шыт қылып сындырған.",
        "Есікке көбік құйып кетіпті.",
    ],
    Category.SMR: [
        "Әкім журналисті балағаттап, сатқын деп атады.",
        "Желіде тілшіге жала жауып, қара бояу жақты.",
        "Депутат журналистерге айғайлап, дөрекі сөйледі.",
    ],
    Category.IMP: [
        "Жүргізушінің дипфейк видеосы тарады.",
        "Еркек өзін тілші ретінде таныстырып, саудагерлерден ақша алған.",
        "Белгісіз біреу басылым атынан хат жіберген.",
    ],
    Category.ACC: [
        "Редакцияның сауалына ведомство жауап бермеді.",
        "Басқарма қызметтік құпия деп, мәлімет беруден бас тартты.",
        "Тілшіні баспасөз қызметінің чатынан шығарып жіберді.",
    ],
    Category.DSC: [
        "Телеарнаны аккредитациядан айырды.",
        "Кездесуге тек мемлекеттік арналар шақырылған.",
        "Тәуелсіз басылым тілшілерін шараға шақырмады.",
    ],
    Category.CRT: [
        "Іс жабық есік жағдайында қаралды.",
        "Судья тілшіні сот залынан шығарды.",
        "Сот отырысын түсіруге рұқсат бермеді.",
    ],
    Category.BLK: [
        "Сайт ашылмай қалды.",
        "Портал бұғатталған.",
        "Газеттің таралымын сатып алып кетіпті.",
    ],
    Category.CLS: [
        "Сот апталықтың шығуын үш айға тоқтатты.",
        "Телеарна лицензиясынан айырылды.",
        "Газет жабылып, тіркеу куәлігі жойылды.",
    ],
    Category.CYB: [
        "Редакцияның сайтына DDoS-шабуыл жасалды.",
        "Арна авторының аккаунты ұрланып, құпиясөзі өзгертілген.",
        "Хакерлер портал поштасын бұзған.",
    ],
    Category.CRM: [
        "Блогердің үстінен қылмыстық іс қозғалды.",
        "Редакторға араздық қоздырды деген айып тағылды.",
        "Журналист 274-бап бойынша күдікті деп танылды.",
    ],
    Category.CIV: [
        "Депутат газеттен үш миллион теңге өндіруді талап етіп, сотқа берді.",
        "Редакцияға ар-намысты қорғау туралы талап арыз түсті.",
        "Компания мақаланы теріске шығаруды және моральдық шығынды өтеуді талап етеді.",
    ],
    Category.ADM: [
        "Тілшіге хаттама толтырылды.",
        "Сайт иесі 20 АЕК айыппұл арқалады.",
        "Блогер ӘҚБтК-нің 488-бабымен жазаланды.",
    ],
    Category.ECO: [
        "Жүргізуші эфирден кейін жұмыстан шығарылды.",
        "Редактордан өз еркімен кету туралы арыз жазуды сұрады.",
        "Баспахана нөмірді басудан бас тартты.",
    ],
    Category.BOR: [
        "Тілшіні шекарадан өткізбей қойды.",
        "Журналисті елден шығарып жіберді.",
        "Репортерді ұшақтан түсіріп алды.",
    ],
    Category.SRC: [
        "Тергеуші дереккөзін атауды талап етті.",
        "Редактордан құжатты кімнен алдың деп сұраған.",
        "Журналист редакциялық құпияны ашпады.",
    ],
}

NO_ACTS = [
    ("Әуе рейстері тұманға байланысты кешіктірілді, деп айтты тілшілерге.", Category.DET),
    ("Көшкін қаупі бар, деді журналистерге құтқарушы.", Category.THR),
    ("Тас жол жабылды, деп хабарлайды тілшіміз.", Category.CLS),
    ("Ораза ұстаған редактор ауызашар берді.", Category.DET),
    ("Футболшы екі гол соқты, деп жазды тілші.", Category.ATT),
    ("Ауданда шегіртке шабуылы басталды, деді тілші.", Category.ATT),
    ("Жаңа мектеп ашылды, деп хабарлайды тілші.", Category.BLK),
    ("Жұмыс сапарымен келген министр тілшілермен кездесті.", Category.DIS),
    ("Журналистер көшет отырғызды.", Category.ARR),
    ("Тілшіге қонақ шай құйып берді.", Category.TOR),
]


def read(text: str) -> Matches:
    return read_in("kk", text, lexica=TABLE.parent)[0]


def codes_of(marks: Matches, kind: str) -> set[str]:
    return {hit.phrase.code for hit in marks.of(kind)}


def living(text: str) -> bool:
    return any(mention.strength >= LIVING for mention in read(text).press)


def sentences() -> Iterator[tuple[Category, str]]:
    return ((code, text) for code, texts in ACTS.items() for text in texts)


@pytest.mark.parametrize(("code", "text"), sentences())
def test_an_act_is_found_in_the_wording_of_the_press(code: Category, text: str) -> None:
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
        "Меншікті тілшіміз ауылға барды.",
        "Облыстық газеттің қызметкері далада тұр.",
        "Қаламгер көшеге шықты.",
        "Телеарнаның түсірілім тобы тауға шықты.",
        "Ютуб арна авторы Таразда тұрады.",
        "Бейнеоператор ауруханада жатыр.",
        "Апталықтың иесі көшеге шықты.",
        "Паблик әкімшісі ауруханада жатыр.",
        "БАҚ өкілдері алаңға жиналды.",
        "Тәуелсіз басылым ұжымы пәтерге көшті.",
        "«Айқын» газетінің тілшісі соққыға жығылды.",
        "Журналистке қол жұмсады.",
        "Тілші мектепке кіргізілмеді.",
    ],
)
def test_the_press_is_seen_without_the_word_for_journalist(text: str) -> None:
    assert living(text)


@pytest.mark.parametrize(
    "text",
    [
        "Бұл туралы әкім журналистерге айтты.",
        "Министр тілшілерге мәлімдеді.",
        "Өрт сөндірілді, деп хабарлайды тілшіміз.",
        "Дәрігер журналистерге бұл жайтты түсіндірді.",
    ],
)
def test_the_press_that_is_only_told_something_does_not_live(text: str) -> None:
    assert not living(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("dropped", "Іс қылмыс құрамы болмағандықтан тоқтатылды."),
        ("dropped", "Тергеу қысқартылды."),
        ("dropped", "Шабуыл жасағандар анықталған жоқ, кінәлілер табылмады."),
        ("refused", "Полиция арызды қабылдамады."),
        ("refused", "Қылмыстық іс қозғаудан бас тартты."),
        ("acquitted", "Апелляция айыппұлды заңсыз деп тапты."),
        ("acquitted", "Редактор ақталды."),
        ("convicted", "Шабуылдаған азаматқа 20 АЕК айыппұл салынды."),
        ("convicted", "Күзетші бір жылға бас бостандығынан айырылды."),
        ("victim_blamed", "Полиция тілшінің өзі арандатқан деп есептейді."),
        ("victim_blamed", "Тілші айырым белгісі бар жилет кимеген."),
        ("investigating", "Дерек бойынша сотқа дейінгі тергеп-тексеру басталды."),
        ("investigating", "Полиция шабуылшыларды іздестіріп жатыр, мән-жайы анықталуда."),
    ],
)
def test_what_became_of_it_is_found(code: str, text: str) -> None:
    assert code in codes_of(read(text), "outcome")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("law_enforcement", "Сержант микрофонды жұлып алды."),
        ("law_enforcement", "Шекарашылар көлікті қайтарды."),
        ("court", "Алқа шешімді күшінде қалдырды."),
        ("security_guard", "Вахтер есікті жапты."),
        ("state_official", "Басқарма басшысы шығып кетуді бұйырды."),
        ("business", "Мердігер сотқа шағымданды."),
        ("online_user", "Тролльдер пікір қалдырды."),
        ("private_person", "Белгісіз жігіттер туды тартып алды."),
        ("foreign_state", "Өзбек полициясы оны Ташкентке алып кетті."),
    ],
)
def test_who_did_it_is_found(code: str, text: str) -> None:
    assert code in codes_of(read(text), "actor")


@pytest.mark.parametrize(
    "text",
    [
        "Апелляция шешімді өзгеріссіз қалдырды.",
        "Сот отырысы жалғасты.",
        "Үкім күшіне енді.",
        "Еске салсақ, тілші көктемде соққыға жығылған.",
        "Айта кетейік, шабуыл жасағандар әлі табылмады.",
        "Сайт бұғаттан шығарылды.",
        "Әкім журналистен кешірім сұрады.",
    ],
)
def test_news_of_an_earlier_event_is_found(text: str) -> None:
    assert read(text).of("followup")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("", "Журналистер оқу-жаттығуды түсірді: шартты террорис студияны басып алды."),
        ("", "Тілші мерейтойында орденмен марапатталды."),
        ("crime", "Редактор авариядан соң алимент үшін соттасты."),
    ],
)
def test_articles_about_something_else_are_marked(code: str, text: str) -> None:
    assert code in codes_of(read(text), "topic")


@pytest.mark.parametrize(
    "text",
    [
        "Жыл басынан бері журналистердің құқығы бұзылған 40 дерек тіркелді.",
        "Қазақстан баспасөз бостандығы индексінде 142-орынға түсті.",
        "Масс-медиа туралы заң жобасы талқыланды.",
    ],
)
def test_counts_rankings_and_draft_laws_are_a_report(text: str) -> None:
    assert read(text).of("report")


@pytest.mark.parametrize(
    ("code", "text"),
    [(Category.ATT, "Тілшіге шабуыл болған жоқ."), (Category.ATT, "Тілшіге қол жұмсалған жоқ.")],
)
def test_a_denied_act_weighs_little(code: Category, text: str) -> None:
    damps = [cue.damp for cue in read(text).cues if cue.code == code]
    assert damps
    assert all(damp < 0.3 for damp in damps)


def test_no_pattern_begins_with_a_very_common_word() -> None:
    free = ("hypothetical", "frame")
    assert [phrase for phrase in PHRASES if phrase.kind not in free and phrase.elements[0].words & COMMON] == []


def test_no_pattern_begins_with_a_stem_so_short_that_it_would_be_found_everywhere() -> None:
    """Roots of Kazakh verbs are short (ал-, ұр-), so only the first place of a pattern is bound."""
    assert [stem for phrase in PHRASES for stem in phrase.elements[0].stems if len(stem) < 3] == []


def words_of(element: Element) -> list[str]:
    return sorted(element.words | {stem for stem in element.stems if not stem.startswith(element.not_stems or ("\0",))})


@given(st.sampled_from(PHRASES), st.data())
def test_every_pattern_finds_what_it_says(phrase: Phrase, data: st.DataObject) -> None:
    """A sentence put together from any of the choices of a pattern, gaps filled, is found by that pattern."""
    words: list[str] = []
    press: dict[int, int] = {}
    for element in phrase.elements:
        if element.gap:
            words += ["бірдеңе"] * data.draw(st.integers(0, element.gap))
        elif element.press:
            if not element.optional:
                press[len(words)] = len(words) + 1
                words.append("журналист")
        elif not element.optional:
            words.append(data.draw(st.sampled_from(words_of(element))))
    hits = Lexicon("kk", [phrase]).find(words, (0, len(words)), press, frozenset({phrase.kind}))
    assert any(hit.start == 0 for hit in hits)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Оны ұрып, телефонын тартып алды.", False),
        ("Итеріп шығарды.", False),
        ("Балағаттап, боқтады.", False),
        ("Қызмет бабымен келген еді.", False),
        ("Әкімшілік іс қозғалды.", False),
        ("Министрлік жауап берген жоқ.", False),
        ("Ұрылар түнде келді.", True),
        ("Итті далаға шығарды.", True),
        ("Қызды ауруханаға апарды.", True),
        ("Әкім жауап берген жоқ.", True),
        ("Министр келмеді.", True),
    ],
)
def test_a_stem_of_people_takes_in_no_word_that_only_begins_like_it(text: str, person: bool) -> None:
    marks = read_in("kk", text, lexica=LEXICA)[0]
    assert bool(marks.of("other")) is person


def test_an_attempt_on_somebody_is_an_attack_and_no_killing() -> None:
    found = {cue.code for cue in read("Журналистке қастандық жасалды.").cues}
    assert Category.ATT in found
    assert Category.KIL not in found


def test_who_was_held_accountable_was_not_summoned() -> None:
    assert Category.SUM not in {cue.code for cue in read("Шабуылдаған адам жауапқа тартылды.").cues}
