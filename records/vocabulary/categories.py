"""The categories of violation, with all facts about each in its one entry, and the taxonomies to which they map."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from records.i18n import gettext_noop, ngettext_noop

# Types of a category's facts. Sources of the taxonomies: Justice for Journalists, Media Risk Map, "Attacks types" (https://jfj.fund/risk-map/, read
# in November 2026); Mapping Media Freedom, the five types of its monitoring reports since 2020 (https://www.mappingmediafreedom.org/methodology/).


class CoarseClass(StrEnum):
    """The eleven coarse classes of incidents. Readers can distinguish them without knowing the vocabulary, and the gold set is labelled with them."""

    KILLING = "killing"
    ATTACK = "attack"
    THREAT = "threat"
    DETENTION = "detention"
    PROSECUTION = "prosecution"
    SURVEILLANCE = "surveillance"
    INTERFERENCE = "interference"
    PROPERTY = "property"
    ACCREDITATION = "accreditation"
    CENSORSHIP = "censorship"
    OTHER = "other"


class ActKind(StrEnum):
    """Kinds of act. Within one kind, different reporters assign one act to different categories."""

    VIOLENCE = "violence"
    LIBERTY = "liberty"
    LAW = "law"
    WORK = "work"
    THINGS = "things"
    HONOUR = "honour"


class CourtCase(StrEnum):
    """The kind of court case that a category itself is."""

    CRIMINAL = "criminal"
    CIVIL = "civil"
    ADMINISTRATIVE = "administrative"


class JfjType(StrEnum):
    """The three types of attack of Justice for Journalists, for whom Adil Soz writes the yearly report on Kazakhstan."""

    PHYSICAL = "physical"
    NON_PHYSICAL = "non-physical and cyber"
    JUDICIAL = "judicial and economic"


class MapmfType(StrEnum):
    """The five current types of attack of Mapping Media Freedom."""

    PHYSICAL = "physical"
    VERBAL = "verbal"
    PROPERTY = "property"
    LEGAL = "legal"
    CENSORSHIP = "censorship"


@dataclass(frozen=True)
class CategoryFacts:
    """The facts about a category; flags default to false."""

    label: str
    """A message, translated where it is shown."""
    adil_soz: str
    """Adil Soz's name for it. It is written to exports like the other taxonomies, so it does not change with translations of the label."""
    counted: tuple[str, str]
    """The phrase for one and for many in a document, as messages for `ntr`."""
    coarse: CoarseClass
    kind: ActKind
    block: str | None
    """Block A, B or C of Adil Soz; None if it has none. None means the same in the next three, its codes in other taxonomies."""
    us_tracker: str
    mapping_media_freedom: str | None
    """The finer list of 2014 to 2019, which stays in exports for its users."""
    sdg: str | None
    jfj: JfjType
    mapmf: MapmfType
    gravity: int
    """Its gravity: a larger number is graver. Every category has its own, with gaps between them (`docs/decisions/0022-gravity-and-pursuit.md`)."""
    punishable: bool = False
    """The law of every country punishes the perpetrator, so somebody should be held to account for its incidents."""
    punishable_if_unlawful: bool = False
    """Punishable only if it was unlawful, which a field of the incident says."""
    pursuit: bool = False
    """It pursues or hinders the journalist or the outlet: days under pursuit and in custody are counted."""
    always_told: bool = False
    """Every incident is described in a publication, whatever else is chosen."""
    read_by_machine: bool = True
    """False until a model was trained for it: the screening never proposes it, and a person chooses it at the desk."""
    urgent: bool = False
    """People are notified of a likely draft at once, because in the first hours, as of custody, somebody can still help."""
    gravest: bool = False
    """A statement mentions it also if nobody suffered it."""
    online: bool = False
    """An act on a site or a channel, which is online by its nature."""
    done_to_sites: bool = False
    """Next to it, words for any site (сайт, аккаунт) mean the press."""
    often_unrelated: bool = False
    """A charge that may have nothing to do with the press."""
    told_as: str | None = None
    """Code of a category whose words often describe this one: a hacking is called an attack."""
    court_case: CourtCase | None = None
    act_of_court: bool = False
    """The act itself is a court's, so words about courts do not make the news a follow-up. Every court case is such an act."""
    case_step: bool = False
    """An act of the state against one person in one case before it reaches a court."""
    later_step: bool = False
    """As the main category, it may be a later step of a criminal case that began with another one."""
    by_others: bool = False
    """An act of non-state actors. A criminal case after it is against them and not against the victim."""

    @property
    def by_state(self) -> bool:
        """Return whether it is an act of the state in a case against one person."""
        return self.case_step or self.court_case is not None


