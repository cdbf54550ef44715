"""An invented second country for tests: its own prefix, clock, regions and tiles. It is given to the command by the name of this module."""

from records.country.pack import CountryPack

PACK = CountryPack(
    code="QQ",
    prefix="QQX",
    zone="Pacific/Auckland",
    region_zones={"QQ-W": "Pacific/Chatham"},
    name="Quoquo",
    in_country="in Quoquo",
    ranked="Quoquo",
    name_stems=("quoquo",),
    domain=".qq",
    currency="XTS",
    regions={"QQ-N": "North Quoquo", "QQ-S": "South Quoquo", "QQ-W": "West Isles"},
    short_regions={"QQ-N": "North Q.", "QQ-S": "South Q.", "QQ-W": "Isles"},
    tiles=(".     QQ-N", "QQ-W  QQ-S"),
    parents={"QQ-W": "QQ-S"},
    seats=frozenset({"QQ-N"}),
    # The sample newsroom, whose pages are read here, tells of Kazakhstan.
    neighbourhood=frozenset({"QQ", "KZ"}),
)
