"""The categories of violation. Everything that is known of a category stands in its one entry here."""

from collections.abc import Callable
from enum import StrEnum
from typing import Self

from records.i18n import kept, kept_plural
from records.vocabulary.category_facts import ActKind, CategoryFacts, CoarseClass, CourtCase, JfjType, MapmfType


class Category(StrEnum):
    """A kind of violation of the rights of journalists. The order is that of lists and forms."""

    facts: CategoryFacts

    # Of any number, since Category("ATT") looks a member up and gives none; a member has exactly one.
    def __new__(cls, code: str, *facts: CategoryFacts) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        (member.facts,) = facts
        return member

    # fmt: off
    KIL = "KIL", CategoryFacts(
        label=kept("killing"), adil_soz="убийство",
        counted=kept_plural("{n} killing", "{n} killings"),
        coarse=CoarseClass.KILLING, kind=ActKind.VIOLENCE, block="A", us_tracker="assault",
        mapping_media_freedom="death", sdg="killing",
        jfj=JfjType.PHYSICAL, mapmf=MapmfType.PHYSICAL, gravity=260, punishable=True, always_told=True,
        urgent=True, gravest=True, by_others=True,
    )
    DIS = "DIS", CategoryFacts(
        label=kept("abduction, disappearance"), adil_soz="похищение, исчезновение",
        counted=kept_plural("{n} abduction or disappearance", "{n} abductions or disappearances"),
        coarse=CoarseClass.OTHER, kind=ActKind.VIOLENCE, block="A", us_tracker="other incident",
        mapping_media_freedom=None, sdg="kidnapping, enforced disappearance",
        jfj=JfjType.PHYSICAL, mapmf=MapmfType.PHYSICAL, gravity=250, punishable=True, always_told=True,
        urgent=True, gravest=True,
    )
    TOR = "TOR", CategoryFacts(
        label=kept("torture, ill-treatment"), adil_soz="пытки",
        counted=kept_plural("{n} case of torture or ill-treatment", "{n} cases of torture or ill-treatment"),
        coarse=CoarseClass.ATTACK, kind=ActKind.VIOLENCE, block="A", us_tracker="assault",
        mapping_media_freedom="physical assault, injury", sdg="torture",
        jfj=JfjType.PHYSICAL, mapmf=MapmfType.PHYSICAL, gravity=240, punishable=True, always_told=True,
    )
    ATT = "ATT", CategoryFacts(
        label=kept("attack"), adil_soz="нападение",
        counted=kept_plural("{n} attack on journalists", "{n} attacks on journalists"),
        coarse=CoarseClass.ATTACK, kind=ActKind.VIOLENCE, block="A", us_tracker="assault",
        mapping_media_freedom="physical assault, injury", sdg="other harmful act",
        jfj=JfjType.PHYSICAL, mapmf=MapmfType.PHYSICAL, gravity=230, punishable=True,
        by_others=True,
    )
    THR = "THR", CategoryFacts(
        label=kept("threat"), adil_soz="угроза",
        counted=kept_plural("{n} threat", "{n} threats"),
        coarse=CoarseClass.THREAT, kind=ActKind.VIOLENCE, block="A", us_tracker="chilling statement",
        mapping_media_freedom="intimidation", sdg="other harmful act",
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.VERBAL, gravity=200, punishable=True,
        by_others=True,
    )
    DET = "DET", CategoryFacts(
        label=kept("detention"), adil_soz="задержание",
        counted=kept_plural("{n} detention of media workers", "{n} detentions of media workers"),
        coarse=CoarseClass.DETENTION, kind=ActKind.LIBERTY, block="A", us_tracker="arrest/criminal charge",
        mapping_media_freedom="arrest/detention", sdg="arbitrary detention",
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=210, punishable_if_unlawful=True, pursuit=True,
        urgent=True, often_unrelated=True, case_step=True,
    )
    ARR = "ARR", CategoryFacts(
        label=kept("arrest, custody"), adil_soz="арест",
        counted=kept_plural("{n} arrest", "{n} arrests"),
        coarse=CoarseClass.DETENTION, kind=ActKind.LIBERTY, block="A", us_tracker="arrest/criminal charge",
        mapping_media_freedom="arrest/detention", sdg="arbitrary detention",
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=220, punishable_if_unlawful=True, pursuit=True,
        urgent=True, often_unrelated=True, act_of_court=True, case_step=True, later_step=True,
    )
    SUM = "SUM", CategoryFacts(
        label=kept("summons, interrogation"), adil_soz="вызов, допрос",
        counted=kept_plural("{n} summons or interrogation", "{n} summonses or interrogations"),
        coarse=CoarseClass.PROSECUTION, kind=ActKind.LIBERTY, block="A", us_tracker="other incident",
        mapping_media_freedom="interrogation", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=140, pursuit=True,
        often_unrelated=True, case_step=True,
    )
    SUR = "SUR", CategoryFacts(
        label=kept("surveillance"), adil_soz="слежка",
        counted=kept_plural("{n} case of surveillance", "{n} cases of surveillance"),
        coarse=CoarseClass.SURVEILLANCE, kind=ActKind.VIOLENCE, block="A", us_tracker="other incident",
        mapping_media_freedom="intimidation", sdg="other harmful act",
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.LEGAL, gravity=170, punishable=True,
    )
    OBS = "OBS", CategoryFacts(
        label=kept("obstruction of lawful professional activity"), adil_soz="воспрепятствование законной профессиональной деятельности",
        counted=kept_plural("{n} case of obstruction of journalists' lawful professional activity",
                            "{n} cases of obstruction of journalists' lawful professional activity"),
        coarse=CoarseClass.INTERFERENCE, kind=ActKind.WORK, block="A", us_tracker="denial of access",
        mapping_media_freedom="blocked access", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=90, punishable=True,
        case_step=True,
    )
    INT = "INT", CategoryFacts(
        label=kept("interference, censorship"), adil_soz="вмешательство, цензура",
        counted=kept_plural("{n} case of interference or censorship", "{n} cases of interference or censorship"),
        coarse=CoarseClass.INTERFERENCE, kind=ActKind.WORK, block="A", us_tracker="prior restraint",
        mapping_media_freedom="censorship", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=60, pursuit=True,
    )
    PRP = "PRP", CategoryFacts(
        label=kept("search, seizure, damage"), adil_soz="обыск, изъятие, порча",
        counted=kept_plural("{n} search, seizure or damage to property", "{n} searches, seizures or damages to property"),
        coarse=CoarseClass.PROPERTY, kind=ActKind.THINGS, block="A", us_tracker="equipment damage; search or seizure",
        mapping_media_freedom="attack to property", sdg="other harmful act",
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.PROPERTY, gravity=160, punishable=True,
        often_unrelated=True, case_step=True,
    )
    SMR = "SMR", CategoryFacts(
        label=kept("insult, smear"), adil_soz="оскорбление, дискредитация",
        counted=kept_plural("{n} insult or smear", "{n} insults or smears"),
        coarse=CoarseClass.OTHER, kind=ActKind.HONOUR, block="A", us_tracker="chilling statement",
        mapping_media_freedom="defamation, trolling", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.VERBAL, gravity=40, pursuit=True,
    )
    IMP = "IMP", CategoryFacts(
        label=kept("impersonation, deepfake"), adil_soz="использование образа, фейк",
        counted=kept_plural("{n} misuse of a journalist's image", "{n} misuses of a journalist's image"),
        coarse=CoarseClass.OTHER, kind=ActKind.HONOUR, block="A", us_tracker="other incident",
        mapping_media_freedom=None, sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.VERBAL, gravity=50, punishable=True,
        done_to_sites=True,
    )
    ACC = "ACC", CategoryFacts(
        label=kept("refusal of information"), adil_soz="отказ в информации",
        counted=kept_plural("{n} refusal of information", "{n} refusals of information"),
        coarse=CoarseClass.INTERFERENCE, kind=ActKind.WORK, block="B", us_tracker="denial of access",
        mapping_media_freedom="blocked access", sdg="16.10.2",
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=10, pursuit=True,
    )
    DSC = "DSC", CategoryFacts(
        label=kept("discrimination, accreditation"), adil_soz="дискриминация, аккредитация",
        counted=kept_plural("{n} case of discrimination in access or accreditation", "{n} cases of discrimination in access or accreditation"),
        coarse=CoarseClass.ACCREDITATION, kind=ActKind.WORK, block="B", us_tracker="denial of access",
        mapping_media_freedom="blocked access", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=30, pursuit=True,
    )
    CRT = "CRT", CategoryFacts(
        label=kept("closed court"), adil_soz="закрытый суд",
        counted=kept_plural("{n} court closed to the press", "{n} courts closed to the press"),
        coarse=CoarseClass.INTERFERENCE, kind=ActKind.WORK, block="B", us_tracker="denial of access",
        mapping_media_freedom="blocked access", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=20, pursuit=True,
        act_of_court=True,
    )
    BLK = "BLK", CategoryFacts(
        label=kept("blocking"), adil_soz="блокировка",
        counted=kept_plural("{n} blocking", "{n} blockings"),
        coarse=CoarseClass.CENSORSHIP, kind=ActKind.THINGS, block="B", us_tracker="prior restraint",
        mapping_media_freedom="legal measures", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.CENSORSHIP, gravity=110, pursuit=True,
        online=True, done_to_sites=True,
    )
    CLS = "CLS", CategoryFacts(
        label=kept("closure, suspension"), adil_soz="закрытие, приостановка",
        counted=kept_plural("{n} closure or suspension of an outlet", "{n} closures or suspensions of outlets"),
        coarse=CoarseClass.CENSORSHIP, kind=ActKind.THINGS, block="B", us_tracker="prior restraint",
        mapping_media_freedom="legal measures", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.CENSORSHIP, gravity=120, pursuit=True,
        done_to_sites=True,
    )
    CYB = "CYB", CategoryFacts(
        label=kept("hacking, DDoS"), adil_soz="взлом, DDoS",
        counted=kept_plural("{n} hacking or DDoS attack", "{n} hackings or DDoS attacks"),
        coarse=CoarseClass.CENSORSHIP, kind=ActKind.THINGS, block="B", us_tracker="other incident",
        mapping_media_freedom="attack to property", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.PROPERTY, gravity=100, punishable=True,
        online=True, done_to_sites=True, told_as="ATT",
    )
    CRM = "CRM", CategoryFacts(
        label=kept("criminal case"), adil_soz="уголовное дело",
        counted=kept_plural("{n} criminal case against journalists", "{n} criminal cases against journalists"),
        coarse=CoarseClass.PROSECUTION, kind=ActKind.LAW, block="C", us_tracker="arrest/criminal charge",
        mapping_media_freedom="criminal charges", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=190, pursuit=True,
        often_unrelated=True, court_case=CourtCase.CRIMINAL, case_step=True,
    )
    CIV = "CIV", CategoryFacts(
        label=kept("civil claim"), adil_soz="иск",
        counted=kept_plural("{n} civil claim", "{n} civil claims"),
        coarse=CoarseClass.PROSECUTION, kind=ActKind.LAW, block="C", us_tracker="other incident",
        mapping_media_freedom="civil charges", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=80, pursuit=True,
        often_unrelated=True, court_case=CourtCase.CIVIL,
    )
    ADM = "ADM", CategoryFacts(
        label=kept("administrative case"), adil_soz="административное дело",
        counted=kept_plural("{n} administrative case", "{n} administrative cases"),
        coarse=CoarseClass.PROSECUTION, kind=ActKind.LAW, block="C", us_tracker="arrest/criminal charge",
        mapping_media_freedom="legal measures", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=130, pursuit=True,
        often_unrelated=True, court_case=CourtCase.ADMINISTRATIVE,
    )
    ECO = "ECO", CategoryFacts(
        label=kept("dismissal, economic pressure"), adil_soz="увольнение, экономическое давление",
        counted=kept_plural("{n} dismissal or case of economic pressure", "{n} dismissals or cases of economic pressure"),
        coarse=CoarseClass.OTHER, kind=ActKind.WORK, block="A", us_tracker="other incident",
        mapping_media_freedom="loss of employment", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.CENSORSHIP, gravity=70, pursuit=True,
    )
    BOR = "BOR", CategoryFacts(
        label=kept("border, deportation"), adil_soz="граница, выдворение",
        counted=kept_plural("{n} refusal at the border or deportation", "{n} refusals at the border or deportations"),
        coarse=CoarseClass.OTHER, kind=ActKind.LIBERTY, block=None, us_tracker="border stop",
        mapping_media_freedom="blocked access", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.CENSORSHIP, gravity=180, pursuit=True,
        case_step=True, later_step=True,
    )
    SRC = "SRC", CategoryFacts(
        label=kept("demand to reveal a source"), adil_soz="раскрытие источника",
        counted=kept_plural("{n} demand to reveal a source", "{n} demands to reveal a source"),
        coarse=CoarseClass.OTHER, kind=ActKind.LIBERTY, block="A", us_tracker="subpoena/legal order",
        mapping_media_freedom="legal measures", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=150, pursuit=True,
        case_step=True,
    )
    # fmt: on


CATEGORIES: dict[Category, CategoryFacts] = {category: category.facts for category in Category}

# Those that the screening proposes, in the order of a model's heads. A person names the others at the desk.
READ_BY_MACHINE = tuple(category for category in Category if category.facts.read_by_machine)

# The gravest first: the order in which a publication tells and counts them.
BY_GRAVITY = tuple(sorted(Category, key=lambda category: -category.facts.gravity))


def codes_where(holds: Callable[[CategoryFacts], object]) -> frozenset[Category]:
    """The categories of which something holds."""
    return frozenset(category for category in Category if holds(category.facts))
