"""`qorgan person`: one record for each person under all spellings; shows, corrects, merges and splits them, and undoes that."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from rich.table import Table
from rich.text import Text
from sqlalchemy.orm import Session

from flows.cli.decide_command import field
from flows.cli.options import record_id, system_user
from flows.cli.table_console import open_table_console
from flows.terminal import err
from records.database import INTERACTIVE_RETRY_SECONDS, open_database, read_session, require_intact_database, write_with_retry
from records.i18n import tr
from records.persons.decisions import edit_person, mark_separate_persons, merge_persons, split_person, undo_person, unmerge_person
from records.persons.name_search import NAME_SIMILARITY_LABELS
from records.persons.repository import KnownPerson, PersonOutlet, all_persons, person_of
from records.persons.victims import DoubtfulPair, doubtful_pairs, numbers_by_person, reasons_in_words
from records.settings import read_settings
from records.vocabulary import GENDER_LABELS

# Output of `qorgan person`: persons, one person, pairs who may be the same.


def show_persons(persons: Sequence[KnownPerson], naming: Mapping[int, Sequence[str]]) -> None:
    """Print one line for each person."""
    table = Table(tr("person"), tr("name"), tr("profession"), tr("outlets"), tr("incidents"), "", box=None, pad_edge=False)
    for person in persons:
        outlets = "; ".join(outlet.outlet for outlet in person.outlets)
        state = "" if person.publish else tr("name withheld")
        table.add_row(str(person.id), Text(person.name), Text(person.profession), Text(outlets), str(len(naming.get(person.id, ()))), state)
    _print(table)


def show_person(known_person: KnownPerson, numbers: Sequence[str]) -> None:
    """Print everything known about a person, line by line."""
    facts = [
        (tr("Person"), str(known_person.id) + (f" ({tr('with records')} {', '.join(map(str, known_person.merged))})" if known_person.merged else "")),
        *((f"{tr('Name')} ({lang})", name) for lang, name in known_person.names.items()),
        (tr("Spellings"), "; ".join(known_person.spellings)),
        (tr("Profession"), known_person.profession),
        (tr("Gender"), tr(GENDER_LABELS[known_person.gender])),
        (tr("Outlets"), "; ".join(map(_outlet, known_person.outlets))),
        (tr("Name"), tr("may be published") if known_person.publish else f"{tr('withheld')}: {known_person.publish_reason}"),
        (tr("Incidents"), ", ".join(numbers)),
    ]
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, value in facts:
        table.add_row(name, Text(value))
    _print(table)


def show_pairs(pairs: Sequence[DoubtfulPair]) -> None:
    """Print one line for each pair: both persons, how likely they are the same, and why."""
    for pair in pairs:
        first, second = pair.spellings
        likely = f"{tr(NAME_SIMILARITY_LABELS[pair.likened.likeness])}: {reasons_in_words(pair.likened)}"
        print(pair.first.id, first, pair.second.id, second, likely, sep="\t")


def _outlet(person_outlet: PersonOutlet) -> str:
    days = f" ({person_outlet.since or '…'} – {person_outlet.until or '…'})" if person_outlet.since or person_outlet.until else ""
    return person_outlet.outlet + days


def _print(table: Table) -> None:
    open_table_console().print(table)


_Result = TypeVar("_Result")
_Id = Annotated[int, typer.Argument(parser=record_id, metavar="ID", help=tr("number of the person"))]
_Who = Annotated[str, typer.Option("--as", help=tr("your name, as it will stand in the ledger; the system's if not given"))]
_Note = Annotated[str, typer.Option(help=tr("a word on it"))]


def list_persons(withheld: Annotated[bool, typer.Option("--withheld", help=tr("only those whose names are withheld"))] = False) -> None:
    """Print the persons on stdout, with the number of incidents that name each."""
    with _session() as session:
        persons = [person for person in all_persons(session) if not withheld or not person.publish]
        naming = numbers_by_person(session)
    show_persons(persons, naming)


def show(id: _Id) -> None:
    """Print what is known of a person on stdout."""
    with _session() as session:
        person = person_of(session, id)
        naming = numbers_by_person(session)
    show_person(person, naming.get(person.id, ()))


def review(
    apart: Annotated[str | None, typer.Option(metavar="ID,ID", help=tr("these two are two persons; they are not listed again"))] = None,
    who: _Who = "",
    note: _Note = "",
) -> None:
    """Print the pairs on stdout, each with the reasons."""
    if apart is not None:
        first, second = _two(apart)
        _decide(lambda session, by, now: mark_separate_persons(session, first, second, who=by, now=now, note=note).id, who)
    with _session() as session:
        pairs = doubtful_pairs(all_persons(session))
    show_pairs(pairs)


def merge(
    id: _Id,
    into: Annotated[int, typer.Option("--into", parser=record_id, metavar="ID", help=tr("the record that stands for both"))],
    who: _Who = "",
    note: _Note = "",
) -> None:
    """Merge the record into another one; it keeps its spellings and incidents, and refers to the other."""
    _decide(lambda session, by, now: merge_persons(session, id, into, who=by, now=now, note=note).id, who)
    _tell(tr("Person {id} is one with person {into}.").format(id=id, into=into))


def split(
    id: _Id,
    incidents: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBER", help=tr("an incident that names somebody else; may be repeated, or several with commas between")),
    ] = None,
    member: Annotated[
        int | None, typer.Option("--person", parser=record_id, metavar="ID", help=tr("a record that was merged into this one by mistake"))
    ] = None,
    who: _Who = "",
    note: _Note = "",
) -> None:
    """Whom the incidents name becomes a new record; a merged record stands for itself again."""
    numbers = [number for listed in incidents or [] for number in listed.split(",") if number.strip()]
    if bool(numbers) == (member is not None):
        raise typer.BadParameter(tr("split needs either --incidents or --person"))
    new_id = _decide(
        lambda session, by, now: (
            unmerge_person(session, id, member, who=by, now=now, note=note).id
            if member is not None
            else split_person(session, id, numbers, who=by, now=now, note=note).id
        ),
        who,
    )
    _tell(tr("Person {made} is not person {id}.").format(made=new_id, id=id))


def edit(
    id: _Id,
    corrected: Annotated[list[str], typer.Option("--set", help=tr("FIELD=VALUE, a correction; may be repeated"))],
    who: _Who = "",
    note: _Note = "",
) -> None:
    """Correct fields of the record, and print it."""
    fields = dict(map(field, corrected))
    _decide(lambda session, by, now: edit_person(session, id, fields, who=by, now=now, note=note).id, who)
    show(id)


def undo(id: _Id, who: _Who = "", note: _Note = "") -> None:
    """As often as there are acts on the record."""
    _decide(lambda session, by, now: undo_person(session, id, who=by, now=now, note=note).id, who)
    show(id)


def _decide(work: "Callable[[Session, str, datetime], _Result]", who: str) -> "_Result":
    """Run one writing transaction in the name of a person. `work` returns plain values, and may be repeated."""
    database, by, now = read_settings().database, who or system_user(), datetime.now(UTC)
    require_intact_database(database)
    engine = open_database(database)
    done = write_with_retry(engine, lambda session: work(session, by, now), INTERACTIVE_RETRY_SECONDS)
    engine.dispose()
    return done


@contextmanager
def _session() -> Iterator[Session]:
    engine = open_database(read_settings().database)
    with read_session(engine) as session:
        yield session
    engine.dispose()


def _two(written: str) -> tuple[int, int]:
    ids = written.split(",")
    if len(ids) != 2:
        raise typer.BadParameter(tr("--apart takes two numbers with a comma between, as 12,15"))
    return record_id(ids[0]), record_id(ids[1])


def _tell(words: str) -> None:
    err.print(words, markup=False, highlight=False)


app = typer.Typer(no_args_is_help=True)
app.command("list", help=tr("List the persons whom incidents name. Example: qorgan person list --withheld"))(list_persons)
app.command("show", help=tr("Show a person with the incidents that name this person. Example: qorgan person show 12"))(show)
app.command(
    "review",
    help=tr("List persons who may be one, the likeliest first, or say that two are two. Example: qorgan person review --apart 12,15 --as Aigul"),
)(review)
app.command(
    "merge", help=tr("Say that two records are one person; the second stands for both. Example: qorgan person merge 15 --into 12 --as Aigul")
)(merge)
app.command("split", help=tr("Make two persons of one. Example: qorgan person split 12 --incidents KZ-2026-0003 --as Aigul"))(split)
example = "qorgan person edit 12 --set gender=female --set publish=no --set publish_reason=… --as Aigul"
app.command("edit", help=tr("Correct a person's record. Example: {example}").format(example=example))(edit)
app.command("undo", help=tr("Take back the last act on a record. Example: qorgan person undo 12 --as Aigul"))(undo)
