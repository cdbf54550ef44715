"""Invented incidents of many kinds, from whose fields the golden sentences are told."""

from datetime import date

from records.incident_model import Incident, Victim
from records.vocabulary import Actor, Category, DatePrecision, Target

_DAY = date(2026, 11, 21)
_NAMES = {"kk": "Айгүл Сапарқызы", "ru": "Айгуль Сапаркызы", "en": "Aigul Saparkyzy"}
AIGUL = Victim("Айгүл Сапарқызы", "журналист", "Орал өңірі", person=1, names=_NAMES)
TIMUR = Victim("Тимур Есенов", "", "«Дала TV»")
BLOGGER = Victim("Данияр Омаров", "блогер", "")
WITHHELD = Victim("Гүлнар Ахметова", "журналист", "Жетісу таңы", person=3, publish=False)


def case(primary: Category, **more: object) -> Incident:
    """An incident of a day in Taraz, unless it is said otherwise."""
    given = {"categories": (primary,), "day": _DAY, "precision": DatePrecision.DAY, "place": "Тараз", "region": "KZ-31", **more}
    return Incident("KZ-2026-0001", primary, recorded=_DAY, **given)  # type: ignore[arg-type]


CASES: dict[str, Incident] = {
    "attack on one, by a private person": case(Category.ATT, victims=(AIGUL,), actor=Actor.PRIVATE_PERSON),
    "attack on a crew, with a threat": case(
        Category.ATT, categories=(Category.ATT, Category.THR), victims=(AIGUL, TIMUR), actor=Actor.SECURITY_GUARD
    ),
    "attack on a newsroom": case(Category.ATT, outlets=("Орал өңірі",)),
    "killing, known to the month": case(Category.KIL, victims=(TIMUR,), precision=DatePrecision.MONTH),
    "abduction of a blogger": case(Category.DIS, victims=(BLOGGER,), day=None, precision=None),
    "torture, place not known": case(Category.TOR, victims=(TIMUR,), place=None, region=None, actor=Actor.LAW_ENFORCEMENT),
    "threat to a newsroom": case(Category.THR, outlets=("Дала TV",), actor=Actor.ONLINE_USER),
    "detention of four": case(Category.DET, victims=(AIGUL, TIMUR, BLOGGER, Victim("Әсел Нұрланова", "", "")), actor=Actor.LAW_ENFORCEMENT),
    "arrest, only the region known": case(Category.ARR, victims=(BLOGGER,), place=None, actor=Actor.COURT),
    "summons of a withheld person": case(Category.SUM, victims=(WITHHELD,), actor=Actor.LAW_ENFORCEMENT),
    "obstruction": case(Category.OBS, victims=(TIMUR,), actor=Actor.STATE_OFFICIAL),
    "interference with an outlet": case(Category.INT, outlets=("Орал өңірі", "Дала TV"), actor=Actor.STATE_OFFICIAL),
    "search of a newsroom": case(Category.PRP, outlets=("«Дала TV»",), actor=Actor.LAW_ENFORCEMENT),
    "smear online": case(Category.SMR, victims=(AIGUL,), place=None, region=None, actor=Actor.ONLINE_USER),
    "forged likeness": case(Category.IMP, victims=(AIGUL,), day=date(2026, 1, 1), precision=DatePrecision.YEAR),
    "refusal, nobody named": case(Category.ACC, actor=Actor.STATE_OFFICIAL),
    "refusal to an outlet": case(Category.ACC, outlets=("Орал өңірі",), actor=Actor.STATE_OFFICIAL),
    "blocking": case(Category.BLK, outlets=("Дала TV",), place=None, region=None),
    "hacked site": case(Category.CYB, outlets=("Орал өңірі",), place=None),
    "criminal case": case(Category.CRM, victims=(AIGUL,), actor=Actor.LAW_ENFORCEMENT),
    "civil claim against an outlet": case(Category.CIV, outlets=("Орал өңірі",), actor=Actor.BUSINESS),
    "dismissal": case(Category.ECO, victims=(TIMUR,), actor=Actor.BUSINESS),
    "border": case(Category.BOR, victims=(BLOGGER,), place="Қорғас", region="KZ-33"),
    "demand for a source": case(Category.SRC, victims=(AIGUL,), actor=Actor.COURT),
    "a citizen": case(Category.DET, victims=(Victim("Ерлан Қасым", "", ""),), facts={"target": Target.CITIZEN}),
}
