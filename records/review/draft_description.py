"""The columns by which the queue shows, filters and searches a draft: the machine's proposal with the person's corrections over it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from records.language.stems import searched_in
from records.tables import DraftRow


def describe(draft: DraftRow) -> None:
    """Update these columns to what the draft says now. Call it after every change of proposal or fields."""
    said: dict[str, Any] = {**draft.proposal, **draft.fields}
    codes = [one["code"] if isinstance(one, dict) else one for one in said.get("categories") or []]
    draft.title = said.get("title") or ""
    draft.codes = " ".join(dict.fromkeys(filter(None, [said.get("primary"), *codes])))
    draft.lang = said.get("lang") or ""
    draft.region = said.get("region")
    draft.happened_on = date.fromisoformat(said["incident_date"]) if said.get("incident_date") else None
    draft.searched = searched_of(said)


def searched_of(said: Mapping[str, Any]) -> str:
    """The keys by which a draft that says this is found: those of its title, persons, outlets and place."""
    people = [one["name"] for field in ("persons", "victims") for one in said.get(field) or []]
    return searched_in(dict.fromkeys(filter(None, [said.get("title"), said.get("place"), *people, *(said.get("outlets") or [])])))
