"""Three languages: nothing that a person reads is left in English, and no translation loses what it was given to say."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from flows.run_summary import OutletLine, RunSummary, as_line, rows
from records import i18n, vocabulary
from records.country import find, known
from records.errors import SettingsError
from records.i18n import kept_in, language, ntr, tr, tr_to
from records.review.draft_fields import checked
from records.settings import read_settings
from spiders.config.files import load_outlets
from tests.catalogues import LOCALE, reading_catalogues
from tests.conftest import Speak
from tests.paths import ROOT

PACKAGES = ("records", "pipelines", "spiders", "reports", "desk", "flows")
KEYWORDS: dict[str, Any] = {"tr": None, "ntr": (1, 2), "kept": None, "kept_in": ((1, "c"), 2), "kept_plural": (1, 2)}
TRANSLATED = sorted(folder.name for folder in LOCALE.iterdir() if folder.is_dir())
CYRILLIC = re.compile("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі№]")

# A message with its context, or None; a message with a number has two forms.
Said = tuple[str | None, Any]


@cache
def said_in_code() -> frozenset[Said]:
    """Every message of the code, as `make catalogues` collects them."""
    ways = [("**.py", "python"), ("**.html", "jinja2"), ("**/templates/**.md", "jinja2"), ("**/templates/**.xml", "jinja2")]
    found = (one for package in PACKAGES for one in extract_from_dir(str(ROOT / package), ways, keywords=KEYWORDS))
    return frozenset((context, message) for _, _, message, _, context in found)


@cache
def catalogue(lang: str) -> Catalog:
    with open(LOCALE / lang / "LC_MESSAGES" / "qorgan.po", "rb") as file:
        return read_po(file, locale=lang)


def translated(lang: str) -> list[Message]:
    return [message for message in catalogue(lang) if message.id]


def forms(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [words] if isinstance(words, str) else list(words or ())


@cache
def trees() -> dict[Path, ast.AST]:
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call in the code: where, of what, and the call."""
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
                yield f"{file.relative_to(ROOT)}:{node.lineno}", name, node


