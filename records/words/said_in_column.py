"""Whether a column of keys has a text, in the way that each database does fastest."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction


class SaidInColumn(GenericFunction[bool]):
    """`SaidInColumn(column, text)`: no letter of the text means anything but itself. LIKE takes PostgreSQL twice as long."""

    type = Boolean()
    inherit_cache = True


@compiles(SaidInColumn)
def _by_instr(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **kw)}) > 0)"


@compiles(SaidInColumn, "postgresql")
def _by_strpos(element: ColumnElement[bool], compiler: Any, **kw: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **kw)}) > 0)"
