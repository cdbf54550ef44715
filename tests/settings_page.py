"""docs/settings.md, made from the settings class: `make settings`, or `python -m tests.settings_page`."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from records.settings import PREFIX, Settings
from tests.paths import ROOT

PAGE = ROOT / "docs" / "settings.md"
_HEAD = """\
# Settings

<!-- Made from `records/settings.py`: correct the text there, then run `make settings`. -->

Set environment variables, or write them into a file `.env` in the folder in which the command starts. The environment comes before the file.
Every command checks all settings first. An unknown variable with the prefix `QORGAN_`, or a value that is not allowed, stops it with exit code 2 and one line that names the setting.
`qorgan run`, `serve`, `replay` and `add` also check that apprise accepts each address. Lists are separated by commas, apprise addresses by spaces.
"""


class _Setting(NamedTuple):
    """A field of the class, with the comment and the docstring that belong to it. What has none is empty."""

    group: str
    field: str
    description: str


def settings() -> list[_Setting]:
    """The fields of the class in their order."""
    source = textwrap.dedent(inspect.getsource(Settings))
    lines = source.splitlines()
    (class_,) = ast.parse(source).body
    assert isinstance(class_, ast.ClassDef)
    found, group, seen = [], "", 0
    for node, after in zip(class_.body, [*class_.body[1:], None], strict=True):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
            continue
        comments = [line.strip() for line in lines[seen : node.lineno] if line.startswith("    # ")]
        group = comments[-1].removeprefix("# ") if comments else group
        words = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
        found.append(_Setting(group, node.target.id, " ".join(str(words).split())))
        seen = node.lineno
    return found


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_tables())


def _tables() -> Iterator[str]:
    shown = ""
    for one in settings():
        if one.group != shown:
            shown = one.group
            yield f"\n## {shown}\n\n| variable | default | description |\n|---|---|---|\n"
        description = " ".join(filter(None, (one.description, _bounds(one.field)))).replace("|", "\\|")
        yield f"| `{PREFIX}{one.field.upper()}` | {_default(one.field)} | {description} |\n"


def _default(field: str) -> str:
    value = Settings.model_fields[field].default
    if isinstance(value, bool):
        return "`yes`" if value else "`no`"
    if isinstance(value, float):
        return f"`{value:g}`"
    return f"`{value}`" if str(value) else "empty"


def _bounds(field: str) -> str:
    """Which numbers are allowed."""
    words = {"gt": "more than {:g}", "ge": "at least {:g}", "lt": "less than {:g}", "le": "at most {:g}"}
    bounds = [(name, getattr(bound, name)) for bound in Settings.model_fields[field].metadata for name in words if hasattr(bound, name)]
    said = ", ".join(words[name].format(value) for name, value in bounds)
    return f"{said[0].upper()}{said[1:]}." if said else ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
