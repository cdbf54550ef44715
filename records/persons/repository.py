"""Records of persons in the database, read, created and changed, and the words for their professions. Each change is a row of the ledger under
`person ID`.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import ledger
from records.database import hold_database_lock
from records.errors import AlreadyDecided, NoSuchPerson
from records.i18n import LANGUAGES, reader_language, tr
from records.language.letters import KAZAKH_LETTER
from records.language.names import normal_form
from records.tables import LedgerRow, PersonNameRow, PersonRow
from records.vocabulary import Gender, LedgerAction

# A person as a plain value, with all spellings.

_CYRILLIC = re.compile("[а-яё]", re.I)


@dataclass(frozen=True)
class PersonOutlet:
    """An outlet for which a person works or worked; unknown days are None."""

    outlet: str
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class KnownPerson:
    """A person with the values of all records that were merged into one.

    `id` is that of the record that represents all; `merged` are those of the others. `publish` is False if the name of any of them must not be
    published.
    """

    id: int
    names: Mapping[str, str] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()
    profession: str = ""
    gender: Gender = Gender.UNKNOWN
    outlets: tuple[PersonOutlet, ...] = ()
    publish: bool = True
    publish_reason: str = ""
    merged: tuple[int, ...] = ()
    apart: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """A name for lists, in the first language that has one."""
        return next(filter(None, map(self.names.get, LANGUAGES)), self.spellings[0] if self.spellings else str(self.id))

    @cached_property
    def all_names(self) -> tuple[str, ...]:
        """Every spelling and every name in a language, each once."""
        return tuple(dict.fromkeys([*self.spellings, *self.names.values()]))


def language_of(name: str) -> str:
    """Return the language of a name by its letters: kk for Kazakh letters, ru for other Cyrillic ones, else en."""
    return "kk" if KAZAKH_LETTER.search(name) else "ru" if _CYRILLIC.search(name) else "en"


def merged_person(root: Any, merged: Iterable[Any]) -> KnownPerson:
    """Return merged records as one person. Values of the first take precedence."""
    rows = [root, *sorted(merged, key=lambda row: row.id)]
    names: dict[str, str] = {}
    outlets: dict[PersonOutlet, None] = {}
    for row in rows:
        names = {**row.names, **names}
        outlets |= dict.fromkeys(PersonOutlet(**outlet) for outlet in row.outlets)
    return KnownPerson(
        id=root.id,
        names={lang: names[lang] for lang in LANGUAGES if names.get(lang)},
        spellings=tuple(dict.fromkeys(spelling for row in rows for spelling in row.spellings)),
        profession=next((row.profession for row in rows if row.profession), ""),
        gender=next((Gender(row.gender) for row in rows if row.gender != Gender.UNKNOWN), Gender.UNKNOWN),
        outlets=tuple(outlets),
        publish=all(row.publish for row in rows),
        publish_reason=next((row.publish_reason for row in rows if not row.publish), ""),
        merged=tuple(row.id for row in rows[1:]),
        apart=frozenset(other for row in rows for other in row.apart),
    )


# Words for professions in each language: in place of a withheld name, and with a name in a sentence.

_LIST = Path(__file__).with_name("professions.tsv")
_LANGUAGES = ("kk", "ru", "en")


def profession_word(profession: str) -> str:
    """Return the profession in the reader's language; "journalist" for one in another language that the list lacks."""
    written = profession.strip()
    if words := _known().get(_plain(written)):
        return words.get(reader_language()) or tr("journalist")
    if written and language_of(written) == reader_language():
        return written
    return _known()["journalist"].get(reader_language()) or tr("journalist")


def profession_code(profession: str) -> str:
    """Return one word for a profession in all languages: the English one of the list, else as written; empty for none."""
    return _known().get(_plain(profession), {}).get("en") or _plain(profession)


def is_blogger(profession: str) -> bool:
    """Return whether a profession is that of a blogger."""
    return _known().get(_plain(profession), {}).get("en") == "blogger"


def profession_phrase(profession: str) -> str:
    """Return the profession in the reader's language; empty if unknown, and for journalists and bloggers, whom sentences mention anyway."""
    words = _known().get(_plain(profession), {})
    return "" if words.get("en") in ("journalist", "blogger") else words.get(reader_language(), "")