class Category(StrEnum):
    """A kind of violation of the rights of journalists. The order is that of lists and forms."""

    facts: CategoryFacts

    # Variadic because Category("ATT") looks a member up without facts; a member has exactly one.
    def __new__(cls, code: str, *facts: CategoryFacts) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        (member.facts,) = facts
        return member

    # fmt: off
    KIL = "KIL", CategoryFacts(
        label=gettext_noop("killing"), adil_soz="убийство",
        counted=ngettext_noop("{n} killing", "{n} killings"),
        coarse=CoarseClass.KILLING, kind=ActKind.VIOLENCE, block="A", us_tracker="assault",
        mapping_media_freedom="death", sdg="killing",
        jfj=JfjType.PHYSICAL, mapmf=MapmfType.PHYSICAL, gravity=260, punishable=True, always_told=True,
        urgent=True, gravest=True, by_others=True,
    )
    DIS = "DIS", CategoryFacts(
        label=gettext_noop("abduction, disappearance"), adil_soz="похищение, исчезновение",
        counted=ngettext_noop("{n} abduction or disappearance", "{n} abductions or disappearances"),
        coarse=CoarseClass.OTHER, kind=ActKind.VIOLENCE, block="A", us_tracker="other incident",
        mapping_media_freedom=None, sdg="kidnapping, enforced disappearance",
        jfj=JfjType.PHYSICAL, mapmf=MapmfType.PHYSICAL, gravity=250, punishable=True, always_told=True,
        urgent=True, gravest=True,
    )
    TOR = "TOR", CategoryFacts(
        label=gettext_noop("torture, ill-treatment"), adil_soz="пытки",
        counted=ngettext_noop("{n} case of torture or ill-treatment", "{n} cases of torture or ill-treatment"),
        coarse=CoarseClass.ATTACK, kind=ActKind.VIOLENCE, block="A", us_tracker="assault",
        mapping_media_freedom="physical assault, injury", sdg="torture",
        jfj=JfjType.PHYSICAL, mapmf=MapmfType.PHYSICAL, gravity=240, punishable=True, always_told=True,
    )
    ATT = "ATT", CategoryFacts(
        label=gettext_noop("attack"), adil_soz="нападение",
        counted=ngettext_noop("{n} attack on journalists", "{n} attacks on journalists"),
        coarse=CoarseClass.ATTACK, kind=ActKind.VIOLENCE, block="A", us_tracker="assault",
        mapping_media_freedom="physical assault, injury", sdg="other harmful act",
        jfj=JfjType.PHYSICAL, mapmf=MapmfType.PHYSICAL, gravity=230, punishable=True,
        by_others=True,
    )
    THR = "THR", CategoryFacts(
        label=gettext_noop("threat"), adil_soz="угроза",
        counted=ngettext_noop("{n} threat", "{n} threats"),
        coarse=CoarseClass.THREAT, kind=ActKind.VIOLENCE, block="A", us_tracker="chilling statement",
        mapping_media_freedom="intimidation", sdg="other harmful act",
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.VERBAL, gravity=200, punishable=True,
        by_others=True,
    )
    DET = "DET", CategoryFacts(
        label=gettext_noop("detention"), adil_soz="задержание",
        counted=ngettext_noop("{n} detention of media workers", "{n} detentions of media workers"),
        coarse=CoarseClass.DETENTION, kind=ActKind.LIBERTY, block="A", us_tracker="arrest/criminal charge",
        mapping_media_freedom="arrest/detention", sdg="arbitrary detention",
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=210, punishable_if_unlawful=True, pursuit=True,
        urgent=True, often_unrelated=True, case_step=True,
    )
    ARR = "ARR", CategoryFacts(
        label=gettext_noop("arrest, custody"), adil_soz="арест",
        counted=ngettext_noop("{n} arrest", "{n} arrests"),
        coarse=CoarseClass.DETENTION, kind=ActKind.LIBERTY, block="A", us_tracker="arrest/criminal charge",
        mapping_media_freedom="arrest/detention", sdg="arbitrary detention",
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=220, punishable_if_unlawful=True, pursuit=True,
        urgent=True, often_unrelated=True, act_of_court=True, case_step=True, later_step=True,
    )
    SUM = "SUM", CategoryFacts(
        label=gettext_noop("summons, interrogation"), adil_soz="вызов, допрос",
        counted=ngettext_noop("{n} summons or interrogation", "{n} summonses or interrogations"),
        coarse=CoarseClass.PROSECUTION, kind=ActKind.LIBERTY, block="A", us_tracker="other incident",
        mapping_media_freedom="interrogation", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=140, pursuit=True,
        often_unrelated=True, case_step=True,
    )
    SUR = "SUR", CategoryFacts(
        label=gettext_noop("surveillance"), adil_soz="слежка",
        counted=ngettext_noop("{n} case of surveillance", "{n} cases of surveillance"),
        coarse=CoarseClass.SURVEILLANCE, kind=ActKind.VIOLENCE, block="A", us_tracker="other incident",
        mapping_media_freedom="intimidation", sdg="other harmful act",
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.LEGAL, gravity=170, punishable=True,
    )
    OBS = "OBS", CategoryFacts(
        label=gettext_noop("obstruction of lawful professional activity"), adil_soz="воспрепятствование законной профессиональной деятельности",
        counted=ngettext_noop("{n} case of obstruction of journalists' lawful professional activity",
                            "{n} cases of obstruction of journalists' lawful professional activity"),
        coarse=CoarseClass.INTERFERENCE, kind=ActKind.WORK, block="A", us_tracker="denial of access",
        mapping_media_freedom="blocked access", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=90, punishable=True,
        case_step=True,
    )
    INT = "INT", CategoryFacts(
        label=gettext_noop("interference, censorship"), adil_soz="вмешательство, цензура",
        counted=ngettext_noop("{n} case of interference or censorship", "{n} cases of interference or censorship"),
        coarse=CoarseClass.INTERFERENCE, kind=ActKind.WORK, block="A", us_tracker="prior restraint",
        mapping_media_freedom="censorship", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=60, pursuit=True,
    )
    PRP = "PRP", CategoryFacts(
        label=gettext_noop("search, seizure, damage"), adil_soz="обыск, изъятие, порча",
        counted=ngettext_noop("{n} search, seizure or damage to property", "{n} searches, seizures or damages to property"),
        coarse=CoarseClass.PROPERTY, kind=ActKind.THINGS, block="A", us_tracker="equipment damage; search or seizure",
        mapping_media_freedom="attack to property", sdg="other harmful act",
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.PROPERTY, gravity=160, punishable=True,
        often_unrelated=True, case_step=True,
    )
    SMR = "SMR", CategoryFacts(
        label=gettext_noop("insult, smear"), adil_soz="оскорбление, дискредитация",
        counted=ngettext_noop("{n} insult or smear", "{n} insults or smears"),
        coarse=CoarseClass.OTHER, kind=ActKind.HONOUR, block="A", us_tracker="chilling statement",
        mapping_media_freedom="defamation, trolling", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.VERBAL, gravity=40, pursuit=True,
    )
    IMP = "IMP", CategoryFacts(
        label=gettext_noop("impersonation, deepfake"), adil_soz="использование образа, фейк",
        counted=ngettext_noop("{n} misuse of a journalist's image", "{n} misuses of a journalist's image"),
        coarse=CoarseClass.OTHER, kind=ActKind.HONOUR, block="A", us_tracker="other incident",
        mapping_media_freedom=None, sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.VERBAL, gravity=50, punishable=True,
        done_to_sites=True,
    )
    ACC = "ACC", CategoryFacts(
        label=gettext_noop("refusal of information"), adil_soz="отказ в информации",
        counted=ngettext_noop("{n} refusal of information", "{n} refusals of information"),
        coarse=CoarseClass.INTERFERENCE, kind=ActKind.WORK, block="B", us_tracker="denial of access",
        mapping_media_freedom="blocked access", sdg="16.10.2",
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=10, pursuit=True,
    )
    DSC = "DSC", CategoryFacts(
        label=gettext_noop("discrimination, accreditation"), adil_soz="дискриминация, аккредитация",
        counted=ngettext_noop("{n} case of discrimination in access or accreditation", "{n} cases of discrimination in access or accreditation"),
        coarse=CoarseClass.ACCREDITATION, kind=ActKind.WORK, block="B", us_tracker="denial of access",
        mapping_media_freedom="blocked access", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=30, pursuit=True,
    )
    CRT = "CRT", CategoryFacts(
        label=gettext_noop("closed court"), adil_soz="закрытый суд",
        counted=ngettext_noop("{n} court closed to the press", "{n} courts closed to the press"),
        coarse=CoarseClass.INTERFERENCE, kind=ActKind.WORK, block="B", us_tracker="denial of access",
        mapping_media_freedom="blocked access", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.CENSORSHIP, gravity=20, pursuit=True,
        act_of_court=True,
    )
    BLK = "BLK", CategoryFacts(
        label=gettext_noop("blocking"), adil_soz="блокировка",
        counted=ngettext_noop("{n} blocking", "{n} blockings"),
        coarse=CoarseClass.CENSORSHIP, kind=ActKind.THINGS, block="B", us_tracker="prior restraint",
        mapping_media_freedom="legal measures", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.CENSORSHIP, gravity=110, pursuit=True,
        online=True, done_to_sites=True,
    )
    CLS = "CLS", CategoryFacts(
        label=gettext_noop("closure, suspension"), adil_soz="закрытие, приостановка",
        counted=ngettext_noop("{n} closure or suspension of an outlet", "{n} closures or suspensions of outlets"),
        coarse=CoarseClass.CENSORSHIP, kind=ActKind.THINGS, block="B", us_tracker="prior restraint",
        mapping_media_freedom="legal measures", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.CENSORSHIP, gravity=120, pursuit=True,
        done_to_sites=True,
    )
    CYB = "CYB", CategoryFacts(
        label=gettext_noop("hacking, DDoS"), adil_soz="взлом, DDoS",
        counted=ngettext_noop("{n} hacking or DDoS attack", "{n} hackings or DDoS attacks"),
        coarse=CoarseClass.CENSORSHIP, kind=ActKind.THINGS, block="B", us_tracker="other incident",
        mapping_media_freedom="attack to property", sdg=None,
        jfj=JfjType.NON_PHYSICAL, mapmf=MapmfType.PROPERTY, gravity=100, punishable=True,
        online=True, done_to_sites=True, told_as="ATT",
    )
    CRM = "CRM", CategoryFacts(
        label=gettext_noop("criminal case"), adil_soz="уголовное дело",
        counted=ngettext_noop("{n} criminal case against journalists", "{n} criminal cases against journalists"),
        coarse=CoarseClass.PROSECUTION, kind=ActKind.LAW, block="C", us_tracker="arrest/criminal charge",
        mapping_media_freedom="criminal charges", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=190, pursuit=True,
        often_unrelated=True, court_case=CourtCase.CRIMINAL, case_step=True,
    )
    CIV = "CIV", CategoryFacts(
        label=gettext_noop("civil claim"), adil_soz="иск",
        counted=ngettext_noop("{n} civil claim", "{n} civil claims"),
        coarse=CoarseClass.PROSECUTION, kind=ActKind.LAW, block="C", us_tracker="other incident",
        mapping_media_freedom="civil charges", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=80, pursuit=True,
        often_unrelated=True, court_case=CourtCase.CIVIL,
    )
    ADM = "ADM", CategoryFacts(
        label=gettext_noop("administrative case"), adil_soz="административное дело",
        counted=ngettext_noop("{n} administrative case", "{n} administrative cases"),
        coarse=CoarseClass.PROSECUTION, kind=ActKind.LAW, block="C", us_tracker="arrest/criminal charge",
        mapping_media_freedom="legal measures", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=130, pursuit=True,
        often_unrelated=True, court_case=CourtCase.ADMINISTRATIVE,
    )
    ECO = "ECO", CategoryFacts(
        label=gettext_noop("dismissal, economic pressure"), adil_soz="увольнение, экономическое давление",
        counted=ngettext_noop("{n} dismissal or case of economic pressure", "{n} dismissals or cases of economic pressure"),
        coarse=CoarseClass.OTHER, kind=ActKind.WORK, block="A", us_tracker="other incident",
        mapping_media_freedom="loss of employment", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.CENSORSHIP, gravity=70, pursuit=True,
    )
    BOR = "BOR", CategoryFacts(
        label=gettext_noop("border, deportation"), adil_soz="граница, выдворение",
        counted=ngettext_noop("{n} refusal at the border or deportation", "{n} refusals at the border or deportations"),
        coarse=CoarseClass.OTHER, kind=ActKind.LIBERTY, block=None, us_tracker="border stop",
        mapping_media_freedom="blocked access", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.CENSORSHIP, gravity=180, pursuit=True,
        case_step=True, later_step=True,
    )
    SRC = "SRC", CategoryFacts(
        label=gettext_noop("demand to reveal a source"), adil_soz="раскрытие источника",
        counted=ngettext_noop("{n} demand to reveal a source", "{n} demands to reveal a source"),
        coarse=CoarseClass.OTHER, kind=ActKind.LIBERTY, block="A", us_tracker="subpoena/legal order",
        mapping_media_freedom="legal measures", sdg=None,
        jfj=JfjType.JUDICIAL, mapmf=MapmfType.LEGAL, gravity=150, pursuit=True,
        case_step=True,
    )
    # fmt: on


