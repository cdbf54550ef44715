"""Kazakh and Russian words, numbers and places in their cases, and Kazakh in Latin letters."""

from records.language.cases import KazakhCase, in_case, in_month, locative_phrase, possessive_form
from records.language.letters import has_apostrophes, is_kazakh_latin

MONTHS = {
    "қаңтар": "қаңтардың қаңтарға қаңтарды қаңтарда қаңтардан қаңтардағы", "ақпан": "ақпанның ақпанға ақпанды ақпанда ақпаннан ақпандағы",
    "наурыз": "наурыздың наурызға наурызды наурызда наурыздан наурыздағы", "сәуір": "сәуірдің сәуірге сәуірді сәуірде сәуірден сәуірдегі",
    "мамыр": "мамырдың мамырға мамырды мамырда мамырдан мамырдағы", "маусым": "маусымның маусымға маусымды маусымда маусымнан маусымдағы",
    "шілде": "шілденің шілдеге шілдені шілдеде шілдеден шілдедегі", "тамыз": "тамыздың тамызға тамызды тамызда тамыздан тамыздағы",
    "қыркүйек": "қыркүйектің қыркүйекке қыркүйекті қыркүйекте қыркүйектен қыркүйектегі",
    "қазан": "қазанның қазанға қазанды қазанда қазаннан қазандағы", "қараша": "қарашаның қарашаға қарашаны қарашада қарашадан қарашадағы",
    "желтоқсан": "желтоқсанның желтоқсанға желтоқсанды желтоқсанда желтоқсаннан желтоқсандағы",
}  # fmt: skip


# The dative and the ablative of a number: the ending of the word that is spoken last.
NUMBERS = (
    "1-ге 1-ден, 2-ге 2-ден, 3-ке 3-тен, 4-ке 4-тен, 5-ке 5-тен, 6-ға 6-дан, 7-ге 7-ден, 8-ге 8-ден, 9-ға 9-дан, 10-ға 10-нан, 20-ға 20-дан, 30-ға 30-дан,"
    " 40-қа 40-тан, 50-ге 50-ден, 60-қа 60-тан, 70-ке 70-тен, 80-ге 80-нен, 90-ға 90-нан, 100-ге 100-ден, 2000-ға 2000-нан, 2021-ге 2021-ден,"
    " 5000000-ға 5000000-нан, 0-ге 0-ден"
)


def test_months_and_numbers_have_all_their_cases() -> None:
    assert {month: " ".join(in_case(month, case) for case in KazakhCase) for month in MONTHS} == MONTHS
    numbers = [both.split("-")[0] for both in NUMBERS.split(", ")]
    assert [f"{in_case(one, KazakhCase.DATIVE)} {in_case(one, KazakhCase.ABLATIVE)}" for one in numbers] == NUMBERS.split(", ")
    assert in_case("132 000", KazakhCase.DATIVE) == "132 000-ға"
    assert in_case("", KazakhCase.DATIVE) == ""


def test_of_several_words_the_last_one_is_declined() -> None:
    assert in_case("2021 жылғы 2 қараша", KazakhCase.DATIVE) == "2021 жылғы 2 қарашаға"


def test_other_words_are_declined_by_the_same_rules() -> None:
    ablatives = ["басылымнан", "мәртебеден", "соттан", "клубтан", "фондтан"]
    assert [in_case(word, KazakhCase.ABLATIVE) for word in ("басылым", "мәртебе", "сот", "клуб", "фонд")] == ablatives


def test_what_belongs_to_something_has_cases_of_its_own() -> None:
    assert " ".join(in_case("Абай облысы", case) for case in KazakhCase) == (
        "Абай облысының Абай облысына Абай облысын Абай облысында Абай облысынан Абай облысындағы"
    )
    assert in_case("Жамбыл ауданы", KazakhCase.LOCATIVE) == "Жамбыл ауданында"
    assert in_case("Алматы", KazakhCase.LOCATIVE) == "Алматыда"


def test_a_profession_takes_the_ending_of_belonging() -> None:
    belonging = {
        "тілші": "тілшісі", "бас редактор": "бас редакторы", "журналист": "журналисі", "блогер": "блогері", "фототілші": "фототілшісі",
        "БАҚ қызметкері": "БАҚ қызметкері", "": "",
    }  # fmt: skip
    assert {word: possessive_form(word) for word in belonging} == belonging


