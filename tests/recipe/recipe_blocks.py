"""Reads the recipe from docs/operating.md: its blocks of commands, each under the comment that says where it is done."""

import re

from tests.paths import ROOT

_SECTION = re.compile(r"^## Several machines\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^    # (?P<title>on .+)\n(?P<commands>(?:    .*\n)+)", re.MULTILINE)


def recipe_blocks() -> dict[str, str]:
    """The commands of each block by its title, in their order: `on each worker, stays: the worker`."""
    section = _SECTION.search((ROOT / "docs/operating.md").read_text(encoding="utf-8"))
    assert section, "docs/operating.md has no section on several machines"
    blocks = {found["title"]: re.sub("^    ", "", found["commands"], flags=re.MULTILINE) for found in _BLOCK.finditer(section[1])}
    assert len(blocks) == len(_BLOCK.findall(section[1])), "two blocks of one title"
    return blocks
