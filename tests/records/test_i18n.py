"""Three languages: nothing that a person reads is left in English, no translation loses what it was given to say, and no message breaks in one of the ways
that `tests.catalogue_mechanisms` knows."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from syrupy.assertion import SnapshotAssertion

from flows.run_summary import OutletLine, RunSummary, as_line, rows
from records import i18n, vocabulary
from records.country import find_country_pack, known_countries
from records.errors import SettingsError
from records.i18n import language, ntr, pgettext_noop, tr, tr_to, use_language
from records.language import dates
from records.review.draft_fields import checked_fields
from records.settings import read_settings
from spiders.config.files import load_outlets
from tests import catalogue_mechanisms as ways
from tests.catalogues import LOCALE, reading_catalogues
from tests.paths import ROOT

PACKAGES = ("records", "pipelines", "spiders", "reports", "desk", "flows")
TEMPLATES = [("**.html", "jinja2"), ("**/templates/**.md", "jinja2"), ("**/templates/**.xml", "jinja2")]
# The calls that name a message, as the Makefile gives them to Babel: which argument holds its context, and which its words.
KEYWORDS: dict[str, Any] = {"tr": None, "ntr": (1, 2), "gettext_noop": None, "pgettext_noop": ((1, "c"), 2), "ngettext_noop": (1, 2)}
TRANSLATED = sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())
CYRILLIC = re.compile("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі№]")
# What people write is read there, in all the forms that they use.
UNREAD = "as people write it"

# A message with its context, or None; a message with a number has two forms.
Said = tuple[str | None, Any]


@dataclass
class Code:
    """What is looked at in the code, file by file and once for all tests: where, and what stands there."""

    said: set[Said] = field(default_factory=set)
    put_together: list[str] = field(default_factory=list)
    helps: list[tuple[str, ast.expr]] = field(default_factory=list)
    errors: list[tuple[str, str, ast.Call]] = field(default_factory=list)
    error_classes: set[str] = field(default_factory=set)
    several: list[str] = field(default_factory=list)
    days: list[tuple[str, str]] = field(default_factory=list)

    def look(self, place: str, node: ast.Call | ast.Tuple | ast.List | ast.Dict) -> None:
        if isinstance(node, ast.Call):
            self._look_at_call(place, node)
        parts = node.args if isinstance(node, ast.Call) else node.values if isinstance(node, ast.Dict) else node.elts
        words = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        foreign = [word for word in words if CYRILLIC.search(word)] if len(words) > 2 else []
        if len(foreign) >= 2 and any(re.search("[a-z]{2}", word) for word in words if word not in foreign):
            self.several.append(f"{place}: {', '.join(words)}")

    def _look_at_call(self, place: str, call: ast.Call) -> None:
        name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name in KEYWORDS:
            given = call.args[: 1 if name in ("tr", "gettext_noop") else 2]
            self.put_together += [place for one in given if isinstance(one, ast.JoinedStr)]
            words = [str(one.value) for one in given if isinstance(one, ast.Constant)]
            if words and len(words) == len(given):
                self.said.add((words[0], words[1]) if name == "pgettext_noop" else (None, words[0] if len(words) == 1 else tuple(words)))
        elif name[:1].isupper() and call.args:
            self.errors.append((place, name, call))
        for word in call.keywords:
            if word.arg == "help":
                self.helps.append((place, word.value))
            elif word.arg in ways.DECLINED:
                self.days.append((word.arg, word.value.func.id if isinstance(word.value, ast.Call) and isinstance(word.value.func, ast.Name) else ""))


@cache
def code() -> Code:
    found = Code()
    texts = {file: file.read_text(encoding="utf-8") for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))}
    bases = [(name, set(re.findall(r"\w+", given))) for text in texts.values() for name, given in re.findall(r"(?m)^ *class (\w+)\((.*)\)", text)]
    named = found.error_classes = {"QorganError", "BadParameter", "OutletFault", "ValueError"}
    while more := {name for name, given in bases if given & (named - {"ValueError"})} - named:
        named |= more
    # Where nothing of this stands, there is nothing to look at.
    looked_at = re.compile(rf"\b(?:{'|'.join([*KEYWORDS, *named])})\(|\bhelp=|\b(?:{'|'.join(ways.DECLINED)})=|{CYRILLIC.pattern}")
    for file, text in texts.items():
        if looked_at.search(text):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call | ast.Tuple | ast.List | ast.Dict):
                    found.look(f"{file.relative_to(ROOT)}:{node.lineno}", node)
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.html")):
            found.days += re.findall(r"\b(\w+_day)=(\w+)\(", file.read_text(encoding="utf-8"))
        found.said |= {(context, message) for _, _, message, _, context in extract_from_dir(str(ROOT / package), TEMPLATES, keywords=KEYWORDS)}
    return found


@cache
def catalogue(lang: str) -> Catalog:
    with open(LOCALE / lang / "LC_MESSAGES" / "qorgan.po", "rb") as file:
        return read_po(file, locale=lang)


@cache
def translated(lang: str) -> list[Message]:
    return [message for message in catalogue(lang) if message.id]


def forms(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [words] if isinstance(words, str) else list(words or ())


def pairs(lang: str) -> Iterator[tuple[str, str]]:
    """Each message, in the plural where it has one, with each of its translations."""
    return ((forms(message.id)[-1], form) for message in translated(lang) for form in forms(message.string))


def is_bare_text(node: ast.expr) -> bool:
    """Text written into the code, with no translation around it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) and re.search("[a-z]", part.value) for part in parts)