CATEGORIES: dict[Category, CategoryFacts] = {category: category.facts for category in Category}

# Those that the screening proposes, in the order of a model's heads. People choose the others at the desk.
READ_BY_MACHINE = tuple(category for category in Category if category.facts.read_by_machine)

# The gravest first: the order in which a publication describes and counts them.
BY_GRAVITY = tuple(sorted(Category, key=lambda category: -category.facts.gravity))


def codes_where(holds: Callable[[CategoryFacts], object]) -> frozenset[Category]:
    """Return the categories whose facts satisfy a condition."""
    return frozenset(category for category in Category if holds(category.facts))


# The taxonomies to which categories map: owner, source and codes. They are those of Adil Soz, the U.S. Press Freedom Tracker, Mapping Media Freedom
# (the list of 2014 to 2019 and the current one), the Sustainable Development Goals, and Justice for Journalists, whose three types are the chapters
# of the yearly report. Labels of codes are messages.

JFJ_LABELS: dict[JfjType, str] = {
    JfjType.PHYSICAL: gettext_noop("physical attacks and threats to life, liberty and health"),
    JfjType.NON_PHYSICAL: gettext_noop("non-physical and/or cyber attacks and threats"),
    JfjType.JUDICIAL: gettext_noop("attacks via judicial and/or economic means"),
}
MAPMF_LABELS: dict[MapmfType, str] = {
    MapmfType.PHYSICAL: gettext_noop("physical attacks"),
    MapmfType.VERBAL: gettext_noop("verbal attacks"),
    MapmfType.PROPERTY: gettext_noop("attacks on property"),
    MapmfType.LEGAL: gettext_noop("legal incidents"),
    MapmfType.CENSORSHIP: gettext_noop("censorship"),
}
_BLOCK_LABELS = {
    "A": gettext_noop("block A: violations of the rights of journalists"),
    "B": gettext_noop("block B: violations of access to information and of its spread"),
    "C": gettext_noop("block C: claims and accusations against journalists and media"),
}
_US_LABELS = {
    "assault": gettext_noop("assault on a journalist"),
    "arrest/criminal charge": gettext_noop("arrest or criminal charge"),
    "border stop": gettext_noop("stop at a border"),
    "chilling statement": gettext_noop("chilling statement: words that are to frighten the press"),
    "denial of access": gettext_noop("denial of access"),
    "equipment damage; search or seizure": gettext_noop("damage to equipment; search or seizure"),
    "prior restraint": gettext_noop("prior restraint: a publication is hindered before it appears"),
    "subpoena/legal order": gettext_noop("subpoena or legal order to hand over material or sources"),
    "other incident": gettext_noop("other incident"),
}
_MAPPING_LABELS = {
    "death": gettext_noop("death of a media worker"),
    "physical assault, injury": gettext_noop("physical assault, injury"),
    "intimidation": gettext_noop("intimidation"),
    "arrest/detention": gettext_noop("arrest or detention"),
    "interrogation": gettext_noop("interrogation"),
    "blocked access": gettext_noop("blocked access"),
    "censorship": gettext_noop("censorship"),
    "attack to property": gettext_noop("attack on property"),
    "defamation, trolling": gettext_noop("defamation, trolling"),
    "legal measures": gettext_noop("legal measures"),
    "criminal charges": gettext_noop("criminal charges"),
    "civil charges": gettext_noop("civil claims"),
    "loss of employment": gettext_noop("loss of employment"),
}
_SDG_LABELS = {
    "killing": gettext_noop("killing"),
    "kidnapping, enforced disappearance": gettext_noop("kidnapping, enforced disappearance"),
    "torture": gettext_noop("torture"),
    "arbitrary detention": gettext_noop("arbitrary detention"),
    "other harmful act": gettext_noop("other harmful act"),
    "16.10.2": gettext_noop("none under 16.10.1: covered by indicator 16.10.2, public access to information"),
}


