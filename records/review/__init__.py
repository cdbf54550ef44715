"""The machine proposes, a person decides: drafts, and the decisions on them. The desk, the API and the shell all call this package.

Every decision is a row of the ledger (`draft N`) with the state before and after it. `undo` takes the last decision back, and may be repeated.
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