def constants(node: ast.Call | ast.Tuple | ast.List | ast.Dict) -> list[str]:
    """The texts that stand side by side in a call, a list or a mapping."""
    parts = node.args if isinstance(node, ast.Call) else node.values if isinstance(node, ast.Dict) else node.elts
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def is_bare_text(node: ast.expr) -> bool:
    """Text written into the code, with no translation around it."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return any(isinstance(part, ast.Constant) and isinstance(part.value, str) and re.search("[a-z]", part.value) for part in parts)


def test_each_language_of_the_list_has_a_catalogue_and_english_needs_none() -> None:
    assert set(TRANSLATED) == set(i18n.LANGUAGES) - {"en"}


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_message_of_the_code_is_translated(lang: str) -> None:
    known: dict[Said, Message] = {(message.context, message.id): message for message in translated(lang)}
    wanting = [said for said in said_in_code() if said not in known or not all(forms(known[said].string))]
    assert wanting == [], "run `make catalogues` and translate these"
    assert [message.id for message in known.values() if message.fuzzy] == []
    assert not catalogue(lang).fuzzy, "pybabel compiles no fuzzy catalogue"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_keeps_every_placeholder(lang: str) -> None:
    def holes(text: str) -> Counter[str]:
        return Counter(re.findall(r"\{[^{}]*\}|%\(\w+\)\w", text))

    for message in translated(lang):
        for form in forms(message.string):
            assert holes(form) == holes(forms(message.id)[-1]), message.id


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_keeps_what_a_person_is_to_type(lang: str) -> None:
    typed = re.compile(r"`[^`]+`|--[a-z]+|QORGAN_\w+|https?://\S+|(?<!`)\bqorgan [a-z].*$")
    for message in translated(lang):
        for form in forms(message.string):
            assert sorted(typed.findall(form)) == sorted(typed.findall(forms(message.id)[-1])), message.id


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_a_translation_is_in_its_own_alphabet(lang: str) -> None:
    assert [message.id for message in translated(lang) for form in forms(message.string) if not CYRILLIC.search(form)] == []


def test_kazakh_never_calls_a_convicted_person_charged() -> None:
    found = [(forms(message.id)[0], forms(message.string)) for message in translated("kk") if "convict" in " ".join(forms(message.id))]
    assert len(found) >= 3
    assert [said for said, words in found if any("айыптал" in form for form in words)] == []


def test_kazakh_and_russian_are_not_each_other() -> None:
    russian = {(message.context, message.id): message.string for message in translated("ru")}
    same = [message.id for message in translated("kk") if message.string == russian[message.context, message.id] and " " in str(message.string)]
    # Short names of two regions, which the two languages cut alike.
    assert same == ["Almaty reg."]


def test_a_catalogue_carries_no_address_and_no_date_that_changes() -> None:
    for lang in ("kk", "ru"):
        text = (LOCALE / lang / "LC_MESSAGES" / "qorgan.po").read_text(encoding="utf-8")
        assert not re.search(r"EMAIL|FIRST AUTHOR|-Date:|Last-Translator", text)


def test_no_message_is_put_together_before_it_is_translated() -> None:
    wrong = [
        place
        for place, name, call in calls()
        if name in KEYWORDS
        for given in call.args[: 1 if name in ("tr", "kept") else 2]
        if isinstance(given, ast.JoinedStr)
    ]
    assert wrong == [], "tr(f'…') finds no translation; write tr('… {name} …').format(name=…)"


def test_every_error_that_reaches_a_person_is_translated() -> None:
    named = {"QorganError", "BadParameter"}
    classes = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    while more := {c.name for c in classes if c.name not in named and any(isinstance(b, ast.Name) and b.id in named for b in c.bases)}:
        named |= more
    assert {"SettingsError", "BadTip", "RunFailed"} <= named
    # The API's own error names the field first and says what is wrong with it last.
    told = [
        (place, call.args[-1 if name == "FieldRefused" and place.startswith("desk/api") else 0])
        for place, name, call in calls()
        if name in named and call.args
    ]
    told += [(place, call.args[-1]) for place, name, call in calls() if name == "OutletFault"]
    told += [(place, call.args[0]) for place, name, call in calls() if name == "ValueError" and place.startswith("spiders/config/schema.py")]
    assert [place for place, words in told if is_bare_text(words)] == []


def test_every_help_of_the_command_is_translated() -> None:
    bare = [
        place for place, _, call in calls() if place.startswith("flows") for word in call.keywords if word.arg == "help" and is_bare_text(word.value)
    ]
    assert bare == []


@pytest.mark.parametrize(("number", "russian"), [(1, "секунда"), (2, "секунды"), (5, "секунд"), (11, "секунд"), (21, "секунда")])
def test_a_number_takes_the_right_form_of_its_noun(speak: Speak, number: int, russian: str) -> None:
    told = {}
    for lang in i18n.LANGUAGES:
        speak(lang)
        told[lang] = ntr("{n} second", "{n} seconds", number).format(n=number)
    assert told == {"kk": f"{number} секунд", "ru": f"{number} {russian}", "en": f"{number} second{'' if number == 1 else 's'}"}


def test_every_counted_noun_has_all_its_forms() -> None:
    counted = [message.id for message in translated("ru") if message.pluralizable]
    assert len(counted) >= 5
    for lang, number in (("kk", 2), ("ru", 3)):
        assert catalogue(lang).num_plurals == number
        for message in translated(lang):
            if message.pluralizable:
                # A noun has three forms in Russian; a verb, and a noun after "из", has two.
                assert len(set(forms(message.string))) in ({1} if lang == "kk" else {2, 3}), message.id


def labels() -> list[tuple[str, str]]:
    """Every label of the vocabulary, with the code it stands for."""
    tables = [table for name, table in vars(vocabulary).items() if name.endswith("_LABELS") or name == "CATEGORIES"]
    tables += [pack.regions for pack in map(find, known())]
    return [(str(code), getattr(value, "label", value)) for table in tables for code, value in table.items()]


def test_every_word_of_the_field_is_there_in_three_languages() -> None:
    assert len(labels()) >= 80
    for code, message in labels():
        kk, ru, en = (tr_to(lang, message) for lang in i18n.LANGUAGES)
        assert all(word == word.strip() != "" for word in (kk, ru, en)), code
        assert CYRILLIC.search(kk), code
        assert CYRILLIC.search(ru), code
        assert not CYRILLIC.search(en), code
        assert kk != ru, code


def test_one_english_word_has_the_translation_of_its_context_and_no_context_is_shown(speak: Speak) -> None:
    told = {}
    for lang in i18n.LANGUAGES:
        speak(lang)
        told[lang] = tr(vocabulary.CHANGE_LABELS[vocabulary.PageChange.EDITED]), tr(kept_in("ledger", "edited"))
    assert told == {"kk": ("өзгертілген", "түзетілді"), "ru": ("изменена", "исправлен"), "en": ("edited", "edited")}


def test_no_word_stands_in_the_code_in_several_languages() -> None:
    """What people read is a message in English; Kazakh and Russian words stand in the catalogues."""
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}: {', '.join(words)}"
        for file, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call | ast.Tuple | ast.List | ast.Dict)
        and len(words := constants(node)) >= 2
        and sum(bool(CYRILLIC.search(word)) for word in words) >= 2
        and any(re.search("[a-z]{2}", word) and not CYRILLIC.search(word) for word in words)
    ]
    # The names of the languages themselves, the widths of letters, and what pages of the web say.
    allowed = ("records/i18n.py", "reports/charts/text_width.py", "spiders/sample", "pipelines/extraction")
    assert [one for one in found if not one.startswith(allowed)] == []


@pytest.mark.parametrize(
    ("codes", "table"),
    [
        (vocabulary.Fate, vocabulary.FATE_LABELS),
        (vocabulary.ScreeningLabel, vocabulary.SCREENING_LABELS),
        (vocabulary.Category, vocabulary.CATEGORIES),
        (vocabulary.DraftState, vocabulary.DRAFT_STATE_LABELS),
        (vocabulary.RejectReason, vocabulary.REJECT_REASON_LABELS),
    ],
)
def test_no_code_lacks_its_words(codes: type[StrEnum], table: dict[StrEnum, object]) -> None:
    assert set(table) == set(codes)


def test_a_language_that_was_added_has_labels_contexts_and_plural_forms(one_more_language: str) -> None:
    with i18n.speaking(one_more_language):
        assert tr("New drafts") == "⟦Ńéw dŕáfts⟧"
        assert tr(vocabulary.OUTCOME_LABELS[vocabulary.Outcome.ACQUITTED]) == "⟦áćqúíttéd⟧"
        assert [ntr("{n} second", "{n} seconds", n).format(n=n) for n in (1, 2, 5)] == ["⟦1 séćóńds⟧", "⟦2 séćóńds⟧", "⟦5 séćóńds⟧"]
    with pytest.raises(ValueError, match="is none of kk, ru, en"), i18n.speaking("xx"):
        pass


@pytest.mark.parametrize(
    ("lang", "words", "told"),
    [
        ("kk", {"kk": "Үлгі", "ru": "Образец", "en": "Sample"}, "Үлгі"),
        ("kk", {"ru": "Образец", "en": "Sample"}, "Образец"),
        ("en", {"kk": "Үлгі", "ru": "Образец"}, "Образец"),
        ("ru", {"kk": "", "en": "Sample"}, "Sample"),
        ("ru", {"de": "Muster"}, "Muster"),
        ("ru", {}, ""),
    ],
)
def test_stored_words_stand_in_for_missing_ones_the_nearest_language_first(lang: str, words: dict[str, str], told: str) -> None:
    with i18n.speaking(lang):
        assert i18n.own_words(words) == told


def test_the_summary_of_a_run_comes_out_in_three_languages(speak: Speak) -> None:
    answered = OutletLine("kz_one", "answered", None, 5, {"stored": 2, "gone": 1}, finished=False)
    summary = RunSummary("run-1", (answered, OutletLine("kz_two", "failed", "dns", 0, {"dns": 1}, finished=False)), 2, 1, 1, 21.4)
    told = {}
    for lang in i18n.LANGUAGES:
        speak(lang)
        told[lang] = rows(summary)
    assert told["en"] == [
        ("Outlets", "1 answered, 1 failed"),
        ("Not finished", "1 outlet; the next run goes on"),
        ("Pages tried", "4"),
        ("  stored", "2"),
        ("  address not found (DNS)", "1"),
        ("  gone", "1"),
        ("New articles", "2"),
        ("Read by the classifier", "2, flagged 1"),
        ("New drafts", "1"),
        ("Time", "21 seconds"),
    ]
    assert told["ru"] == [
        ("Издания", "ответили: 1, не удалось: 1"),
        ("Не закончено", "1 издание; продолжит следующий сбор"),
        ("Проверено страниц", "4"),
        ("  сохранено", "2"),
        ("  адрес не найден (DNS)", "1"),
        ("  страницы нет", "1"),
        ("Новые статьи", "2"),
        ("Прочитано классификатором", "2, из них отмечено 1"),
        ("Новые черновики", "1"),
        ("Время", "21 секунда"),
    ]
    assert told["kk"] == [
        ("Басылымдар", "жауап берді: 1, сәтсіз: 1"),
        ("Аяқталмағаны", "1 басылым; қалғанын келесі жинау жалғастырады"),
        ("Тексерілген беттер", "4"),
        ("  сақталды", "2"),
        ("  мекенжай табылмады (DNS)", "1"),
        ("  бет жоқ", "1"),
        ("Жаңа мақалалар", "2"),
        ("Классификатор оқығаны", "2, белгіленгені 1"),
        ("Жаңа қараламалар", "1"),
        ("Уақыты", "21 секунд"),
    ]
    speak("kk")
    assert as_line(summary).startswith("run-1: Басылымдар: жауап берді: 1")


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "kk",
            [
                "feeed: мұндай өріс жоқ; мүмкін, feeds?",
                "home: көрсетілмеген",
                "region: «KZ-9» — өңір коды емес; мүмкін, KZ-19, KZ-39, KZ-59 немесе KZ-79?",
            ],
        ),
        (
            "ru",
            [
                "feeed: такого поля нет; возможно, feeds?",
                "home: не указано",
                "region: «KZ-9» — не код региона; возможно, KZ-19, KZ-39, KZ-59 или KZ-79?",
            ],
        ),
    ],
)
def test_a_fault_of_an_outlet_file_is_told_in_the_readers_language_with_its_field_as_it_stands(
    speak: Speak, tmp_path: Path, lang: str, told: list[str]
) -> None:
    file = tmp_path / "some.yaml"
    file.write_text("- name: kz_a\n  title: {kk: А}\n  country: KZ\n  languages: [kk]\n  region: KZ-9\n  feeed: []\n", encoding="utf-8")
    speak(lang)
    assert sorted(f"{fault.field}: {fault.message}" for fault in load_outlets([file])[1]) == told


@pytest.mark.parametrize(("lang", "told"), [("kk", "оны тырнақшаға алыңыз"), ("ru", "возьмите его в кавычки"), ("en", "cannot start any token")])
def test_what_yaml_says_of_a_broken_file_is_translated_too(speak: Speak, tmp_path: Path, lang: str, told: str) -> None:
    file = tmp_path / "some.yaml"
    file.write_text("- name: @channel\n", encoding="utf-8")
    speak(lang)
    (fault,) = load_outlets([file])[1]
    assert told in str(fault)


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("kk", "Qorgan-да QORGAN_CONTCAT баптауы жоқ; мүмкін, QORGAN_CONTACT?"),
        ("ru", "настройки QORGAN_CONTCAT у Qorgan нет; возможно, QORGAN_CONTACT?"),
    ],
)
def test_a_misspelt_setting_is_told_in_the_readers_language(speak: Speak, lang: str, told: str) -> None:
    speak(lang)
    with pytest.raises(SettingsError) as refused:
        read_settings({"QORGAN_CONTCAT": "x"}, env_file=None)
    assert str(refused.value) == told


def test_without_compiled_catalogues_the_english_words_stand(speak: Speak, tmp_path: Path) -> None:
    speak("kk")
    with reading_catalogues(tmp_path):
        assert tr("New drafts") == "New drafts"
        assert tr(kept_in("outcome", "acquitted")) == "acquitted"


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
    assert i18n.reader() == lang
    i18n._env_file.cache_clear()


@pytest.mark.parametrize("word", ["Карагандинская область", "қарағанды облысы", "Karaganda region", "kz-35"])
def test_a_region_may_be_written_in_any_language_of_the_product(word: str) -> None:
    assert checked({"region": word}) == {"region": "KZ-35"}
