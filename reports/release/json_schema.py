"""JSON Schema of the rows of a release: one for each table, made of the same fields as its Table Schema.

A row of `incidents.csv` as JSON is a line of `incidents.jsonl`. Of the other tables it is the row by the names of its columns, with null for an empty cell.

Source: JSON Schema, draft 2020-12, https://json-schema.org/draft/2020-12/json-schema-core
"""

import json
from collections.abc import Sequence
from typing import Any

from reports.release.release_fields import Field
from reports.release.release_files import File

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# The types of Table Schema that JSON has by another name.
_TYPES = {"date": "string"}


def schema_name(table: str) -> str:
    """The file of the schema of the rows of a table."""
    return f"{table.partition('.')[0]}.schema.json"


def row_schema(table: str, title: str, fields: Sequence[Field], address: str = "") -> File:
    """The schema of the rows of a table, in the current language. `address` is that of the release, or empty: a schema without an address has no `$id`."""
    name = schema_name(table)
    told: dict[str, Any] = {
        "$schema": DIALECT,
        **({"$id": f"{address}{name}"} if address else {}),
        "title": title,
        "type": "object",
        "properties": {field.name: _value(field) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }
    return File(name, (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())


def _value(field: Field) -> dict[str, Any]:
    about = field.described()["description"]
    if field.shape is not None:
        return {"description": about, **field.shape}
    limits = field.limits
    codes = [str(code) for code in field.codes] or limits.get("enum")
    always = bool(limits.get("required"))
    kind = _TYPES.get(field.type, field.type)
    told: dict[str, Any] = {"description": about, "type": kind if always else [kind, "null"]}
    if field.type == "date":
        told["format"] = "date"
    if codes:
        told["enum"] = codes if always else [*codes, None]
    if "pattern" in limits:
        told["pattern"] = f"^(?:{limits['pattern']})$"
    if "minimum" in limits:
        told["minimum"] = limits["minimum"]
    return told
