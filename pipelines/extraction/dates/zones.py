"""Which clock an outlet keeps, and the clocks that are named in writing.

Kazakhstan had two: +6 in the east, the centre, Almaty and Astana, +5 in the west. Since 1 March 2024 all of it keeps +5 (Kyzylorda since 21 December
2018). The IANA zones know these changes, so a region only has to be given its zone.
"""

import re
from zoneinfo import ZoneInfo

from records.country import home

NATIONAL = "Asia/Almaty"  # the zone of Almaty and Astana, by which national outlets write

# The regions whose clocks once differed from Almaty's, in today's borders, as everywhere in the project.
_OWN_ZONE = {
    "KZ-15": "Asia/Aqtobe",
    "KZ-23": "Asia/Atyrau",
    "KZ-27": "Asia/Oral",
    "KZ-39": "Asia/Qostanay",
    "KZ-43": "Asia/Qyzylorda",
    "KZ-47": "Asia/Aqtau",
}

_ABROAD = re.compile(r"(?!KZ)[A-Z]{2}-[A-Z0-9]{1,3}")

# Clocks named in words («по времени Астаны»), folded as by `date_words.fold`; "" is the outlet's own.
_NAMED = {
    NATIONAL: "астана астаны астане астанинскому астанинское астанинского алматы алматинскому алматинское алматинского astana almaty",
    "Europe/Moscow": "москва москвы москве московскому московское московского маскеу moscow",
    "": "местному местное местного жергиликти local",
}
ZONE_NAMES = tuple(_NAMED)
NAMED_ZONE = {word: number for number, words in enumerate(_NAMED.values()) for word in words.split()}

# Hours from UTC of the abbreviations met in feeds: those of RFC 822, and those of our part of the world.
ABBREVIATED_ZONE = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "msk": 3, "мск": 3, "almt": 6, "aqtt": 5, "oralt": 5, "qyzt": 5,
}  # fmt: skip


def outlet_zone(region: str | None) -> ZoneInfo:
    """The zone of an outlet by its region (ISO 3166-2:KZ); national ones (None) keep the clock of Almaty.

    Outlets abroad, whose regions we do not list, are read by that clock too. ValueError for what is no code of theirs or ours.
    """
    if region is not None and region not in home().regions and not _ABROAD.fullmatch(region):
        raise ValueError(f"{region!r} is no region of Kazakhstan: give a code of ISO 3166-2:KZ such as KZ-59, or null if national")
    return ZoneInfo(_OWN_ZONE.get(region or "", NATIONAL))
