"""The columns by which the queue shows, filters and searches a draft: the machine's proposal with the person's corrections over it."""

from datetime import date
from typing import Any

from records.tables import DraftRow


def describe(draft: DraftRow) -> None:
    """Update these columns to what the draft says now. Call it after every change of proposal or fields."""
    said: dict[str, Any] = {**draft.proposal, **draft.fields}
    codes = [one["code"] if isinstance(one, dict) else one for one in said.get("categories") or []]
    people = [one["name"] for field in ("persons", "victims") for one in said.get(field) or []]
    draft.title = said.get("title") or ""
    draft.codes = " ".join(dict.fromkeys(filter(None, [said.get("primary"), *codes])))
    draft.lang = said.get("lang") or ""
    draft.region = said.get("region")
    draft.happened_on = date.fromisoformat(said["incident_date"]) if said.get("incident_date") else None
    words = [draft.title, said.get("place") or "", *people, *(said.get("outlets") or [])]
    draft.searched = "\n".join(dict.fromkeys(filter(None, words))).casefold()
