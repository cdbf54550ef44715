"""What the API says of itself is true, whatever it is sent: schemathesis makes requests from the description, right ones and wrong ones, and finds nothing.

The same requests every time, few in the fast layer. They are made when a test runs: to make them takes as long as to send them, and each process that
collects tests would do it.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.core.result import Ok
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.python.asgi import ASGIClient, get_client
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from desk.api import described
from records import review, tokens, users
from records.users import Role
from tests.conftest import NOW
from tests.desk.site import NAMES, add_draft, add_few, open_site
from tests.layers import is_full

# What schemathesis may say was wrong with a request although it never left: a parameter nobody knows whose value was nothing, so that it was not
# written into the address, and a missing token, which the client of these tests sends with every request.
_UNSENT = re.compile(r"- (query: violates `additionalProperties`|header: violates `required` \(was Authorization\))")


def refuses_what_breaks_the_description(context: Any, response: Any, case: "schemathesis.Case[Any]") -> bool | None:
    """The check of schemathesis, but for what never left."""
    try:
        return negative_data_rejection(context, response, case)
    except AcceptedNegativeData as failure:
        named = [line.strip() for line in failure.message.splitlines() if line.strip().startswith("- ")]
        known = {parameter.name for parameter in case.operation.query}
        sent = {name for name, _ in parse_qsl(urlsplit(str(response.request.url)).query, keep_blank_values=True)}
        if named and all(_UNSENT.match(line) for line in named) and sent <= known:
            return None
        raise


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    refuses_what_breaks_the_description,
    unsupported_method,
]
# The examples of the description are of these, so that requests made from them reach something.
ARTICLE = "d41d8cd98f00b204e9800998ecf8427e"
_SET = {"seed": 1, "generation": {"deterministic": True, "database": "none", "no-shrink": True}}
# Requests made from a schema, for each operation. Beside them come the examples of the description, and of each wrong method or parameter one.
FEW_REQUESTS, MANY = 1, 40


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ASGIClient]:
    """An editor's program, at a desk with some drafts and an incident, to which all requests go."""
    data = tmp_path_factory.mktemp("desk")
    made = open_site(f"sqlite:///{data / 'desk.db'}", data, origin="http://testserver")
    with made.writing() as session:
        given = tokens.create_token(session, users.find(session, NAMES[Role.EDITOR]), who="test", now=NOW)
        made.drafts = [*add_few(session), add_draft(session, ARTICLE, title="Нурланов избит")]
        review.confirm(session, made.drafts[-1], who="test", now=NOW)
    with get_client(cast(Any, made.app)) as client:
        client.headers["Authorization"] = f"Bearer {given}"
        yield client
    made.engine.dispose()


@settings(derandomize=True, suppress_health_check=list(HealthCheck))
def answers_as_it_says(case: "schemathesis.Case[Any]", program: ASGIClient) -> None:
    case.call_and_validate(base_url=program.base_url, session=program, checks=CHECKS)


@cache
def description() -> Any:
    made = {**_SET, "generation": {**cast(dict[str, Any], _SET["generation"]), "max-examples": MANY if is_full() else FEW_REQUESTS}}
    if not is_full():
        made["phases"] = {"coverage": {"enabled": False}}
    return schemathesis.openapi.from_dict(described(), config=schemathesis.Config.from_dict(made))


OPERATIONS = [f"{method.upper()} {path}" for path, methods in described()["paths"].items() for method in methods if method != "parameters"]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_api_answers_as_it_says_whatever_it_is_sent(operation: str, program: ASGIClient) -> None:
    made = get_all_tests(schema=description().include(name=operation), test_func=answers_as_it_says, settings=None, given_kwargs=None)
    (built,) = made
    assert isinstance(built, Ok)
    found, every_request = built.ok()
    assert found.label == operation
    every_request(program=program)
