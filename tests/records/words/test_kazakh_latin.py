"""Kazakh in Latin letters is told from its neighbours, in all alphabets in which it was and is written."""

import pytest

from records.words.kazakh_latin import has_apostrophes, is_kazakh_latin

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


@pytest.mark.parametrize("name", KAZAKH)
def test_kazakh_is_known_in_each_of_its_alphabets(name: str) -> None:
    assert is_kazakh_latin(KAZAKH[name])


@pytest.mark.parametrize("name", OTHER)
def test_another_language_in_latin_letters_is_not_kazakh(name: str) -> None:
    assert not is_kazakh_latin(OTHER[name])


def test_only_the_alphabet_of_2017_writes_its_letters_with_apostrophes() -> None:
    assert [name for name, text in KAZAKH.items() if has_apostrophes(text)] == ["2017"]
    assert has_apostrophes(KAZAKH["2017"].replace("'", "’"))
