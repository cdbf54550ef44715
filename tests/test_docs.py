"""The documents say what the code does: commands, settings, fields, codes, and every file they name."""

import ast
import builtins
import importlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from typer.main import get_command

from desk import app as app_module
from desk import open_data
from desk.pages import ROUTERS
from desk.pages.login import routes as login
from flows.cli.main import app, command
from records.byte_budgets import IMPORT, IMPORT_ROW_VALUES, IMPORT_ROWS, IMPORT_VALUES, LINE, MiB
from records.settings import PREFIX, Settings
from records.vocabulary import (
    CATEGORIES,
    Actor,
    Category,
    Claimant,
    DatePrecision,
    During,
    Fate,
    Lawful,
    LawStage,
    Motive,
    Outcome,
    Readers,
    RejectReason,
    SentenceKind,
    StatusCode,
    Target,
    TermUnit,
    UnsureField,
)
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.kinds import DOCUMENT_KINDS
from spiders.config.files import load_outlets
from spiders.config.new import _add_outlet
from spiders.config.schema import Outlet
from tests.golden.publications.documents import NAMES
from tests.paths import ROOT
from tests.source_rows import PAGE, with_source_rows

CONTRACTS = (ROOT / "docs/contracts.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PACKAGES = ("records", "pipelines", "classify", "spiders", "reports", "desk", "flows", "tests")
FOLDERS = (*PACKAGES, "docs", "deploy")
# Names that stand in many folders, each time for the same thing.
RECURRING = ("__init__.py", "routes.py", "view.py")
# Words in capitals stand for whatever the reader writes there: classify/lexica/LANG.tsv.
PLACEHOLDER = re.compile(r"\{[a-z]+\}|<[a-z]+>|(?<![A-Za-z])[A-Z]{4,}(?![A-Za-z]|\.md)")


def section(number: int) -> str:
    found = re.search(rf"^## {number}\. .*?(?=^## |\Z)", CONTRACTS, re.MULTILINE | re.DOTALL)
    assert found, f"docs/contracts.md has no section {number}"
    return found[0]


def rows(text: str) -> Iterator[list[str]]:
    """The cells of each row of the tables in a text, without heads."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def quoted(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def commands() -> dict[str, set[str]]:
    """Each command of `qorgan` with its options."""
    found: dict[str, set[str]] = {}

    def walk(made: Any, name: str) -> None:
        inner = getattr(made, "commands", {})
        for word, one in inner.items():
            walk(one, f"{name} {word}")
        if not inner or made.invoke_without_command:
            found[name] = {option for param in made.params for option in (*param.opts, *param.secondary_opts) if option.startswith("--")}

    for name in getattr(get_command(app), "commands", {}):
        walk(command(name), f"qorgan {name}")
    return found


def described_commands() -> dict[str, set[str]]:
    described = {}
    for cells in rows(section(3)):
        words = re.match(r"qorgan(?: [a-z]+)+", quoted(cells[0])[0])
        assert words, cells[0]
        name = words[0]
        while name not in commands() and " " in name:
            name = name.rpartition(" ")[0]
        described[name if name != "qorgan" else words[0]] = set(re.findall(r"`(--[a-z-]+)`", cells[1]))
    return described


def test_every_command_is_described_with_its_options() -> None:
    assert described_commands() == commands()


def test_every_setting_that_a_document_names_exists() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    named = [(document.name, name) for document in DOCUMENTS for name in re.findall(r"\bQORGAN_[A-Z_]*[A-Z]\b", document.read_text(encoding="utf-8"))]
    assert [(document, name) for document, name in named if name not in known] == []


def test_every_word_of_an_outlet_file_is_described() -> None:
    assert {quoted(cells[0])[0] for cells in rows(section(4))} == set(Outlet.model_fields)
    assert PAGE.read_text(encoding="utf-8") == with_source_rows(PAGE.read_text(encoding="utf-8")), "run `make settings`"


def test_the_fields_of_every_export_are_its_columns_in_their_order() -> None:
    described = {quoted(cells[0])[0]: tuple(quoted(cells[1])) for cells in rows(section(6))}
    assert described == {name: shape.columns for name, shape in EXPORT_DEFINITIONS.items()}


def test_every_fate_is_named() -> None:
    assert {fate.value for fate in Fate} <= set(quoted(section(6)))


def test_every_reason_to_reject_is_named() -> None:
    assert {reason.value for reason in RejectReason} <= set(quoted(section(7)))


def test_the_desk_serves_every_page_and_every_address_of_the_api_that_is_described() -> None:
    desk = FastAPI()
    for router in (*ROUTERS, login.router, login.factor_router, open_data.router, app_module.metrics_router):
        desk.include_router(router)
    served = {(method.upper(), path) for path, methods in desk.openapi()["paths"].items() for method in methods}
    for cells in rows(section(7)):
        for words in quoted(cells[0]):
            method, _, path = words.rpartition(" ")
            assert (method or "GET", path) in served


def test_the_categories_are_those_of_the_vocabulary_with_their_place_in_the_taxonomies() -> None:
    described = {quoted(cells[0])[0]: cells[2:] for cells in rows(section(9)) if len(cells) == 8}
    facts = {code.value: [one.block, one.us_tracker, one.mapping_media_freedom, one.sdg, one.jfj, one.mapmf] for code, one in CATEGORIES.items()}
    assert described == {code: [value or "–" for value in values] for code, values in facts.items()}
    assert described.keys() == {code.value for code in Category}


def test_codes_and_statuses_are_those_of_the_vocabulary() -> None:
    described = {quoted(cells[0])[0]: quoted(cells[1]) for cells in rows(section(9)) if len(cells) == 2}
    lists = {
        "actor": Actor,
        "target": Target,
        "during": During,
        "motive": Motive,
        "outcome": Outcome,
        "date_precision": DatePrecision,
        "kind": SentenceKind,
        "unit": TermUnit,
        "lawful": Lawful,
        "claimant": Claimant,
        "stage": LawStage,
        "unsure": UnsureField,
        "readers": Readers,
    }
    for name, codes in lists.items():
        assert described.pop(name) == [code.value for code in codes]
    assert list(described) == [code.value for code in StatusCode]


def paths_in(text: str) -> Iterator[str]:
    for words in quoted(text):
        for word in re.split(r"[\s,()]+", words):
            if word.startswith(tuple(f"{folder}/" for folder in FOLDERS)) or re.fullmatch(r"[\w./*-]+\.(py|md)", word):
                if word in RECURRING:
                    continue
                yield word.rstrip(".:;")


def modules_in(text: str) -> Iterator[str]:
    for words in quoted(text):
        yield from (word for word in re.split(r"[\s,]+", words) if re.fullmatch(rf"({'|'.join(PACKAGES)})(\.\w+)+(\(\))?", word))


def exists(path: str, document: Path) -> bool:
    pattern = PLACEHOLDER.sub("*", path).rstrip("/")
    return any(next(folder.glob(pattern), None) is not None for folder in (ROOT, document.parent))


def resolves(dotted: str) -> bool:
    """Whether a module or something in one has this name."""
    parts = dotted.removesuffix("()").split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if part in getattr(found, "__annotations__", {}):
                return True
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


def test_every_file_and_module_that_a_document_names_exists() -> None:
    texts = {document: document.read_text(encoding="utf-8") for document in DOCUMENTS}
    assert [(document.name, path) for document, text in texts.items() for path in paths_in(text) if not exists(path, document)] == []
    assert [(document.name, name) for document, text in texts.items() for name in modules_in(text) if not resolves(name)] == []


def test_every_term_of_the_glossary_is_given_in_three_languages_with_its_name_in_the_code() -> None:
    terms = [line.split("|")[1:-1] for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines() if line.count("|") == 6]
    named = [cells for cells in terms if "`" in cells[4]]
    assert len(named) > 50
    for cells in named:
        assert all(cell.strip() for cell in cells), cells
        assert quoted(cells[4]) == list(modules_in(cells[4])), cells
    # Heads and the lines under them, and nothing else, name no identifier.
    assert {cells[0].strip() for cells in terms if cells not in named} == {"English", "---"}


def test_every_link_of_a_document_leads_somewhere() -> None:
    links = [(document, link) for document in DOCUMENTS for link in re.findall(r"\]\(([^)#\s]+)\)", document.read_text(encoding="utf-8"))]
    assert [(document.name, link) for document, link in links if "://" not in link and not (document.parent / link).exists()] == []


def headings(text: str) -> set[str]:
    """The anchors that GitHub gives to the headings of a document: in small letters, without punctuation, numbered where two are alike."""
    found: list[str] = []
    for words in re.findall(r"^#{1,6} (.+)$", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE):
        shown = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", words).strip().lower()
        found.append(re.sub(r"[^\w\- ]", "", shown).replace(" ", "-"))
    return {name + (f"-{found[:place].count(name)}" if name in found[:place] else "") for place, name in enumerate(found)}


def test_every_link_to_a_heading_leads_to_one() -> None:
    texts = {document.resolve(): document.read_text(encoding="utf-8") for document in DOCUMENTS}
    links = [
        (document, *link) for document, text in texts.items() for link in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", text) if "://" not in link[0]
    ]
    missing = [
        (document.name, f"{path}#{anchor}")
        for document, path, anchor in links
        if anchor not in headings(texts.get((document.parent / path).resolve() if path else document, ""))
    ]
    assert len(links) > 5
    assert missing == []


def test_the_command_of_the_recipe_for_an_outlet_makes_an_entry_that_loads(tmp_path: Path) -> None:
    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    given = re.search(r"`make source NAME=(\S+) URL=(\S+) REGION=([^`\s]+)`", recipe)
    assert given
    folder = tmp_path / "outlets"
    shutil.copytree(ROOT / "spiders/outlets", folder)
    file, _ = _add_outlet(given[1], given[2], given[3], None, folder)
    outlets, faults = load_outlets([folder])
    assert not faults
    (added,) = (outlet for outlet in outlets if outlet.name == given[1])
    assert (added.home, added.region) == (given[2], given[3])
    assert file.parent == folder


def test_the_outlet_that_the_contracts_show_as_an_example_loads(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", CONTRACTS, re.DOTALL)
    assert example
    (tmp_path / "example.yaml").write_text(example[1], encoding="utf-8")
    outlets, faults = load_outlets([tmp_path / "example.yaml"])
    assert [outlet.name for outlet in outlets] == ["kz_example"]
    assert not faults


def test_every_report_is_described_is_offered_by_the_desk_and_has_golden_documents() -> None:
    kinds = {kind.value for kind in DOCUMENT_KINDS}
    (described,) = (cells[2] for cells in rows(section(3)) if cells[0].startswith("`qorgan report"))
    assert kinds <= set(quoted(described))
    assert kinds <= set(re.findall(r'\("(\w+)", tr\(', (ROOT / "desk/pages/reports/reports.html").read_text(encoding="utf-8")))
    assert {name.split(".")[0] for name in NAMES} == kinds


def test_comments_cite_only_sections_that_exist() -> None:
    headings = set(re.findall(r"^## (\d+)\.", CONTRACTS, re.MULTILINE))
    for file in (file for folder in PACKAGES for file in (ROOT / folder).rglob("*.py")):
        cited = re.findall(r"docs/contracts\.md, section (\d+)", file.read_text(encoding="utf-8"))
        assert set(cited) <= headings, file


# A renamed error is easily forgotten there.
def test_every_error_that_a_docstring_says_is_raised_exists() -> None:
    texts = [file.read_text(encoding="utf-8") for folder in PACKAGES for file in (ROOT / folder).rglob("*.py")]
    known = {name for text in texts for name in re.findall(r"^\s*class (\w+)", text, re.MULTILINE)} | set(dir(builtins))
    known |= {
        name
        for text in texts
        for names in re.findall(r"^\s*from \S+ import (\([^)]*\)|.*)", text, re.MULTILINE)
        for name in re.findall(r"\w+", names)
    }
    assert {name for text in texts for name in re.findall(r"\bRaises ([A-Z]\w+)", text)} <= known


def names_in(node: ast.AST) -> set[str]:
    """Every name that the code of a node binds or uses, its docstrings left out."""
    found = {
        name for part in ast.walk(node) for name in (getattr(part, kind, None) for kind in ("id", "attr", "arg", "name")) if isinstance(name, str)
    }
    return found | {part.asname for part in ast.walk(node) if isinstance(part, ast.alias) and part.asname}


def unknown_words(sources: dict[str, str]) -> list[tuple[str, str, str]]:
    """The words in backquotes of a dataclass's docstring that are no name of its module and no name or code of another one: (file, class, word)."""
    trees = {file: ast.parse(text) for file, text in sources.items()}
    definitions = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    known = {node.name for tree in trees.values() for node in ast.walk(tree) if isinstance(node, definitions)}
    known |= {node.value for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    found = []
    for file, tree in trees.items():
        classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        for node in (node for node in classes if any("dataclass" in ast.unparse(decorator) for decorator in node.decorator_list)):
            words = set(re.findall(r"`([A-Za-z_]\w*)`", ast.get_docstring(node) or "")) - known
            found += [(file, node.name, word) for word in sorted(words - names_in(tree))] if words else []
    return found


def test_every_word_in_backquotes_of_a_dataclass_is_a_name_of_the_code() -> None:
    files = [file for folder in PACKAGES if folder != "tests" for file in (ROOT / folder).rglob("*.py")]
    assert unknown_words({str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}) == []
    made = '@dataclass\nclass Case:\n    """`number`, `code`, `FIRST` and `gone`."""\n    number: int\n    code = "first"\n\n\nFIRST = Case(1)\n'
    assert unknown_words({"case.py": made}) == [("case.py", "Case", "gone")]


def test_the_bounds_of_an_import_are_named() -> None:
    (row,) = [cells for cells in rows(CONTRACTS) if cells[0].startswith("`qorgan import incidents")]
    bounds = (
        f"{IMPORT // MiB} MB",
        f"{IMPORT_ROWS:,} rows",
        f"{IMPORT_VALUES:,} values",
        f"{IMPORT_ROW_VALUES:,} values a row",
        f"{LINE // MiB} MB a line",
    )
    assert [bound for bound in bounds if bound not in row[-1]] == []
