"""The taxonomies in which every category has its place (`records.vocabulary.categories`): whose each is, where it is published, and what its codes mean.

Adil Soz's own, those of the U.S. Press Freedom Tracker, of Mapping Media Freedom (in its list of 2014 to 2019 and in that of today) and of the Sustainable Development
Goals, and that of Justice for Journalists, whose three types are the chapters of the yearly report. The words of a code are messages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from records.i18n import kept
from records.vocabulary.categories import CATEGORIES
from records.vocabulary.category_facts import CategoryFacts, JfjType, MapmfType

JFJ_LABELS: dict[JfjType, str] = {
    JfjType.PHYSICAL: kept("physical attacks and threats to life, liberty and health"),
    JfjType.NON_PHYSICAL: kept("non-physical and/or cyber attacks and threats"),
    JfjType.JUDICIAL: kept("attacks via judicial and/or economic means"),
}
MAPMF_LABELS: dict[MapmfType, str] = {
    MapmfType.PHYSICAL: kept("physical attacks"),
    MapmfType.VERBAL: kept("verbal attacks"),
    MapmfType.PROPERTY: kept("attacks on property"),
    MapmfType.LEGAL: kept("legal incidents"),
    MapmfType.CENSORSHIP: kept("censorship"),
}
_BLOCK_LABELS = {
    "A": kept("block A: violations of the rights of journalists"),
    "B": kept("block B: violations of access to information and of its spread"),
    "C": kept("block C: claims and accusations against journalists and media"),
}
_US_LABELS = {
    "assault": kept("assault on a journalist"),
    "arrest/criminal charge": kept("arrest or criminal charge"),
    "border stop": kept("stop at a border"),
    "chilling statement": kept("chilling statement: words that are to frighten the press"),
    "denial of access": kept("denial of access"),
    "equipment damage; search or seizure": kept("damage to equipment; search or seizure"),
    "prior restraint": kept("prior restraint: a publication is hindered before it appears"),
    "subpoena/legal order": kept("subpoena or legal order to hand over material or sources"),
    "other incident": kept("other incident"),
}
_MAPPING_LABELS = {
    "death": kept("death of a media worker"),
    "physical assault, injury": kept("physical assault, injury"),
    "intimidation": kept("intimidation"),
    "arrest/detention": kept("arrest or detention"),
    "interrogation": kept("interrogation"),
    "blocked access": kept("blocked access"),
    "censorship": kept("censorship"),
    "attack to property": kept("attack on property"),
    "defamation, trolling": kept("defamation, trolling"),
    "legal measures": kept("legal measures"),
    "criminal charges": kept("criminal charges"),
    "civil charges": kept("civil claims"),
    "loss of employment": kept("loss of employment"),
}
_SDG_LABELS = {
    "killing": kept("killing"),
    "kidnapping, enforced disappearance": kept("kidnapping, enforced disappearance"),
    "torture": kept("torture"),
    "arbitrary detention": kept("arbitrary detention"),
    "other harmful act": kept("other harmful act"),
    "16.10.2": kept("none under 16.10.1: covered by indicator 16.10.2, public access to information"),
}


@dataclass(frozen=True)
class Taxonomy:
    """One taxonomy. `column` is its column in exports and releases, `owner` whose it is, `source` where it is published. `labels` are its codes with their words, in the
    order of lists; `place` gives the code of a category, None where it has none there."""

    column: str
    owner: str
    source: str
    labels: Mapping[str, str]
    place: Callable[[CategoryFacts], str | None]


def _plain(labels: Mapping[Any, str]) -> dict[str, str]:
    """The codes as they stand in exports."""
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