# The code.


def test_no_message_is_put_together_before_it_is_translated() -> None:
    assert code().put_together == [], "tr(f'…') finds no translation; write tr('… {name} …').format(name=…)"


def test_every_error_that_reaches_a_person_is_translated() -> None:
    assert {"SettingsError", "InvalidTip", "RunFailed"} <= code().error_classes
    wrong = []
    for place, name, call in code().errors:
        # The API's own error names the field first and says what is wrong with it last.
        last = name == "OutletFault" or (name == "FieldRefused" and place.startswith("desk/api"))
        if name in code().error_classes and (name != "ValueError" or place.startswith("spiders/config/schema.py")):
            wrong += [place] * is_bare_text(call.args[-1 if last else 0])
    assert wrong == []


def test_every_help_of_the_command_is_translated() -> None:
    assert [place for place, words in code().helps if place.startswith("flows") and is_bare_text(words)] == []


def test_no_word_stands_in_the_code_in_several_languages() -> None:
    """What people read is a message in English. The names of the languages, the widths of letters, and what pages of the web say are allowed."""
    allowed = ("records/i18n.py", "reports/charts/drawing.py", "spiders/sample", "pipelines/extraction")
    assert [one for one in code().several if not one.startswith(allowed)] == []


def test_a_day_in_a_case_comes_from_the_one_place_that_declines_days() -> None:
    """Where a message says `{until_day}`, the code gives it `until_day(…)`, in Python and in templates."""
    assert len(code().days) >= 15
    assert [pair for pair in code().days if pair[0] != pair[1]] == []
    assert all(callable(getattr(dates, name)) for name in ways.DECLINED)


# The catalogues.


