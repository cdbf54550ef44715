"""Changes single words in the text of an outlet file: sets a value, adds an item. The rest of the text stays byte for byte.

Pure. ruamel.yaml's nodes give the place where each word begins and ends. Every change gives a new text, whose nodes are read again.
"""

import re
from collections.abc import Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

# YAML reads these as they stand, inside brackets too.
_PLAIN = re.compile(r"(?!(?i:null|true|false|yes|no|on|off)$)[A-Za-z/][A-Za-z0-9:/._~%+=\-]*(?<!:)")
_COLON = re.compile(r"[ \t]*:")
_BREAK = re.compile(r"\r\n|\r|\n|$")

Part = Node | tuple[Node, Node]
"""A value, or a key with its value."""


def line_end(text: str) -> str:
    """The line end that a file uses."""
    return "\r\n" if "\r\n" in text else "\n"


def quoted(value: str) -> str:
    """A value of printable ASCII as YAML: plain if possible, else in double quotes."""
    return value if _PLAIN.fullmatch(value) else in_quotes(value)


def in_quotes(value: str) -> str:
    """A value of printable ASCII in double quotes."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entry_of(text: str, name: str) -> MappingNode | None:
    """The first outlet with this name. `text` has no byte-order mark. Raises YAMLError for what is no YAML."""
    root: Any = YAML().compose(text)
    entries = root.value if isinstance(root, SequenceNode) else []
    named = (entry for entry in entries if isinstance(entry, MappingNode) and getattr(value_of(entry, "name"), "value", None) == name)
    return next(named, None)


def value_of(node: MappingNode, key: str) -> Node | None:
    """The value of a key; None if the key is missing."""
    return next((value for name, value in node.value if name.value == key), None)


def with_value(text: str, node: MappingNode, key: str, value: str, order: Sequence[str]) -> str:
    """The text with `key` set to `value` (YAML, on one line). A missing key is put after the keys that come before it in `order`."""
    old = next((pair for pair in node.value if pair[0].value == key), None)
    if old is not None:
        end = _end(text, old)
        # A value that is missing has its place behind the colon, before any comment.
        start = min(old[1].start_mark.index, end)
        return text[:start] + (value if end > start else f" {value}") + text[end:]
    before = [pair for pair in node.value if pair[0].value in order[: order.index(key)]]
    if node.flow_style:
        return _into_flow(text, node, f"{key}: {value}", before[-1] if before else None)
    if before:
        return _below(text, before[-1], node.value[0][0].start_mark.column, f"{key}: {value}")
    first = node.value[0][0].start_mark
    return text[: first.index] + f"{key}: {value}{line_end(text)}{' ' * first.column}" + text[first.index :]


def with_item(text: str, node: MappingNode, key: str, item: str, order: Sequence[str]) -> str:
    """The text with an item (YAML, on one line) at the end of the list under `key`."""
    items = value_of(node, key)
    if not isinstance(items, SequenceNode):
        return with_value(text, node, key, f"[{item}]", order)
    if items.flow_style:
        return _into_flow(text, items, item, items.value[-1] if items.value else None)
    return _below(text, items.value[-1], items.start_mark.column, f"- {item}")


def _into_flow(text: str, node: Node, words: str, after: Part | None) -> str:
    """Inside brackets or braces, after one of the values or as the first."""
    if after is not None:
        end = _end(text, after)
        return f"{text[:end]}, {words}{text[end:]}"
    start = node.start_mark.index + 1
    return text[:start] + words + (", " if node.value else "") + text[start:]


def _below(text: str, after: Part, column: int, words: str) -> str:
    """On a new line below a value. A comment behind the value stays with it."""
    found = _BREAK.search(text, _end(text, after))
    end = found.start() if found else len(text)
    return text[:end] + line_end(text) + " " * column + words + text[end:]


def _end(text: str, part: Part) -> int:
    """Where the words of a value, or of a key with its value, end. YAML counts comments and blank lines after a block as part of it."""
    key, node = part if isinstance(part, tuple) else (None, part)
    start, end = int(node.start_mark.index), int(node.end_mark.index)
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        return start + len(text[start:end].rstrip())
    if start == end and key is not None:
        colon = _COLON.match(text, key.end_mark.index)
        return colon.end() if colon else int(key.end_mark.index)
    return end
