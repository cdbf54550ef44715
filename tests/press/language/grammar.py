"""A small sentence grammar: rules that name other rules, words with their case forms, choices and numbers.

Notation inside a rule: `{town}` a random word or rule, `{town.gen}` its form, `[a|b|c]` a choice, `{#2-90}` a whole number, `{body.@}` the form
that the rule itself was asked for. Words and rules of a language stand in its `.toml` file beside this module.
"""

import random
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(#(?P<low>\d+)-(?P<high>\d+)|(?P<name>[a-z_]+)(?:\.(?P<form>[a-z@]+))?)\}")

Inflect = Callable[[str, str], str]
Forms = tuple[str, ...]


def split(listed: str) -> list[str]:
    """The words of a list, separated by semicolons, over as many lines as it takes."""
    return [word.strip() for word in listed.replace("\n", " ").split(";") if word.strip()]


@dataclass(frozen=True)
class Lexicon:
    """The contents of a language's file: lists of names to build words from, words with their forms, and rules."""

    names: dict[str, list[str]]
    words: dict[str, tuple[Forms, ...]]
    rules: dict[str, tuple[str, ...]]


def lexicon(lang: str) -> Lexicon:
    """The words and rules of a language."""
    data = tomllib.loads((Path(__file__).parent / f"{lang}.toml").read_text(encoding="utf-8"))
    words: dict[str, tuple[Forms, ...]] = {name: tuple((word,) for word in split(listed)) for name, listed in data["words"].items()}
    for name, lines in data.get("forms", {}).items():
        words[name] = tuple(tuple(form.strip() for form in line.split("|")) for line in lines.strip().splitlines())
    rules = {name: tuple(line.strip() for line in lines.strip().splitlines()) for name, lines in data["rules"].items()}
    return Lexicon({name: split(listed) for name, listed in data.get("names", {}).items()}, words, rules)


@dataclass(frozen=True)
class Grammar:
    """The words and rules of one language; `inflect` forms a case where the words give only their first form."""

    rules: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[Forms, ...]]
    inflect: Inflect

    def say(self, name: str, rng: random.Random) -> str:
        """One random expansion of the rule `name`, with a capital where it begins with a letter."""
        text = self._expand(name, None, rng).replace("*", "")
        text = re.sub(r"\s+", " ", text).strip()
        for place, letter in enumerate(text):
            if letter.isalnum() or letter == "№":
                return text[:place] + letter.upper() + text[place + 1 :]
        return text

    def _expand(self, name: str, form: str | None, rng: random.Random) -> str:
        if name in self.words:
            forms = rng.choice(self.words[name])
            if form is None or form == "nom":
                return forms[0]
            return forms[CASES.index(form)] if len(forms) > 1 else self.inflect(forms[0], form)
        pattern = rng.choice(self.rules[name])
        while "[" in pattern:
            pattern = _CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), pattern)
        takes_form = "@" in pattern
        text = _SLOT.sub(lambda slot: self._fill(slot, form, rng), pattern)
        return text if form in (None, "nom") or takes_form else self.inflect(text, form or "nom")

    def _fill(self, slot: re.Match[str], form: str | None, rng: random.Random) -> str:
        if slot["low"]:
            return str(rng.randint(int(slot["low"]), int(slot["high"])))
        return self._expand(slot["name"], form if slot["form"] == "@" else slot["form"], rng)
