"""A machine proposes, a person decides: drafts, and the decisions on them. The desk, the API and the shell all call `decide`.

Every decision is a row of the ledger (`draft N`) with what stood before and after; `undo` takes the last one back, as often as there are any.
"""

from records.review.confirm import confirm, defer, reject
from records.review.decide import Decision, decide
from records.review.draft_fields import FIELDS
from records.review.draft_state import snapshot
from records.review.move_articles import merge, split
from records.review.propose import Recogniser, propose, propose_sample, undrafted
from records.review.undo import undo

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
    "snapshot",
    "undo",
    "undrafted",
]
