"""The clocks that are named in writing: in words, and by the abbreviations of feeds."""

# Clocks named in words («по времени Астаны»), folded as by `date_words.fold`; "" is the outlet's own.
_NAMED = {
    "Asia/Almaty": "астана астаны астане астанинскому астанинское астанинского алматы алматинскому алматинское алматинского astana almaty",
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
