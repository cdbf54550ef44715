"""The choices in the form of a draft, in the reader's language."""

from collections.abc import Iterable
from functools import cache

from markupsafe import Markup

from desk.field_inputs import offered
from desk.rendering import first_up
from records.i18n import reader, tr
from records.vocabulary import STATUSES, TRACK_LABELS, StatusCode, Track


def options(field: str, chosen: str) -> Markup:
    """The options of a field in the reader's language, with one of them chosen."""
    return _marked(_options(field, reader()), chosen, "selected")


def boxes(field: str, chosen: Iterable[str]) -> Markup:
    """A box for each code of a field."""
    found = _boxes(field, reader())
    for code in chosen:
        found = _marked(found, code, "checked")
    return found


def _marked(words: Markup, code: str, how: str) -> Markup:
    """The option or box of this code, marked as chosen. An unknown code changes nothing."""
    if not code.replace("-", "").replace("_", "").isalnum():
        return words
    # Letters, digits and dashes alone: nothing that could leave its quotes.
    return Markup(str(words).replace(f'value="{code}"', f'value="{code}" {how}', 1))  # noqa: S704


# A page has a hundred of them, the same every time.
@cache
def _options(field: str, lang: str) -> Markup:
    if field != "status":
        return _listed(offered(field))
    group = Markup('<optgroup label="{}">{}</optgroup>')
    told = {track: [(code, words) for code, words in offered(field) if STATUSES[StatusCode(code)].track is track] for track in Track}
    return Markup("").join(group.format(first_up(tr(TRACK_LABELS[track])), _listed(some)) for track, some in told.items())


def _listed(some: Iterable[tuple[str, str]]) -> Markup:
    option = Markup('<option value="{}">{}</option>')
    return Markup("").join(option.format(code, first_up(words)) for code, words in some)


@cache
def _boxes(field: str, lang: str) -> Markup:
    box = Markup('<label class="check"><input type="checkbox" name="{}" value="{}"> <span>{}</span></label>')
    return Markup("").join(box.format(field, code, words) for code, words in offered(field))
