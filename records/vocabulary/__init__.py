"""The closed lists of the field: stored codes, which stay, beside the words shown to people, which may change.

A code is written to the database and to exports and never renamed. Sources: the categories are Adil Soz's, with their place in three other
taxonomies; the statuses follow a case as Adil Soz, UNESCO, CPJ and the Council of Europe do. Words: `Label` holds kk, ru and en side by side, so that a
missing one is a type error rather than an English word on a Kazakh page.
"""

from records.vocabulary.cases import SCREENING_LABELS, Actor, DatePrecision, Outcome, ScreeningLabel
from records.vocabulary.categories import CATEGORIES, Category, CategoryFacts
from records.vocabulary.drafts import DRAFT_STATE_LABELS, REJECT_REASON_LABELS, DraftState, RejectReason
from records.vocabulary.label import Label
from records.vocabulary.pages import CAUSE_LABELS, FATE_LABELS, PASSING_FATES, WAY_LABELS, Cause, Fate, WayKind
from records.vocabulary.regions import REGIONS

__all__ = [
    "Actor",
    "CATEGORIES",
    "CAUSE_LABELS",
    "Category",
    "CategoryFacts",
    "Cause",
    "DRAFT_STATE_LABELS",
    "DatePrecision",
    "DraftState",
    "FATE_LABELS",
    "Fate",
    "Label",
    "Outcome",
    "PASSING_FATES",
    "REGIONS",
    "REJECT_REASON_LABELS",
    "RejectReason",
    "SCREENING_LABELS",
    "ScreeningLabel",
    "WAY_LABELS",
    "WayKind",
]
