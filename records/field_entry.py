"""What is said of a field in its one entry of `incident_fields.py`."""

from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from records.field_kinds import Kind
from records.incident_model import Incident
from records.users import Role

# Behind every field that has a place of its own.
LAST = 100
_ATTRIBUTES = frozenset(one.name for one in fields(Incident))


class Spot(NamedTuple):
    """Where a form asks for a field: fields of one row stand side by side. `group` is one of the form of a draft (`desk/field_inputs.py`). A text of
    several `lines` gets a box."""

    row: int = LAST
    column: int = 1
    group: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Asked:
    """How the forms ask for a field; every word is a message. `empty` are the words of no choice.

    `draft` and `incident` are its spots in the two forms; None: that form does not ask for it. `told`: it stands among the facts of a decided draft.
    """

    words: str
    hint: str = ""
    empty: str = ""
    draft: Spot | None = None
    incident: Spot | None = None
    told: bool = True


@dataclass(frozen=True, eq=False)
class IncidentField:
    """A field. `label` is its word in the history, a message.

    `on_draft` and `on_incident` name the role that may correct it there; None means that nobody can, or that the field is not there.
    The desk and the API let monitors at drafts and editors at incidents; a field for a higher role needs a check there first.
    Every incident has the `needed` fields. `column` is the column in the table of incidents; a field without one belongs only to drafts.
    `attribute` is that of `Incident` if it has another name. `private` fields are together in the column `private` and never leave the desk.
    `otherwise` is the incident's value if nobody said anything; None means that it may stay empty.
    `exported` is the field's name in export, import and API, and `place` its place among them. `published` explains the field and puts it into
    the open release; `always` says that every row of the release has it. `in_drafts` is its place in the export of drafts, `in_record` its place
    among the facts of the incident's page.
    """

    name: str
    kind: Kind
    label: str
    asked: Asked | None = None
    on_draft: Role | None = Role.MONITOR
    on_incident: Role | None = None
    needed: bool = False
    column: str = ""
    attribute: str = ""
    private: bool = False
    otherwise: Any = None
    exported: str = ""
    place: int = LAST
    published: str = ""
    always: bool = False
    in_drafts: int | None = None
    in_record: int | None = None

    @property
    def empty(self) -> Any:
        """The model's value if nothing is known."""
        return self.kind.nothing if self.otherwise is None else self.otherwise

    def of(self, incident: Incident) -> Any:
        """The field's value in an incident."""
        name = self.attribute or self.name
        return getattr(incident, name) if name in _ATTRIBUTES else incident.facts.get(name, self.empty)

    @property
    def is_fact(self) -> bool:
        """Whether `Incident` holds it under `facts`."""
        return (self.attribute or self.name) not in _ATTRIBUTES
