"""Drafts as the items of a notice, in the reader's words: what, how likely, in which outlet, where, when, and the addresses of the draft at the desk and of its article. News of one incident
stands together under it. Pure."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from records.country import home, place_name, region_name
from records.i18n import own_words, reader, tr
from records.vocabulary import CATEGORIES, Category, DatePrecision
from records.written_dates.day_phrases import day_in_words, month_in_words
from reports.digest_lines import DraftLine, IncidentLine
from reports.notice_text import plain

# A longer address is left out: cut, it would lead nowhere. The draft's number stands beside it.
_ADDRESS = 500


def draft_items(
    drafts: Sequence[DraftLine], wanted: Sequence[Category], followed: Mapping[str, IncidentLine], origin: str, *, articles: bool = False
) -> list[str]:
    """The items, numbered, in the order of the drafts. Of categories only the `wanted` ones are told; `articles`: with the addresses of articles. News of one of the `followed` incidents are
    one item."""
    groups: dict[str | int, list[DraftLine]] = {}
    for draft in drafts:
        groups.setdefault(draft.follows if draft.follows and draft.follows in followed else draft.id, []).append(draft)
    items = []
    for place, (key, some) in enumerate(groups.items(), start=1):
        told = [_draft(one, wanted, origin, articles=articles, under=key in followed) for one in some]
        if isinstance(key, str):
            head = tr("News of {number}: {title}").format(number=key, title=incident_title(followed[key]))
            told = ["\n".join(filter(None, (head, page_of_incident(key, origin)))), *(f"– {one}" for one in told)]
        items.append(f"{place}. " + "\n".join(told))
    return items


def page_of_draft(id: int, origin: str) -> str:
    """The address of a draft at the desk; empty where the desk has none."""
    return f"{origin}/drafts/{id}" if origin else ""


def page_of_incident(number: str, origin: str) -> str:
    """The address of an incident at the desk; empty where the desk has none."""
    return f"{origin}/incidents/{number}" if origin else ""


def incident_title(one: IncidentLine) -> str:
    """The headline of an incident in the reader's language where a person checked one, else the original; where there is none, its kind."""
    return plain(one.titles.get(reader()) or one.title) or tr(CATEGORIES[Category(one.primary)].label)


def likely(score: float) -> str:
    """A score (0 to 1) as a word, the same as at the desk."""
    if score >= 0.9:
        return tr("very likely")
    if score >= 0.7:
        return tr("likely")
    return tr("possible") if score >= 0.5 else tr("unlikely")


def _draft(draft: DraftLine, wanted: Sequence[Category], origin: str, *, articles: bool, under: bool) -> str:
    """A draft in lines. Its title has a line of its own, because a title written from right to left would turn what stands beside it."""
    title = plain(draft.titles.get(reader()) or draft.title) or tr("(no title)")
    facts = [_kinds(draft, wanted), likely(draft.score), _outlet(draft), _where(draft), _day(draft), tr("draft {id}").format(id=draft.id)]
    facts += [] if under else [_earlier(draft)]
    addresses = [page_of_draft(draft.id, origin), _address(draft.url) if articles else ""]
    return "\n".join(filter(None, (title, "; ".join(filter(None, facts)), *addresses)))


def _kinds(draft: DraftLine, wanted: Sequence[Category]) -> str:
    """The draft's categories among these, at most three. Labels hold commas, so none stands between them."""
    return " / ".join([tr(CATEGORIES[code].label) for code in wanted if code in draft.codes][:3])


def _outlet(draft: DraftLine) -> str:
    """The outlet's title; where it has none, the name of its site."""
    return plain(own_words(draft.outlet_title), 80) or plain(draft.site, 80)


def _where(draft: DraftLine) -> str:
    """The place as the reader's language calls it, else the region of the home country."""
    return plain(place_name(draft.place or "", draft.region), 80) or (region_name(draft.region) if draft.region in home().regions else "")


def _day(draft: DraftLine) -> str:
    """The day as exactly as it is known."""
    match draft.day, draft.precision:
        case None, _:
            return ""
        case day, DatePrecision.YEAR:
            return str(day.year)
        case day, DatePrecision.MONTH:
            return month_in_words(day)
        case day, _:
            return day_in_words(day)


def _earlier(draft: DraftLine) -> str:
    if draft.follows:
        return tr("news of {number}").format(number=draft.follows)
    return tr("news of an earlier incident") if draft.earlier else ""


def _address(url: str) -> str:
    """The address of an article in a form that can only be read as an address: letters beyond ASCII are encoded."""
    written = quote(url.strip(), safe="%:/?#@!$&'()+,;=-._~")
    return written if written.startswith(("http://", "https://")) and len(written) <= _ADDRESS else ""
