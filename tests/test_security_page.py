"""docs/security.md leaves out no requirement of ASVS 5.0, and shows for each that is said to be met where."""

import re

from tests.paths import ROOT

PAGE = (ROOT / "docs/security.md").read_text(encoding="utf-8")
# How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has. They stand first in their section, so they are numbered from 1. 253 in all.
# Source: OWASP Application Security Verification Standard 5.0.0, docs_en, the CSV.
REQUIREMENTS = {
    "V1.1": 2, "V1.2": 9, "V1.3": 11, "V1.4": 3, "V1.5": 2,
    "V2.1": 3, "V2.2": 3, "V2.3": 4, "V2.4": 1,
    "V3.2": 2, "V3.3": 4, "V3.4": 6, "V3.5": 5, "V3.7": 2,
    "V4.1": 3, "V4.2": 1, "V4.3": 2, "V4.4": 4,
    "V5.1": 1, "V5.2": 3, "V5.3": 2, "V5.4": 3,
    "V6.1": 3, "V6.2": 12, "V6.3": 4, "V6.4": 4, "V6.5": 5, "V6.6": 3, "V6.8": 4,
    "V7.1": 3, "V7.2": 4, "V7.3": 2, "V7.4": 5, "V7.5": 2, "V7.6": 2,
    "V8.1": 2, "V8.2": 3, "V8.3": 1, "V8.4": 1,
    "V9.1": 3, "V9.2": 4,
    "V10.1": 2, "V10.2": 2, "V10.3": 4, "V10.4": 11, "V10.5": 5, "V10.6": 2, "V10.7": 3,
    "V11.1": 2, "V11.2": 3, "V11.3": 3, "V11.4": 4, "V11.5": 1, "V11.6": 1,
    "V12.1": 3, "V12.2": 2, "V12.3": 4,
    "V13.1": 1, "V13.2": 5, "V13.3": 2, "V13.4": 5,
    "V14.1": 2, "V14.2": 4, "V14.3": 3,
    "V15.1": 3, "V15.2": 3, "V15.3": 7,
    "V16.1": 1, "V16.2": 5, "V16.3": 4, "V16.4": 3, "V16.5": 3,
    "V17.1": 1, "V17.2": 4, "V17.3": 2,
}  # fmt: skip


def lines() -> list[tuple[list[str], str, str]]:
    """The lines of the table: requirements, verdict, words."""
    cells = (line.strip("|").split("|") for line in PAGE.splitlines() if re.match(r"\| V\d", line))
    return [([one.strip() for one in given.split(",")], verdict.strip(), words.strip()) for given, verdict, words in cells]


def meant(name: str) -> list[str]:
    """The requirements behind a number: itself, a range (`V1.2.1–5`), or those of a whole section or chapter."""
    if span := re.fullmatch(r"(V\d+\.\d+)\.(\d+)–(\d+)", name):
        return [f"{span[1]}.{number}" for number in range(int(span[2]), int(span[3]) + 1)]
    sections = [section for section in REQUIREMENTS if section == name or section.startswith(f"{name}.")]
    return [f"{section}.{number}" for section in sections for number in range(1, REQUIREMENTS[section] + 1)] or [name]


def test_each_requirement_of_levels_one_and_two_stands_in_the_table_once_and_in_order() -> None:
    assert sum(REQUIREMENTS.values()) == 253
    told = [requirement for names, _, _ in lines() for name in names for requirement in meant(name)]
    assert told == [f"{section}.{number}" for section, most in REQUIREMENTS.items() for number in range(1, most + 1)]


def test_each_line_is_met_partly_met_or_of_no_concern() -> None:
    assert {verdict for _, verdict, _ in lines()} == {"pass", "partial", "n/a"}
    assert [names for names, _, words in lines() if not words] == []


def test_what_is_said_to_be_met_names_a_file_that_shows_it() -> None:
    for names, verdict, words in lines():
        named = re.findall(r"`([\w./-]+)`", words)
        assert verdict != "pass" or any("/" in one or "." in one for one in named) or ", above" in words or "table below" in words, names
        for one in named:
            if "/" in one or one.endswith((".toml", ".lock")):
                assert (ROOT / one).exists(), (names, one)
