"""The Russian grammar of the press: municipal news, economy, weather, sport, courts, letters of readers."""

from tests.press.language.grammar import Forms, Grammar, lexicon

_LEXICON = lexicon("ru")


def _man(first: str, family: str) -> Forms:
    """A man's name and surname in six cases."""
    soft = first.endswith(("ь", "й"))
    stem = first[:-1] if soft else first
    gen, dat, ins = ("я", "ю", "ем") if soft else ("а", "у", "ом")
    last = family + "ов"
    return (f"{first} {last}", f"{stem}{gen} {last}а", f"{stem}{dat} {last}у", f"{stem}{gen} {last}а", f"{stem}{ins} {last}ым", f"{stem}е {last}е")


def _woman(first: str, family: str) -> Forms:
    """A woman's name and surname in six cases; names that end in a consonant or -е stay as they are."""
    last = family + "ова"
    stem = first[:-1]
    if first.endswith("я"):
        dative = stem + ("и" if first.endswith("ия") else "е")
        names = (first, stem + "и", dative, stem + "ю", stem + "ей", dative)
    elif first.endswith("а"):
        names = (first, stem + ("и" if stem[-1] in "гкхжшщч" else "ы"), stem + "е", stem + "у", stem + "ой", stem + "е")
    else:
        names = (first,) * 6
    oblique = last[:-1] + "ой"
    return tuple(f"{name} {surname}" for name, surname in zip(names, (last, oblique, oblique, last[:-1] + "у", oblique, oblique), strict=True))


def _bodies(heads: list[str]) -> tuple[Forms, ...]:
    """Public bodies: a head in six cases, each with every field of work."""
    return tuple(tuple(f"{form} {field}" for form in head.split()) for head in heads for field in _LEXICON.names["offices"])


def _thing(line: str) -> Forms:
    """What is built or mended: only nominative, genitive and accusative are ever asked for, the genitive stands in for the rest."""
    nominative, genitive, accusative = (word.replace("_", " ") for word in line.split())
    return (nominative, genitive, genitive, accusative, genitive, genitive)


def _inflect(text: str, form: str) -> str:
    """Russian words give their forms themselves."""
    raise ValueError(f"no {form} of {text!r}")


_names = _LEXICON.names
_BUILT: dict[str, tuple[Forms, ...]] = {
    "man": tuple(_man(first, family) for first in _names["men"] for family in _names["families"]),
    "woman": tuple(_woman(first, family) for first in _names["women"] for family in _names["families"]),
    "body_n": _bodies(_names["heads_n"]),
    "body_m": _bodies(_names["heads_m"]),
    "body_f": _bodies(_names["heads_f"]),
    "thing": tuple(_thing(line) for line in _names["things"]),
}

GRAMMAR = Grammar(_LEXICON.rules, _LEXICON.words | _BUILT, _inflect)
