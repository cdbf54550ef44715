"""The columns by which the queue shows, filters and searches a draft, computed from the machine's proposal and the person's corrections."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from records.language.stems import searchable_keys_text
from records.tables import DraftRow


def describe(draft: DraftRow) -> None:
    """Update these columns of a draft. Call it after every change of its proposal or fields."""
    values: dict[str, Any] = {**draft.proposal, **draft.fields}
    codes = [category["code"] if isinstance(category, dict) else category for category in values.get("categories") or []]
    draft.title = values.get("title") or ""
    draft.codes = " ".join(dict.fromkeys(filter(None, [values.get("primary"), *codes])))
    draft.lang = values.get("lang") or ""
    draft.region = values.get("region")
    draft.happened_on = date.fromisoformat(values["incident_date"]) if values.get("incident_date") else None
    draft.searched = _searched_words(values)


def _searched_words(values: Mapping[str, Any]) -> str:
    """Return the search keys of a draft with these values: those of its title, persons, outlets and place."""
    people = [person["name"] for field in ("persons", "victims") for person in values.get(field) or []]
    return searchable_keys_text(dict.fromkeys(filter(None, [values.get("title"), values.get("place"), *people, *(values.get("outlets") or [])])))
