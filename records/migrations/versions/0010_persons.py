"""Persons: one record for each victim's name, and incidents that point to it

Victims become persons by the rule by which later ones find theirs (`records.persons.victims`): the very spelling, and no other outlet; a surname with an
initial only where the outlet is the same. Two namesakes of two outlets stay two, and so do spellings that may be one person's: nothing tells afterwards who was
merged, while `qorgan person review` lists who may be one. The ledger gets a row for each person, and for each incident that points to some now.
"""

import json
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from records.ledger.entries import INITIAL_HASH, content_hash
from records.persons.outlet_name_match import outlets_agree

revision = "0010"
down_revision = "0009"

_MOMENT = sa.DateTime(timezone=True)
_WHO = "qorgan db upgrade"
_Victim = dict[str, Any]
_LETTERS = re.compile(r"[^\W\d_]+")
_persons = sa.Table(
    "persons",
    sa.MetaData(),
    sa.Column("id", sa.Integer(), primary_key=True),
    *(sa.Column(name, sa.JSON()) for name in ("names", "spellings", "outlets", "apart")),
    *(sa.Column(name, sa.Text()) for name in ("profession", "gender", "publish_reason")),
    sa.Column("publish", sa.Boolean()),
    sa.Column("merged_into", sa.Integer()),
    sa.Column("created_at", _MOMENT),
    sa.Column("version", sa.Integer()),
)
_forms = sa.table("person_names", sa.column("form", sa.Text()), sa.column("person_id", sa.Integer()))
_incidents = sa.table(
    "incidents", sa.column("number", sa.String()), sa.column("year", sa.Integer()), sa.column("serial", sa.Integer()),
    sa.column("victims", sa.JSON()), sa.column("version", sa.Integer()),
)  # fmt: skip
_ledger = sa.table(
    "ledger", sa.column("id", sa.BigInteger()), sa.column("at", _MOMENT),
    *(sa.column(name, sa.Text()) for name in ("who", "action", "subject", "reason", "note", "previous", "hash")),
    sa.column("before", sa.JSON()), sa.column("after", sa.JSON()),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("spellings", sa.JSON(), nullable=False),
        sa.Column("profession", sa.Text(), nullable=False),
        sa.Column("gender", sa.String(length=8), nullable=False),
        sa.Column("outlets", sa.JSON(), nullable=False),
        sa.Column("publish", sa.Boolean(), nullable=False),
        sa.Column("publish_reason", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("apart", sa.JSON(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["merged_into"], ["persons.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_persons_merged_into", "persons", ["merged_into"])
    op.create_table(
        "person_names",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("form", "person_id"),
    )
    op.create_index("person_names_of", "person_names", ["person_id"])
    _link_victims(op.get_bind())


def downgrade() -> None:
    op.drop_table("person_names")
    op.drop_table("persons")


def _link_victims(connection: sa.Connection) -> None:
    now = datetime.now(UTC)
    chain = _Chain(connection, now)
    order = sa.select(_incidents.c.number, _incidents.c.victims, _incidents.c.version).order_by(_incidents.c.year, _incidents.c.serial)
    incidents = [(number, victims, version) for number, victims, version in connection.execute(order) if victims]
    made: dict[str, list[_Person]] = {}
    meant = {number: _persons_meant(victims, made) for number, victims, _ in incidents}
    ids = {one: _insert(connection, chain, one.entries, now) for one in dict.fromkeys(one for persons in meant.values() for one in persons)}
    for number, victims, version in incidents:
        linked = [{**victim, "person": ids[one]} for one, victim in zip(meant[number], victims, strict=True)]
        connection.execute(_incidents.update().where(_incidents.c.number == number).values(victims=linked, version=version + 1))
        before = chain.last(f"incident {number}") or {}
        chain.append("edit", f"incident {number}", before, {**before, "victims": linked})


@dataclass(eq=False)
class _Person:
    """One person: the outlet, empty as long as none is known, and the victims who are this person."""

    outlet: str = ""
    entries: list[_Victim] = field(default_factory=list)


def _persons_meant(victims: list[_Victim], made: dict[str, list[_Person]]) -> list[_Person]:
    """Of each victim of an incident, the person: the only one of those made so far whom the name and the outlet fit, or a new one. Whoever stands twice in
    one incident under one name is two persons."""
    found: list[_Person] = []
    for victim in victims:
        form, outlet = _form(victim["name"]), victim.get("outlet") or ""
        known = [one for one in made.get(form, ()) if one not in found and _fits(one, form, outlet)]
        # Whoever has this outlet, or as little of one, before those of whom nothing speaks against it.
        fitting = [one for one in known if outlets_agree(outlet, one.outlet) or outlet == one.outlet == ""] or known
        if len(fitting) == 1:
            one = fitting[0]
        else:
            made.setdefault(form, []).append(one := _Person())
        one.outlet = one.outlet or outlet
        one.entries.append(victim)
        found.append(one)
    return found


def _fits(person: _Person, form: str, outlet: str) -> bool:
    is_full = len([word for word in form.split() if len(word) > 1]) > 1
    return outlets_agree(outlet, person.outlet) or (is_full and not (outlet and person.outlet))


def _insert(connection: sa.Connection, chain: "_Chain", entries: list[_Victim], now: datetime) -> int:
    spellings = list(dict.fromkeys(victim["name"] for victim in entries))
    outlets = dict.fromkeys(victim.get("outlet") or "" for victim in entries)
    content: dict[str, Any] = {
        "names": {_language(name): name for name in reversed(spellings)},
        "spellings": spellings,
        "profession": next((victim["profession"] for victim in entries if victim.get("profession")), ""),
        "gender": "unknown",
        "outlets": [{"outlet": outlet, "since": None, "until": None} for outlet in outlets if outlet],
        "publish": True,
        "publish_reason": "",
        "apart": [],
    }
    made = connection.execute(_persons.insert().values(**content, merged_into=None, created_at=now, version=1))
    assert made.inserted_primary_key is not None
    id = int(made.inserted_primary_key[0])
    connection.execute(_forms.insert(), [{"form": form, "person_id": id} for form in sorted(set(map(_form, spellings)))])
    chain.append("record", f"person {id}", {}, {**content, "merged_into_person": None})
    return id


def _form(name: str) -> str:
    """As `records.language.names.normal_form` made it in this version."""
    plain = unicodedata.normalize("NFKC", name).casefold().replace("ё", "е")
    return " ".join(sorted(_LETTERS.findall(plain))) or plain.strip()


def _language(name: str) -> str:
    lower = name.casefold()
    return "kk" if re.search("[әғқңөұүһі]", lower) else "ru" if re.search("[а-яё]", lower) else "en"


class _Chain:
    """The end of the ledger, to which this migration adds rows."""

    def __init__(self, connection: sa.Connection, now: datetime) -> None:
        self._connection, self._now = connection, now
        last = connection.execute(sa.select(_ledger.c.id, _ledger.c.hash).order_by(_ledger.c.id.desc()).limit(1)).one_or_none()
        self._id: int = last[0] if last else 0
        self._hash: str = last[1] if last else INITIAL_HASH

    def last(self, subject: str) -> dict[str, Any] | None:
        """What the last row about a subject says of it."""
        query = sa.select(_ledger.c.after).where(_ledger.c.subject == subject).order_by(_ledger.c.id.desc()).limit(1)
        after = self._connection.execute(query).scalar()
        return json.loads(after) if isinstance(after, str) else after

    def append(self, action: str, subject: str, before: dict[str, Any], after: dict[str, Any]) -> None:
        """Add a row as `records.ledger.append` does."""
        note = "victims became persons"
        id, previous = self._id + 1, self._hash
        hash = content_hash(id, self._now, _WHO, action, subject, before, after, None, note, previous)
        self._connection.execute(
            _ledger.insert().values(
                id=id, at=self._now, who=_WHO, action=action, subject=subject, before=before, after=after, reason=None, note=note, previous=previous,
                hash=hash,
            )
        )  # fmt: skip
        self._id, self._hash = id, hash
