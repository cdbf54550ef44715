"""The 26 kinds of violation, with their place in three other taxonomies."""

from dataclasses import dataclass
from enum import StrEnum

from records.vocabulary.label import Label


@dataclass(frozen=True)
class CategoryFacts:
    """A category of violation and its place in the four taxonomies (Adil Soz block A, B or C; None = has no place)."""

    label: Label
    block: str | None
    us_tracker: str
    mapping_media_freedom: str | None
    sdg: str | None


class Category(StrEnum):
    """The 26 kinds of violation of the rights of journalists."""

    KIL = "KIL"
    DIS = "DIS"
    TOR = "TOR"
    ATT = "ATT"
    THR = "THR"
    DET = "DET"
    ARR = "ARR"
    SUM = "SUM"
    SUR = "SUR"
    OBS = "OBS"
    INT = "INT"
    PRP = "PRP"
    SMR = "SMR"
    IMP = "IMP"
    ACC = "ACC"
    DSC = "DSC"
    CRT = "CRT"
    BLK = "BLK"
    CLS = "CLS"
    CYB = "CYB"
    CRM = "CRM"
    CIV = "CIV"
    ADM = "ADM"
    ECO = "ECO"
    BOR = "BOR"
    SRC = "SRC"


def _facts(kk: str, ru: str, en: str, block: str | None, us: str, mmf: str | None, sdg: str | None) -> CategoryFacts:
    return CategoryFacts(Label(kk, ru, en), block, us, mmf, sdg)


_HARM = "other harmful act"


CATEGORIES: dict[Category, CategoryFacts] = {
    Category.KIL: _facts("кісі өлтіру", "убийство", "killing", "A", "assault", "death", "killing"),
    Category.DIS: _facts("жоғалу, ұрлау", "похищение, исчезновение", "abduction, disappearance", "A", "other incident", None,
                         "kidnapping, enforced disappearance"),
    Category.TOR: _facts("азаптау", "пытки", "torture, ill-treatment", "A", "assault", "physical assault, injury", "torture"),
    Category.ATT: _facts("шабуыл", "нападение", "attack", "A", "assault", "physical assault, injury", _HARM),
    Category.THR: _facts("қоқан-лоққы", "угроза", "threat", "A", "chilling statement", "intimidation", _HARM),
    Category.DET: _facts("ұстау", "задержание", "detention", "A", "arrest/criminal charge", "arrest/detention", "arbitrary detention"),
    Category.ARR: _facts("қамау", "арест", "arrest, custody", "A", "arrest/criminal charge", "arrest/detention", "arbitrary detention"),
    Category.SUM: _facts("шақырту, жауап алу", "вызов, допрос", "summons, interrogation", "A", "other incident", "interrogation", None),
    Category.SUR: _facts("аңду", "слежка", "surveillance", "A", "other incident", "intimidation", _HARM),
    Category.OBS: _facts("заңды кәсіби қызметіне кедергі келтіру", "воспрепятствование законной профессиональной деятельности",
                         "obstruction of lawful professional activity", "A", "denial of access", "blocked access", None),
    Category.INT: _facts("араласу, цензура", "вмешательство, цензура", "interference, censorship", "A", "prior restraint", "censorship", None),
    Category.PRP: _facts("тінту, тәркілеу, бүлдіру", "обыск, изъятие, порча", "search, seizure, damage", "A",
                         "equipment damage; search or seizure", "attack to property", _HARM),
    Category.SMR: _facts("қаралау, қорлау", "оскорбление, дискредитация", "insult, smear", "A", "chilling statement",
                         "defamation, trolling", _HARM),
    Category.IMP: _facts("бейнесін пайдалану, фейк", "использование образа, фейк", "impersonation, deepfake", "A", "other incident", None, None),
    Category.ACC: _facts("ақпарат бермеу", "отказ в информации", "refusal of information", "B", "denial of access", "blocked access", "16.10.2"),
    Category.DSC: _facts("кемсіту, аккредиттеу", "дискриминация, аккредитация", "discrimination, accreditation", "B", "denial of access",
                         "blocked access", None),
    Category.CRT: _facts("жабық сот", "закрытый суд", "closed court", "B", "denial of access", "blocked access", None),
    Category.BLK: _facts("бұғаттау", "блокировка", "blocking", "B", "prior restraint", "legal measures", None),
    Category.CLS: _facts("жабу, тоқтату", "закрытие, приостановка", "closure, suspension", "B", "prior restraint", "legal measures", None),
    Category.CYB: _facts("бұзу, DDoS", "взлом, DDoS", "hacking, DDoS", "B", "other incident", "attack to property", None),
    Category.CRM: _facts("қылмыстық іс", "уголовное дело", "criminal case", "C", "arrest/criminal charge", "criminal charges", None),
    Category.CIV: _facts("талап арыз", "иск", "civil claim", "C", "other incident", "civil charges", None),
    Category.ADM: _facts("әкімшілік іс", "административное дело", "administrative case", "C", "arrest/criminal charge", "legal measures", None),
    Category.ECO: _facts("жұмыстан шығару, қысым", "увольнение, экономическое давление", "dismissal, economic pressure", "A", "other incident",
                         "loss of employment", None),
    Category.BOR: _facts("шекара, шығарып жіберу", "граница, выдворение", "border, deportation", None, "border stop", "blocked access", None),
    Category.SRC: _facts("дереккөзді ашу", "раскрытие источника", "demand to reveal a source", "A", "subpoena/legal order", "legal measures", None),
}  # fmt: skip
