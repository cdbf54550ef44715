"""The facts of a category. `records.vocabulary.categories` gives them for each.

Sources of the taxonomies: Justice for Journalists, Media Risk Map, "Attacks types" (https://jfj.fund/risk-map/, read in November 2026); Mapping Media
Freedom, the five types of its monitoring reports since 2020 (https://www.mappingmediafreedom.org/methodology/).
"""

from dataclasses import dataclass
from enum import StrEnum


class CoarseClass(StrEnum):
    """The eleven coarse classes of incidents. A reader tells them apart without knowing the vocabulary, and the gold set is labelled by them."""

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
    """Kinds of act. Within one kind, different reporters call one act by different categories."""

    VIOLENCE = "violence"
    LIBERTY = "liberty"
    LAW = "law"
    WORK = "work"
    THINGS = "things"
    HONOUR = "honour"


class CourtCase(StrEnum):
    """The case that a category itself is."""

    CRIMINAL = "criminal"
    CIVIL = "civil"
    ADMINISTRATIVE = "administrative"


class JfjType(StrEnum):
    """The three types of attack of Justice for Journalists, for whom Adil Soz writes the yearly report on Kazakhstan."""

    PHYSICAL = "physical"
    NON_PHYSICAL = "non-physical and cyber"
    JUDICIAL = "judicial and economic"


class MapmfType(StrEnum):
    """The five types of attack of Mapping Media Freedom as it is today."""

    PHYSICAL = "physical"
    VERBAL = "verbal"
    PROPERTY = "property"
    LEGAL = "legal"
    CENSORSHIP = "censorship"


@dataclass(frozen=True)
class CategoryFacts:
    """Everything that is known of a category. What is not said of it is false."""

    label: str
    """A message. It is translated where it is shown."""
    adil_soz: str
    """What Adil Soz calls it. It is written to exports like the other taxonomies, so it stays when a translation of the label changes."""
    counted: tuple[str, str]
    """The phrase for one and for many in a document, as messages for `ntr`."""
    coarse: CoarseClass
    kind: ActKind
    block: str | None
    """Block A, B or C of Adil Soz; None = has no place there. So it is with the next three, its places in other taxonomies."""
    us_tracker: str
    mapping_media_freedom: str | None
    """The finer list of 2014 to 2019, which stays in exports for those who read it."""
    sdg: str | None
    jfj: JfjType
    mapmf: MapmfType
    gravity: int
    """How grave it is beside the others: a larger number is graver. Every category has its own, with room between two (`docs/decisions/0022-gravity-and-pursuit.md`)."""
    punishable: bool = False
    """The law of every country punishes whoever does it, so that its incidents wait for somebody to be held to account."""
    punishable_if_unlawful: bool = False
    """It is so only where it was unlawful, which a field of the incident says."""
    pursuit: bool = False
    """The journalist or the outlet is the one who is pursued or hindered by it: days under pursuit and in custody are counted."""
    always_told: bool = False
    """Each of its incidents is told in a publication, whatever else is chosen."""
    read_by_machine: bool = True
    """False until a model was trained for it: the screening never proposes it, and a person names it at the desk."""
    urgent: bool = False
    """A likely draft of it is told at once. In custody too the first hours are when somebody can still help."""
    gravest: bool = False
    """A statement says so where nobody suffered it."""
    online: bool = False
    """An act on a site or a channel, which is online by its nature."""
    done_to_sites: bool = False
    """Words for any site (сайт, аккаунт) mean the press beside it."""
    often_unrelated: bool = False
    """What a person may be charged with for reasons that have nothing to do with the press."""
    told_as: str | None = None
    """Code of a category in whose words this one is often told: a hacking is called an attack."""
    court_case: CourtCase | None = None
    act_of_court: bool = False
    """The act itself is one of a court, so that words of courts beside it do not say that the news is a follow-up. Every court case is such an act."""
    case_step: bool = False
    """What the state does to one person in one case before a court takes it."""
    later_step: bool = False
    """As the main category, it may be a later step of a criminal case that began with another one."""
    by_others: bool = False
    """An act of others than the state. A criminal case after it is against them and not against the victim."""

    @property
    def by_state(self) -> bool:
        """What the state does in a case against one person."""
        return self.case_step or self.court_case is not None
