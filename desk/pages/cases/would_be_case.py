"""What recording a case at once would write, in words: everything, so that nobody records what she has not seen."""

from desk.pages.cases.case_form import CaseForm
from desk.pages.history.ledger_words import field_words, value_words
from desk.rendering import day
from records.hand.source_words import hand_words, source_code, source_words
from records.i18n import tr
from records.incident_fields import COLUMN_FIELDS, PRIVATE_FIELDS
from records.review.would_record import FirstTold, WouldRecord, would_record
from records.vocabulary import STATUS_LABELS


def would_be(case: CaseForm) -> tuple[WouldRecord, list[tuple[str, str]]]:
    """What would be written, and each of it as a heading and what is said. Needs a form with which nothing is wrong."""
    assert case.tip is not None
    tip = case.tip
    public = {name: value for name, value in case.fields.items() if name not in {field.name for field in PRIVATE_FIELDS}}
    would = would_record({**case.blank.proposal, **public}, None, FirstTold(tip.came_on, source_code(tip.way, tip.came_on)), None)
    lines = [(tr("Source"), hand_words(tip.way, tip.came_on))]
    for field in COLUMN_FIELDS:
        value = would.facts.get(field.column or "")
        if value not in (None, "", [], {}) and value != field.kind.to_column(field.empty):
            lines.append((field_words(field.name), value_words(field.name, value)))
    lines += [(tr("Status"), f"{tr(STATUS_LABELS[code])}, {day(at)} ({source_words(source)})") for code, at, source in would.statuses]
    hidden = tr("never published")
    lines += [(f"{tr(field.label)} ({hidden})", str(case.fields[field.name])) for field in PRIVATE_FIELDS if case.fields.get(field.name)]
    lines += [(f"{words} ({hidden})", said) for words, said in ((tr("What was told"), tip.told), (tr("From whom"), tip.from_whom)) if said]
    return would, lines
