"""A machine proposes, a person decides: drafts, and the decisions on them. What the desk and the shell both call.

Every decision is a row of the ledger (`draft N`) with what stood before and after; `undo` takes the last one back, as often as there are any.
"""

from records.review.deciding import confirm, defer, reject
from records.review.fields import FIELDS
from records.review.moving import merge, split
from records.review.proposing import Recogniser, propose, propose_sample, undrafted
from records.review.standing import standing
from records.review.undoing import undo

__all__ = ["FIELDS", "Recogniser", "confirm", "defer", "merge", "propose", "propose_sample", "reject", "split", "standing", "undo", "undrafted"]