def test_each_language_of_the_list_has_a_catalogue_and_english_needs_none() -> None:
    assert set(TRANSLATED) == set(i18n.LANGUAGES) - {"en"}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_message_of_the_code_is_translated(lang: str) -> None:
    known: dict[Said, Message] = {(message.context, message.id): message for message in translated(lang)}
    assert len(known) >= 2500
    assert [said for said in code().said if said not in known or not all(forms(known[said].string))] == [], (
        "run `make catalogues` and translate these"
    )
    assert [message.id for message in known.values() if message.fuzzy] == []
    assert not catalogue(lang).fuzzy, "pybabel compiles no fuzzy catalogue"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_keeps_what_it_is_given_and_what_a_person_is_to_type(lang: str) -> None:
    holes = re.compile(r"\{[^{}]*\}|%\(\w+\)\w")
    typed = re.compile(r"`[^`]+`|--[a-z]+|QORGAN_\w+|https?://\S+|(?<!`)\bqorgan [a-z].*$")
    wrong = [
        (message, form) for message, form in pairs(lang) for kept in (holes, typed) if Counter(kept.findall(form)) != Counter(kept.findall(message))
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_a_translation_is_in_its_own_alphabet_and_its_file_has_no_address_and_no_date_that_changes(lang: str) -> None:
    assert [message for message, form in pairs(lang) if not CYRILLIC.search(form)] == []
    text = (LOCALE / lang / "LC_MESSAGES" / "qorgan.po").read_text(encoding="utf-8")
    assert not re.search(r"EMAIL|FIRST AUTHOR|-Date:|Last-Translator", text)


def test_kazakh_never_calls_a_convicted_person_charged() -> None:
    found = [(forms(message.id)[0], forms(message.string)) for message in translated("kk") if "convict" in " ".join(forms(message.id))]
    assert len(found) >= 3
    assert [said for said, words in found if any("айыптал" in form for form in words)] == []


def test_kazakh_and_russian_are_not_each_other() -> None:
    russian = {(message.context, message.id): message.string for message in translated("ru")}
    same = [message.id for message in translated("kk") if message.string == russian[message.context, message.id] and " " in str(message.string)]
    # Short names of two regions, which the two languages cut alike.
    assert same == ["Almaty reg."]


@pytest.mark.parametrize(("lang", "number", "different"), [("kk", 2, {1}), ("ru", 3, {2, 3})])
def test_every_counted_noun_has_all_its_forms(lang: str, number: int, different: set[int]) -> None:
    """A noun has three forms in Russian; a verb, and a noun after "из", has two."""
    counted = [message for message in translated(lang) if message.pluralizable]
    assert len(counted) >= 5
    assert catalogue(lang).num_plurals == number
    assert [message.id for message in counted if len(set(forms(message.string))) not in different] == []


def test_every_word_of_the_field_is_there_in_three_languages() -> None:
    tables = [table for name, table in vars(vocabulary).items() if name.endswith("_LABELS") or name == "CATEGORIES"]
    tables += [pack.regions for pack in map(find_country_pack, known_countries())]
    labels = [(str(code), getattr(value, "label", value)) for table in tables for code, value in table.items()]
    assert len(labels) >= 80
    wrong = []
    for code, message in labels:
        kk, ru, en = (tr_to(lang, message) for lang in i18n.LANGUAGES)
        whole = all(word == word.strip() != "" for word in (kk, ru, en))
        if not (whole and CYRILLIC.search(kk) and CYRILLIC.search(ru) and not CYRILLIC.search(en) and kk != ru):
            wrong.append((code, kk, ru, en))
    assert wrong == []


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (vocabulary.Fate, vocabulary.FATE_LABELS),
        (vocabulary.ScreeningLabel, vocabulary.SCREENING_LABELS),
        (vocabulary.Category, vocabulary.CATEGORIES),
        (vocabulary.DraftState, vocabulary.DRAFT_STATE_LABELS),
        (vocabulary.RejectReason, vocabulary.REJECT_REASON_LABELS),
        (vocabulary.Cause, vocabulary.CAUSE_LABELS),
    ],
)
def test_no_code_lacks_its_words(codes: type[StrEnum], table: dict[StrEnum, object]) -> None:
    assert set(table) == set(codes)


# Ways in which a message breaks.


@pytest.mark.parametrize("way", ways.MECHANISMS, ids=lambda way: way.__name__)
@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_no_message_breaks_in_a_way_that_is_known(lang: str, way: Callable[[str, str], bool]) -> None:
    said = [(forms(message.id)[0], form) for message in translated(lang) if message.context != UNREAD for form in set(forms(message.string))]
    assert len(said) >= 3000
    assert [pair for pair in said if way(lang, pair[1])] == []


BROKEN_AND_WHOLE: dict[Callable[[str, str], bool], dict[str, str]] = {
    ways.placeholder_before_an_ending: {
        "{day} дейін қалдырылды": "{until_day} дейін қалдырылды",
        "{moment} бері келіп": "{moment} уақытынан бері түсіп",
        "{outlet}: {day} бастап": "{outlet}: {day} күнінен бері",
        "{since_day} дейін": "{since_day} бері",
        "{n}-ге дейін": "ең көбі {n}",
        "{name}ның рөлі": "{name}: рөлі",
        "{low} мен {high} аралығында": "{low}–{high} аралығында",
        "{n} ішінен {first}": "{first}, барлығы {n}",
        "{minutes:g} кейін": "{minutes:g} минуттан кейін",
        "{id}-қараламаға {n}-дан": "{id}-қараламаға қосылды",
    },
    ways.declined_day_alone: {
        "{until_day} қалдырылды": "{until_day} дейін қалдырылды",
        "{as_of_day} деректер": "{as_of_day} жағдай бойынша деректер",
        "{since_day} тіркедік": "{since_day} {until_day} дейін тіркедік",
    },
    ways.joined_by_and_after_a_number: {"40 мен 50 арасында": "0 мен {most} арасында", "95% пен одан жоғары": "95% және одан жоғары"},
    ways.counted_verbal_noun: {
        "ақпарат беруден {n} бас тарту": "ақпарат беруден бас тартудың {n} оқиғасы",
        "дереккөзді ашуды {n} талап ету": "дереккөзді ашуды талап етудің {n} оқиғасы",
        "{n} қамау": "қамаудың {n} оқиғасы",
        "{n} шақырту немесе жауап алу": "{n} жолды тексеру",
    },
    ways.doubled_full_stop: {"Снова в очереди {day}.": "{day} снова в очереди.", "Данные на 2 ноября 2021 г..": "Данные на 2 ноября 2021 г."},
    ways.date_asked_in_english: {"бірінші күн, YYYY-MM-DD": "until=YYYY-MM-DD"},
}


