"""The facts of a category. `records.vocabulary.categories` gives them for each."""

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
    sdg: str | None
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
