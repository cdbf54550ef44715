"""Words for what is wrong in an outlet file, in the reader's language. They follow after "file:line: field:".

The libraries that find a fault speak English. Their messages about outlet files are known, and are listed here so that they can be translated.
"""

from pydantic_core import ErrorDetails

from records.i18n import kept, tr

# What libyaml says of files as people write them; a rarer finding stays in its English.
_YAML_PROBLEMS = frozenset(
    {
        kept("block sequence entries are not allowed in this context"),
        kept("but found another document"),
        kept("control characters are not allowed"),
        kept("could not find expected ':'"),
        kept("did not find expected ',' or ']'"),
        kept("did not find expected ',' or '}'"),
        kept("did not find expected '-' indicator"),
        kept("did not find expected comment or line break"),
        kept("did not find expected key"),
        kept("did not find expected node content"),
        kept("found a tab character that violates indentation"),
        kept("found character that cannot start any token"),
        kept("found undefined alias"),
        kept("found undefined tag handle"),
        kept("found unexpected end of stream"),
        kept("found unknown escape character"),
        kept("mapping values are not allowed in this context"),
        kept("second occurrence"),
        kept("unreadable"),
    }
)


def yaml_words(problem: str) -> str:
    """The message that a file is not YAML, with the parser's reason."""
    return tr("is not YAML: {problem}").format(problem=tr(problem) if problem in _YAML_PROBLEMS else problem)


def schema_words(detail: ErrorDetails) -> str:
    """The message about what the schema found wrong with a value."""
    words = _schema_words().get(detail["type"])
    if words is None:
        return detail["msg"].replace("Input should", "should").replace("Value should", "should")
    limits = detail.get("ctx")
    return words.format(**limits) if limits and detail["type"] in _WITH_LIMITS else words


_WITH_LIMITS = frozenset({"greater_than_equal", "string_too_long"})


def _schema_words() -> dict[str, str]:
    return {
        "missing": tr("is missing"),
        "string_type": tr("should be text; put it in quotes"),
        "string_too_short": tr("is empty"),
        "string_too_long": tr("String should have at most {max_length} characters"),
        "too_short": tr("is empty"),
        "tuple_type": tr("should be a list, such as [one, two]"),
        "model_type": tr("should hold named values, such as {name: value}"),
        "date_type": tr("is not a date; it looks like 2026-09-06"),
        "string_pattern_mismatch": tr("may hold small Latin letters, digits and _ only"),
        "finite_number": tr("should be a finite number"),
        "float_type": tr("should be a valid number"),
        "float_parsing": tr("should be a valid number, unable to parse string as a number"),
        "int_type": tr("should be a valid integer"),
        "int_from_float": tr("should be a valid integer, got a number with a fractional part"),
        "int_parsing": tr("should be a valid integer, unable to parse string as an integer"),
        "greater_than_equal": tr("should be greater than or equal to {ge:g}"),
    }
