"""What the queue shows, narrows and searches a draft by: the machine's proposal with the person's corrections over it, in columns of its own."""

from datetime import date
from typing import Any

from records.tables import DraftRow


def describe(draft: DraftRow) -> None:
    """Bring these columns up to what the draft says now. Whoever changes proposal or fields calls it."""
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