@pytest.mark.parametrize("way", BROKEN_AND_WHOLE, ids=lambda way: way.__name__)
def test_each_way_is_found_in_a_made_up_message_and_not_in_what_is_written_in_its_place(way: Callable[[str, str], bool]) -> None:
    wrong = [(broken, whole) for broken, whole in BROKEN_AND_WHOLE[way].items() if not way("kk", broken) or way("kk", whole)]
    assert wrong == []


FORBIDDEN_EXAMPLES = {
    "kk": [
        "Үстел жауап бермейді", "басқа машина", "жұмыс орны жауап бермейді", "сақталған бет тазартылған", "жәбірленушілер", "алтын жиынмен тексеру",
        "бір инцидент", "хэш", "мәртебе кері алынды", "сүзіп тасталған мақала", "жіберіп алынған", "A блогы", "ешкім жауап бермеген",
        "келесі іске қосу жалғастырады", "адам жапа шекті", "бағдарлама сенімді емес", "оператор болып табылады",
    ],
    "ru": [
        "Рабочий стол не отвечает", "рабочее место не отвечает", "предложено машиной", "мониторы решают", "выгрузка не записана", "золотой набор",
        "были вести о случаях", "кто-то ответил", "Блоки", "продолжение инцидента", "следующий запуск читает с ней",
    ],
}  # fmt: skip


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_every_forbidden_word_is_found(lang: str) -> None:
    assert [words for words in FORBIDDEN_EXAMPLES[lang] if not ways.forbidden_word(lang, words)] == []
    assert [word for word in ways.FORBIDDEN[lang] if not any(re.search(word, words.lower()) for words in FORBIDDEN_EXAMPLES[lang])] == []
    assert (ways.forbidden_word("ru", "инцидент"), ways.forbidden_word("kk", "инцидент")) == (False, True), "of one language alone"


# The reader's language.


@pytest.mark.parametrize(("number", "russian"), [(1, "секунда"), (2, "секунды"), (5, "секунд"), (11, "секунд"), (21, "секунда")])
def test_a_number_takes_the_right_form_of_its_noun(number: int, russian: str) -> None:
    found = {}
    for lang in i18n.LANGUAGES:
        with use_language(lang):
            found[lang] = ntr("{n} second", "{n} seconds", number).format(n=number)
    assert found == {"kk": f"{number} секунд", "ru": f"{number} {russian}", "en": f"{number} second{'' if number == 1 else 's'}"}


def test_one_english_word_has_the_translation_of_its_context_and_no_context_is_shown() -> None:
    found = {}
    for lang in i18n.LANGUAGES:
        with use_language(lang):
            found[lang] = tr(vocabulary.CHANGE_LABELS[vocabulary.PageChange.EDITED]), tr(pgettext_noop("ledger", "edited"))
    assert found == {"kk": ("өзгертілген", "түзетілді"), "ru": ("изменена", "исправлен"), "en": ("edited", "edited")}


def test_a_language_that_was_added_has_labels_contexts_and_plural_forms(one_more_language: str) -> None:
    with use_language(one_more_language):
        assert tr("New drafts") == "⟦Ńéw dŕáfts⟧"
        assert tr(vocabulary.OUTCOME_LABELS[vocabulary.Outcome.ACQUITTED]) == "⟦áćqúíttéd⟧"
        assert [ntr("{n} second", "{n} seconds", n).format(n=n) for n in (1, 2, 5)] == ["⟦1 séćóńds⟧", "⟦2 séćóńds⟧", "⟦5 séćóńds⟧"]
    with pytest.raises(ValueError, match="kk, ru, en"), use_language("xx"):
        pass


