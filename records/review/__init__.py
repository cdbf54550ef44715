"""Drafts that the machine proposes, and the decisions that people take on them; used by the desk, the API and the command line.

Every decision is a row of the ledger (`draft N`) with the state before and after it. `undo` reverts the last decision, and may be repeated.
"""

from records.review.decisions import Decision, confirm, decide, defer, reject, undo
from records.review.draft_fields import FIELDS, draft_content
from records.review.merge_split import merge, split
from records.review.propose import Recogniser, propose, propose_sample, screenings_without_draft

__all__ = [
    "FIELDS",
    "Decision",
    "Recogniser",
    "confirm",
    "decide",
    "defer",
    "merge",
    "propose",
    "propose_sample",
    "reject",
    "split",
    "draft_content",
    "undo",
    "screenings_without_draft",
]
