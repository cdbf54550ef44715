"""Tips without an address: what somebody said on the telephone, wrote, or showed. Each is a draft without an article (`records.review.take_down`).

Who it came from is known to those who help, and to nobody else: it is in no export, no report and no answer of the API, and of it the ledger keeps only a digest (`tip DRAFT`).
"""

from typing import Any

from records.incidents.incident_ledger import private_digest
from records.tables import HandTipRow


def tip_subject(draft_id: int) -> str:
    """The name of a tip in the ledger."""
    return f"tip {draft_id}"


def tip_content(row: HandTipRow) -> dict[str, Any]:
    """What the ledger keeps of a tip. Of what was told and by whom, which stay in the house, a digest."""
    salt = row.private.get("salt", "")
    return {
        "way": row.way, "came_on": row.came_on.isoformat(), "door": row.door,
        "private": private_digest({**row.private, "told": row.told, "salt": salt}) if row.told or row.private else None,
    }  # fmt: skip
