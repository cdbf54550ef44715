"""What a draft and an incident have in common, over spellings and scripts."""

from datetime import date

import pytest

from records.review.in_common import Involved, in_common
from records.vocabulary import LinkReason

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(("one", "other", "shared"), [
    (Involved(("Нуржан Есенжолов",)), Involved(("Нұржан Есенжолов",)), [LinkReason.PERSON]),
    (Involved(("Есенжолов",)), Involved(("Nurzhan Esenzholov",)), [LinkReason.PERSON]),
    (Involved(("Марат Абылкасов",)), Involved(("Нуржан Есенжолов",)), []),
    (Involved(outlets=("Сыр шырағы",)), Involved(outlets=("Сыр шырагы",)), [LinkReason.OUTLET]),
    (Involved(place="Казалы", region="KZ-43", day=DAY), Involved(place="Қазалы", region="KZ-43", day=date(2026, 11, 26)), [LinkReason.PLACE_AND_DAYS]),
    (Involved(place="Казалы", region="KZ-43", day=DAY), Involved(place="Казалы", region="KZ-43", day=date(2026, 3, 1)), [LinkReason.PLACE]),
    (Involved(place="Караганда", region="KZ-35"), Involved(region="KZ-35"), [LinkReason.PLACE]),
    (Involved(place="Қарағанды", region="KZ-35"), Involved(place="Караганда", region="KZ-35"), [LinkReason.PLACE]),
    (Involved(place="Темиртау", region="KZ-35"), Involved(place="Караганда", region="KZ-35"), []),
    (Involved(), Involved(), []), (Involved(("",), ("",)), Involved(("",), ("",)), []),
])  # fmt: skip
def test_persons_outlets_and_places_agree_over_spellings_and_scripts(one: Involved, other: Involved, shared: list[LinkReason]) -> None:
    assert list(in_common(one, other)) == list(in_common(other, one)) == shared


def test_the_columns_of_an_incident_say_who_where_and_when() -> None:
    facts = {"victims": [{"name": "Асель Тестова", "outlet": "Мысал ТВ"}], "outlets": ["Үлгі"], "place": None, "region": "KZ-35", "happened_on": DAY}
    assert Involved.of(facts, ["Иван Пробный"]) == Involved(("Асель Тестова", "Иван Пробный"), ("Үлгі", "Мысал ТВ"), "", "KZ-35", DAY)
    assert Involved.of({**facts, "date_precision": "month"}).day is None
