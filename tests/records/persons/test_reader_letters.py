"""A name in the reader's letters: as it is recorded for her, else by rule, and it is known which of the two."""

import pytest

from records.i18n import speaking
from records.incident_model import Victim
from records.persons.reader_letters import by_rule, in_reader_letters, name_told, spelling_unknown


@pytest.mark.parametrize(
    ("written", "ru", "en"),
    [
        ("Талғат Нұрланов", "Талгат Нурланов", "Talgat Nurlanov"),
        ("Ержан Жүнісов", "Ержан Жунисов", "Yerzhan Zhunisov"),
        ("Азамат Майтанов", "Азамат Майтанов", "Azamat Maitanov"),
        ("Валерий Щукин", "Валерий Щукин", "Valery Shchukin"),
        ("Aigerim Saktapova", "Aigerim Saktapova", "Aigerim Saktapova"),
    ],
)
def test_a_name_is_put_into_letters_that_the_reader_has(written: str, ru: str, en: str) -> None:
    for lang, told in (("kk", written), ("ru", ru), ("en", en)):
        with speaking(lang):
            assert in_reader_letters(written) == told
            assert by_rule(written) == (told != written)


def test_a_spelling_that_somebody_recorded_comes_before_any_rule() -> None:
    known = Victim("Сәуле Исаева", names={"en": "Saule Issayeva"})
    with speaking("en"):
        assert (name_told(known), spelling_unknown(known)) == ("Saule Issayeva", False)
    with speaking("ru"):
        assert (name_told(known), spelling_unknown(known)) == ("Сауле Исаева", True)