PLACES = {
    "Алматы": "в Алматы", "Кокшетау": "в Кокшетау", "Актобе": "в Актобе", "Астана": "в Астане", "Петропавловск": "в Петропавловске",
    "Талдыкорган": "в Талдыкоргане", "Костанай": "в Костанае", "Семей": "в Семее", "Рудный": "в Рудном", "Никольский": "в Никольском",
    "Боровое": "в Боровом", "Сарань": "в Сарани", "Акколь": "в Акколе", "Усть-Каменогорск": "в Усть-Каменогорске", "София": "в Софии",
    "Ханой": "в Ханое", "Владивосток": "во Владивостоке", "Нижний Новгород": "в Нижнем Новгороде", "Новая Бухтарма": "в Новой Бухтарме",
    "Карасайский район": "в Карасайском районе", "район Алтай": "в районе Алтай", "Область Абай": "в области Абай",
    "Западно-Казахстанская область": "в Западно-Казахстанской области", "Город Шымкент": "в городе Шымкент", "ВКО": "в ВКО",
}  # fmt: skip


def test_a_place_is_declined_by_its_ending_and_left_alone_where_the_ending_does_not_decide() -> None:
    assert {place: locative_phrase(place) for place in PLACES} == PLACES
    others = ("Турара Рыскулова", "станция Актогай", "Баян-Ульгий", "Tashkent", "Шал акына", "", "  ", "Х")
    assert [place for place in others if locative_phrase(place)] == []


def test_months_are_declined() -> None:
    assert [in_month(month) for month in ("январь", "март", "май", "август")] == ["январе", "марте", "мае", "августе"]


KAZAKH = {
    "2017": "Qyzylordada ji'nalg'an ti'lshiler ay'dan a'kiminin' esebine kirgizilmedi, ku'zets'iler esikti jay'yp aldy.",
    "2018": "Qyzylordada jýrnalıst Aıgúl Seıitova sot zalynan shyǵaryldy, tilshiniń kamerasyn tartyp aldy.",
    "2019": "Qızılordada jwrnalïst Aygül Seyitova sot zalınan şığarıldı, tilşiniñ kamerasın tartıp aldı.",
    "2021": "Qyzylordada jurnalist Aigül Seiıtova sot zalynan şyğaryldy, tılşınıñ kamerasyn tartyp aldy.",
    "2021 with ǧ": "Jezqazǧanda blogerdıñ kölıgı örtelıp kettı, oǧan būryn da telefon arqyly qoqan-loqqy jasalǧan eken.",
    "plain": "Atyrauda tilshige shabuyl jasaldy, polisiya qylmystyq is qozgady, redakciya zhauap kutip otyr.",
    "headline": "Tilşige şabuwıl jasaldı: qılmıstıq is qozğaldı",
}

OTHER = {
    "tr": "Qatar Emiri Türkiye'ye geldi, gazeteci adliye önünde gözaltına alındı ve açıklama yaptı",
    "uz": "Jurnalist kecha sud zalidan chiqarib yuborildi, tahririyat bayonot berdi",
    "uz with apostrophes": "Qashqadaryoda yo'lovchi avtobus ag'darildi, o'qituvchilar qo'shimcha ma'lumot so'radi",
    "az": "Jurnalist məhkəmə zalından çıxarıldı, redaksiya bəyanat yaydı, Qarabağda qonaqlar var",
    "kaa": "Qaraqalpaqstanda jurnalist sud zalınan shıǵarıldı hám redakciya bayanat járiyaladı",
    "tt": "Qazan şähärendä yaña mäktäp açıldı, jurnalist mäxkämä zalınnan çığarıldı häm kitte",
    "tk": "Žurnalist sud zalyndan çykaryldy, redaksiýa beýanat çap etdi, täze desga açyldy",
    "fr": "Aujourd'hui, c'est lorsqu'il n'y a qu'un seul journaliste qu'on s'inquiète, a-t-il dit",
    "en": "The journalist's lawyer said it isn't clear who's responsible; Iraq and Qatar didn't comment",
    "es": "El periodista dijo que aquí no se sabe qué ocurrió, quizás mañana",
    "none": "12:30 | 404 —",
}


def test_kazakh_is_known_in_each_of_its_alphabets_and_no_other_language_is_kazakh() -> None:
    assert [name for name, text in KAZAKH.items() if not is_kazakh_latin(text)] == []
    assert [name for name, text in OTHER.items() if is_kazakh_latin(text)] == []


def test_only_the_alphabet_of_2017_writes_its_letters_with_apostrophes() -> None:
    assert [name for name, text in KAZAKH.items() if has_apostrophes(text)] == ["2017"]
    assert has_apostrophes(KAZAKH["2017"].replace("'", "’"))