def test_without_compiled_catalogues_the_english_words_stand(tmp_path: Path) -> None:
    with reading_catalogues(tmp_path), use_language("kk"):
        assert (tr("New drafts"), tr(pgettext_noop("outcome", "acquitted"))) == ("New drafts", "acquitted")


@pytest.mark.parametrize(
    ("lang", "words", "shown"),
    [
        ("kk", {"kk": "Үлгі", "ru": "Образец", "en": "Sample"}, "Үлгі"),
        ("kk", {"ru": "Образец", "en": "Sample"}, "Образец"),
        ("en", {"kk": "Үлгі", "ru": "Образец"}, "Образец"),
        ("ru", {"kk": "", "en": "Sample"}, "Sample"),
        ("ru", {"de": "Muster"}, "Muster"),
        ("ru", {}, ""),
    ],
)
def test_stored_words_stand_in_for_missing_ones_the_nearest_language_first(lang: str, words: dict[str, str], shown: str) -> None:
    with use_language(lang):
        assert i18n.words_for_reader(words) == shown


def test_a_summary_of_a_run_and_faults_of_files_and_settings_come_out_in_three_languages(
    tmp_path: Path, snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = OutletLine("kz_one", "answered", None, 5, {"stored": 2, "gone": 1}, finished=False)
    summary = RunSummary("run-1", (answered, OutletLine("kz_two", "failed", "dns", 0, {"dns": 1}, finished=False)), 2, 1, 1, 21.4)
    (tmp_path / "wrong.yaml").write_text(
        "- name: kz_a\n  title: {kk: А}\n  country: KZ\n  languages: [kk]\n  region: KZ-9\n  feeed: []\n", encoding="utf-8"
    )
    (tmp_path / "broken.yaml").write_text("- name: @channel\n", encoding="utf-8")
    found: dict[str, Any] = {}
    for lang in i18n.LANGUAGES:
        monkeypatch.setenv("QORGAN_LANG", lang)
        with pytest.raises(SettingsError) as refused:
            read_settings({"QORGAN_CONTCAT": "x"}, env_file=None)
        # The language itself is what is wrong: the system's stands in.
        monkeypatch.setenv("LC_ALL", f"{lang}_KZ.UTF-8")
        monkeypatch.setenv("QORGAN_LANG", "xx")
        with pytest.raises(SettingsError) as no_language:
            read_settings(env_file=None)
        monkeypatch.setenv("QORGAN_LANG", lang)
        found[lang] = {
            "summary": [*rows(summary), as_line(summary)],
            "wrong": sorted(f"{fault.field}: {fault.message}" for fault in load_outlets([tmp_path / "wrong.yaml"])[1]),
            "broken": [str(fault.message) for fault in load_outlets([tmp_path / "broken.yaml"])[1]],
            "settings": [str(refused.value), str(no_language.value)],
        }
    assert found == snapshot


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"QORGAN_LANG": "kk", "LC_ALL": "ru_RU.UTF-8", "LANG": "en_US.UTF-8"}, "kk"),
        ({"LC_ALL": "ru_RU.UTF-8", "LANG": "kk_KZ.UTF-8"}, "ru"),
        ({"QORGAN_LANG": "", "LC_ALL": "", "LANG": "kk_KZ.UTF-8"}, "kk"),
        ({"LC_MESSAGES": "ru_KZ", "LANG": "en_US.UTF-8"}, "ru"),
        ({"QORGAN_LANG": "RU"}, "ru"),
        ({"LC_ALL": "C.UTF-8", "LANG": "kk_KZ.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_the_one_chosen_for_qorgan_before_the_systems(environment: dict[str, str], lang: str) -> None:
    assert language(environment) == lang


@pytest.mark.parametrize(("chosen", "lang"), [(None, "kk"), ("ru", "ru")])
def test_the_language_may_stand_in_the_settings_file_and_the_environment_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str | None, lang: str
) -> None:
    (tmp_path / ".env").write_text("# ours\nQORGAN_CONTACT=a@adil.example\nexport QORGAN_LANG='kk'\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("QORGAN_LANG")
    if chosen:
        monkeypatch.setenv("QORGAN_LANG", chosen)
    i18n._env_file.cache_clear()
    assert i18n.reader_language() == lang
    i18n._env_file.cache_clear()


def test_a_region_may_be_written_in_any_language_of_the_product() -> None:
    for word in ("Карагандинская область", "қарағанды облысы", "Karaganda region", "kz-35"):
        assert checked_fields({"region": word}) == {"region": "KZ-35"}