def profession_in_reader_language(profession: str) -> str:
    """Return the profession as written if in the reader's language, else translated; empty if unknown."""
    written = profession.strip()
    if written and language_of(written) == reader_language():
        return written
    words = _known().get(_plain(written), {})
    return words.get(reader_language(), "")


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    """Return the words of each profession by language, under every word by which it is recognised."""
    words_of: dict[str, Mapping[str, str]] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = [cell.split(";") for cell in line.split("\t")]
            words = {lang: cell[0] for lang, cell in zip(_LANGUAGES, cells, strict=True)}
            for word in (word for cell in cells for word in cell):
                words_of.setdefault(_plain(word), words)
    return words_of


def _plain(word: str) -> str:
    return word.strip().casefold().replace("ё", "е")


_PERSON_LOCK = 7_160_009
_SUBJECT = "person "
# Ids in one query: below the parameter limits of SQLite and PostgreSQL.
_CHUNK = 5000
# The columns in the ledger with their names there: `merged_into` already is a draft's.
LEDGER_NAMES = {
    **{name: name for name in ("names", "spellings", "profession", "gender", "outlets", "publish", "publish_reason", "apart")},
    "merged_into": "merged_into_person",
}


def person_subject(id: int) -> str:
    """Return the subject under which the ledger records a person."""
    return f"{_SUBJECT}{id}"


def person_content(row: PersonRow) -> dict[str, Any]:
    """Return the content of a person in the ledger: all of it, as plain JSON."""
    return {name: getattr(row, column) for column, name in LEDGER_NAMES.items()}


def persons_of(session: Session, ids: Collection[int]) -> dict[int, KnownPerson]:
    """Return the persons by these ids; several ids of one person give the same one. Unknown ids are left out."""
    by_id: dict[int, PersonRow] = {}
    missing = set(ids)
    while missing:
        fetched = _rows(session, missing)
        by_id |= fetched
        missing = {row.merged_into for row in fetched.values() if row.merged_into is not None} - by_id.keys()
    layer = {_root_of(id, by_id) for id in by_id}
    while layer:
        below = {row.id: row for row in _where(session, PersonRow.merged_into, layer)}
        by_id |= below
        layer = set(below)
    roots = {id: _root_of(id, by_id) for id in by_id}
    members: dict[int, list[PersonRow]] = {root: [] for root in roots.values()}
    for id, root in roots.items():
        if id != root:
            members[root].append(by_id[id])
    by_root = {root: merged_person(by_id[root], merged) for root, merged in members.items()}
    return {id: by_root[roots[id]] for id in ids if id in roots}


def all_persons(session: Session) -> list[KnownPerson]:
    """Return every person, by id; merged records are a part of the one that represents them."""
    rows = {row.id: row for row in session.scalars(select(PersonRow).order_by(PersonRow.id))}
    members: dict[int, list[PersonRow]] = {id: [] for id, row in rows.items() if row.merged_into is None}
    for id, row in rows.items():
        if row.merged_into is not None:
            members[_root_of(id, rows)].append(row)
    return [merged_person(rows[id], merged) for id, merged in members.items()]


def ids_named_since(session: Session, head: int, but: LedgerAction | None = None) -> set[int]:
    """Return the ids of the records in ledger rows after this one, and of those they were or are merged with; without rows of the action `but`."""
    query = select(LedgerRow.subject, LedgerRow.before, LedgerRow.after).where(LedgerRow.id > head, LedgerRow.subject.startswith(_SUBJECT))
    named: set[int] = set()
    for subject, before, after in session.execute(query if but is None else query.where(LedgerRow.action != but)):
        into = LEDGER_NAMES["merged_into"]
        mentioned = [subject.removeprefix(_SUBJECT), before.get(into), after.get(into)]
        named |= {int(id_) for id_ in mentioned if id_ is not None and str(id_).isdecimal()}
    return named


def _root_of(id: int, rows: Mapping[int, PersonRow]) -> int:
    """Return the id of the record that represents this one."""
    while (into := rows[id].merged_into) is not None:
        id = into
    return id


def person_of(session: Session, id: int) -> KnownPerson:
    """Return one person by any of their ids. Raises NoSuchPerson."""
    persons = persons_of(session, [id])
    if id not in persons:
        raise _no_such_person(id)
    return persons[id]


def _no_such_person(id: int) -> NoSuchPerson:
    """Return the error for an unknown id."""
    return NoSuchPerson(tr("there is no person {id}").format(id=id)).with_command(tr("`qorgan person list` lists them"))