@dataclass(frozen=True)
class Taxonomy:
    """One taxonomy. `column` is its column in exports and releases, `owner` its author, `source` where it is published.

    `labels` are its codes with their labels, in the order of lists; `place` gives the code of a category, None if it has none.
    """

    column: str
    owner: str
    source: str
    labels: Mapping[str, str]
    place: Callable[[CategoryFacts], str | None]


def _plain(labels: Mapping[Any, str]) -> dict[str, str]:
    """Return labels that equal the codes in exports."""
    return {str(code): label for code, label in labels.items()}


TAXONOMIES_OF_OTHERS = (
    Taxonomy("adil_soz_block", "Adil Soz", "https://adilsoz.kz/", _BLOCK_LABELS, lambda facts: facts.block),
    Taxonomy(
        "adil_soz", "Adil Soz", "https://adilsoz.kz/", {facts.adil_soz: facts.label for facts in CATEGORIES.values()}, lambda facts: facts.adil_soz
    ),
    Taxonomy("us_tracker", "U.S. Press Freedom Tracker", "https://pressfreedomtracker.us/", _US_LABELS, lambda facts: facts.us_tracker),
    Taxonomy("mapping_media_freedom", "Mapping Media Freedom", "https://www.mapmf.org/", _MAPPING_LABELS, lambda facts: facts.mapping_media_freedom),
    Taxonomy(
        "sdg", "UN Sustainable Development Goals, indicator 16.10.1", "https://unstats.un.org/sdgs/metadata/", _SDG_LABELS, lambda facts: facts.sdg
    ),
    Taxonomy("jfj", "Justice for Journalists", "https://jfj.fund/risk-map/", _plain(JFJ_LABELS), lambda facts: facts.jfj),
    Taxonomy("mapmf", "Mapping Media Freedom", "https://www.mappingmediafreedom.org/methodology/", _plain(MAPMF_LABELS), lambda facts: facts.mapmf),
)
