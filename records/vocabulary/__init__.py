"""The closed lists of the field: stored codes, which stay, beside the words shown to people, which may change.

A code is written to the database and to exports and never renamed. Sources: the categories are Adil Soz's, with their place in three other
taxonomies; the statuses follow a case as Adil Soz, UNESCO, CPJ and the Council of Europe do. The words of a code are an English message (`kept`), which
is translated where it is shown: `tr(ACTOR_LABELS[code])`.
"""

from records.vocabulary.case_codes import (
    ACTOR_LABELS,
    DATE_PRECISION_LABELS,
    DURING_LABELS,
    LAWFUL_LABELS,
    MOTIVE_LABELS,
    OUTCOME_LABELS,
    SCREENING_LABELS,
    TARGET_LABELS,
    Actor,
    DatePrecision,
    During,
    Lawful,
    Motive,
    Outcome,
    ScreeningLabel,
    Target,
)
from records.vocabulary.categories import BY_GRAVITY, CATEGORIES, READ_BY_MACHINE, Category, codes_where
from records.vocabulary.category_facts import ActKind, CategoryFacts, CoarseClass, CourtCase, JfjType, MapmfType
from records.vocabulary.draft_states import DRAFT_STATE_LABELS, REJECT_REASON_LABELS, DraftState, RejectReason
from records.vocabulary.fates import CAUSE_LABELS, CHANGE_LABELS, FATE_LABELS, PASSING_FATES, WAY_LABELS, Cause, Fate, PageChange, WayKind
from records.vocabulary.funnel_stages import FunnelStage
from records.vocabulary.hand_codes import (
    DOOR_LABELS,
    FILE_ENDINGS,
    FILE_KIND_LABELS,
    HAND_SOURCES,
    HAND_WAY_LABELS,
    PICTURES,
    Door,
    FileKind,
    HandWay,
)
from records.vocabulary.judgements import CPJ_LABELS, UNESCO_LABELS, CpjState, UnescoState
from records.vocabulary.ledger_actions import DecisionAction, LedgerAction
from records.vocabulary.legal_codes import CLAIMANT_LABELS, LAW_STAGE_LABELS, Claimant, LawStage
from records.vocabulary.link_reasons import LINK_REASON_LABELS, LinkReason
from records.vocabulary.person_codes import GENDER_LABELS, Gender
from records.vocabulary.reading_codes import ENCODER, Readers, UnsureField, read_alone
from records.vocabulary.screening_languages import SCREENING_LANGUAGES
from records.vocabulary.sentence_kinds import SENTENCE_KIND_LABELS, TERM_COUNTED, TERM_UNIT_LABELS, SentenceKind, TermUnit
from records.vocabulary.status_codes import (
    ACCOUNTABILITY,
    NO_STEP,
    ON_TRACK,
    STATUS_LABELS,
    STATUSES,
    StatusCode,
    outcome_of_status,
    status_of_outcome,
    statuses_where,
)
from records.vocabulary.status_facts import TRACK_LABELS, PenaltyPart, StatusFacts, Track

__all__ = [
    "ACCOUNTABILITY",
    "ActKind",
    "Actor",
    "ACTOR_LABELS",
    "BY_GRAVITY",
    "CATEGORIES",
    "Category",
    "CategoryFacts",
    "Cause",
    "CAUSE_LABELS",
    "CHANGE_LABELS",
    "Claimant",
    "CLAIMANT_LABELS",
    "CoarseClass",
    "codes_where",
    "CourtCase",
    "CPJ_LABELS",
    "CpjState",
    "DATE_PRECISION_LABELS",
    "DatePrecision",
    "DecisionAction",
    "Door",
    "DOOR_LABELS",
    "DRAFT_STATE_LABELS",
    "DraftState",
    "During",
    "DURING_LABELS",
    "ENCODER",
    "Fate",
    "FATE_LABELS",
    "FILE_ENDINGS",
    "FILE_KIND_LABELS",
    "FileKind",
    "FunnelStage",
    "Gender",
    "GENDER_LABELS",
    "HAND_SOURCES",
    "HAND_WAY_LABELS",
    "HandWay",
    "JfjType",
    "LAW_STAGE_LABELS",
    "Lawful",
    "LAWFUL_LABELS",
    "LawStage",
    "LedgerAction",
    "LINK_REASON_LABELS",
    "LinkReason",
    "MapmfType",
    "Motive",
    "MOTIVE_LABELS",
    "NO_STEP",
    "ON_TRACK",
    "Outcome",
    "OUTCOME_LABELS",
    "outcome_of_status",
    "PageChange",
    "PASSING_FATES",
    "PenaltyPart",
    "PICTURES",
    "read_alone",
    "READ_BY_MACHINE",
    "Readers",
    "REJECT_REASON_LABELS",
    "RejectReason",
    "SCREENING_LABELS",
    "SCREENING_LANGUAGES",
    "ScreeningLabel",
    "SENTENCE_KIND_LABELS",
    "SentenceKind",
    "STATUS_LABELS",
    "status_of_outcome",
    "StatusCode",
    "STATUSES",
    "statuses_where",
    "StatusFacts",
    "Target",
    "TARGET_LABELS",
    "TERM_COUNTED",
    "TERM_UNIT_LABELS",
    "TermUnit",
    "Track",
    "TRACK_LABELS",
    "UNESCO_LABELS",
    "UnescoState",
    "UnsureField",
    "WAY_LABELS",
    "WayKind",
]