def alone_with_persons(session: Session) -> None:
    """Lock creating, linking, merging and splitting persons until the transaction ends, so that one name never gets two records by accident."""
    hold_database_lock(session, _PERSON_LOCK)


def locked_person(session: Session, id: int) -> PersonRow:
    """Return the record with exactly this id, locked until the transaction ends. Raises NoSuchPerson."""
    row = session.get(PersonRow, id, with_for_update=True)
    if row is None:
        raise _no_such_person(id)
    return row


def new_person(
    session: Session, victims: Sequence[Mapping[str, Any]], *, who: str, now: datetime, note: str = "", withheld_because: str | None = None
) -> PersonRow:
    """Create a record for victims who are one new person. `withheld_because` is the reason not to publish the name; None publishes it."""
    row = _unwritten(victims, now, withheld_because)
    session.add(row)
    session.flush()
    session.add_all(_spelled(row))
    _append(session, row, LedgerAction.RECORD, {}, who=who, now=now, note=note)
    return row


def new_persons(session: Session, victims: Sequence[Sequence[Mapping[str, Any]]], *, who: str, now: datetime) -> list[PersonRow]:
    """Create a record for each of these persons, as `new_person` does, in few statements."""
    rows = [_unwritten(of_one, now, None) for of_one in victims]
    session.add_all(rows)
    session.flush()
    session.add_all(spelling for row in rows for spelling in _spelled(row))
    after = {person_subject(row.id): person_content(row) for row in rows}
    ledger.append_all(session, at=now, who=who, action=LedgerAction.RECORD, after=after)
    return rows


def _unwritten(victims: Sequence[Mapping[str, Any]], now: datetime, withheld_because: str | None) -> PersonRow:
    spellings = list(dict.fromkeys(victim["name"] for victim in victims))
    outlets = dict.fromkeys(victim.get("outlet") or "" for victim in victims)
    return PersonRow(
        names={language_of(name): name for name in reversed(spellings)},
        spellings=spellings,
        profession=next((victim["profession"] for victim in victims if victim.get("profession")), ""),
        gender=Gender.UNKNOWN,
        outlets=[{"outlet": outlet, "since": None, "until": None} for outlet in outlets if outlet],
        publish=withheld_because is None,
        publish_reason=withheld_because or "",
        merged_into=None,
        apart=[],
        created_at=now,
    )


def change_person(
    session: Session,
    row: PersonRow,
    values: Mapping[str, Any],
    action: LedgerAction,
    *,
    who: str,
    now: datetime,
    note: str = "",
    more: Mapping[str, Any] | None = None,
) -> PersonRow:
    """Set columns of a record, with a ledger row. `more` is added to that row. Raises AlreadyDecided if somebody changed it at the same moment."""
    before = person_content(row)
    for name, value in values.items():
        setattr(row, name, value)
    try:
        session.flush()
    except StaleDataError as error:
        words = tr("person {id} was changed by somebody else at the same moment; look at the record again")
        raise AlreadyDecided(words.format(id=row.id)) from error
    if "spellings" in values or "names" in values:
        _index(session, row)
    _append(session, row, action, before, who=who, now=now, note=note, more=more)
    return row


def _index(session: Session, row: PersonRow) -> None:
    session.execute(delete(PersonNameRow).where(PersonNameRow.person_id == row.id))
    session.add_all(_spelled(row))
    session.flush()


def _spelled(row: PersonRow) -> list[PersonNameRow]:
    """Return the rows by which a person is found under each spelling."""
    forms = {normal_form(name) for name in (*row.spellings, *row.names.values()) if name}
    return [PersonNameRow(form=form, person_id=row.id) for form in sorted(forms)]


def _append(
    session: Session,
    row: PersonRow,
    action: LedgerAction,
    before: dict[str, Any],
    *,
    who: str,
    now: datetime,
    note: str,
    more: Mapping[str, Any] | None = None,
) -> None:
    after = {**person_content(row), **(more or {})}
    ledger.append(session, at=now, who=who, action=action, subject=person_subject(row.id), before=before, after=after, note=note)


def _rows(session: Session, ids: Collection[int]) -> dict[int, PersonRow]:
    return {row.id: row for row in _where(session, PersonRow.id, ids)}


def _where(session: Session, column: Any, ids: Collection[int]) -> Iterator[PersonRow]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        yield from session.scalars(select(PersonRow).where(column.in_(ordered[start : start + _CHUNK])))
