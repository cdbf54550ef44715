"""A table of cases as one test that names each wrong row: a case of its own for each of hundreds costs more than what is tested."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

Test = Callable[..., None]


def rows(names: str, table: Iterable[Any]) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize` with these names and values, but in one test. Like that it may stand several times: each row of one with each of the other."""
    given, values = [name.strip() for name in names.split(",")], list(table)

    def decorate(test: Test) -> Test:
        @functools.wraps(test)
        def whole(**fixtures: Any) -> None:
            wrong = []
            for value in values:
                row = dict(zip(given, value if len(given) > 1 else (value,), strict=True))
                try:
                    test(**fixtures, **row)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001  # Whatever it is, it belongs to its row.
                    wrong.append(f"{str(list(row.values()))[:200]}: {error or type(error).__name__}")
            if wrong:
                pytest.fail(f"{len(wrong)} of {len(values)} rows:\n" + "\n".join(wrong), pytrace=False)

        told = inspect.signature(test)
        whole.__signature__ = told.replace(parameters=[one for one in told.parameters.values() if one.name not in given])  # type: ignore[attr-defined]
        return whole

    return decorate
