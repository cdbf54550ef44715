"""What a form of a draft says, in words: what the machine proposed beside a field, what a folded part holds, the facts of a decided draft."""

from desk.pages.draft import form
from desk.pages.history.ledger_words import field_words, value_words
from desk.rendering import day
from records.field_kinds import Flag, PartialDate
from records.i18n import tr
from records.incidents.tracks import lawful_of, misplaced
from records.review.incident_facts import told_statuses
from records.tables import DraftRow
from records.vocabulary import STATUS_LABELS, Category, StatusCode


def words_of(values: form.Values, draft: DraftRow) -> dict[str, str]:
    """The values of a form in words, by field; "—" if there is nothing."""
    names = (*(field.name for field in form.PLAIN), *form.UNPUBLISHED, "primary", "categories", "victims")
    found = {name: value_words(name, values[name]) for name in names}
    for one in form.PLAIN:
        if isinstance(one.kind, PartialDate) and len(values[one.name]) < len("2026-11-22"):
            found[one.name] = values[one.name]
        if isinstance(one.kind, Flag):
            found[one.name] = tr("yes") if values[one.name] == "yes" else tr("no")
    found |= {name: "; ".join(values[name]) or "—" for name in form.LISTS}
    found |= {name: values[name] or "—" for name in form.BY_TONGUE}
    found |= {
        "status": status_words(values, draft),
        "status_date": value_words("status_date", values["status_date"]),
        "status_source": values["status_source"],
    }
    return {name: words or "—" for name, words in found.items()}


def status_words(values: form.Values, draft: DraftRow) -> str:
    """What became of the case, in the words of this form."""
    if values["status"] == form.TOLD:
        return told_words(draft) or tr("nothing is told of it")
    return tr(STATUS_LABELS[StatusCode(values["status"])]) if values["status"] in STATUS_LABELS else tr("nothing")


def told_words(draft: DraftRow) -> str:
    """The statuses that the articles tell, in words: those that a confirmation would add as the draft stands."""
    said = {**draft.proposal, **draft.fields}
    categories = [Category(code) for code in form.standing(draft)["categories"]]
    told = [one for one in told_statuses(said, categories) if misplaced(one[1], categories, lawful_of(said)) is None]
    return "; ".join(f"{tr(STATUS_LABELS[code])}, {day(when)}" for when, code, _ in told)


def facts_shown(values: form.Values, machine: form.Values, draft: DraftRow) -> list[tuple[str, str, str]]:
    """The facts of a decided draft: field, words, and the machine's words if a person corrected them. What was taken down by hand has no machine's word."""
    said, was = words_of(values, draft), words_of(machine, draft)
    by_hand = bool(draft.proposal.get("by_hand"))
    shown = []
    for one in form.ASKED:
        if one.private or not (one.asked and one.asked.told):
            continue
        for name in form.TONGUES.get(one.name, {"": one.name}).values():
            changed = values[name] != machine[name]
            if said[name] != "—" or changed:
                words = field_words(name) if name == one.name else f"{field_words(one.name)} ({name.removeprefix(one.name)[1:]})"
                shown.append((words, said[name], was[name] if changed and not by_hand else ""))
    return shown
