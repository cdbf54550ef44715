"""What people at the desk ask for, which draft they have open, and what they have typed but not decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy import text as condition
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base

# Who may use the desk: users, their sessions and tokens, and tries to sign in. Passwords and tokens are kept only as hashes.
#
# Second factors stand in `records.tables.desk_tables`.


class UserRow(Base):
    """One person who may sign in. Never deleted, since the ledger names them; disabled instead."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    """As it stands in the ledger."""
    folded: Mapped[str] = mapped_column(String(80), unique=True)
    """The name as it is compared: without capitals, so that two people cannot be told apart by them alone."""
    role: Mapped[str] = mapped_column(String(12))
    password_hash: Mapped[str] = mapped_column(String(160))
    must_change: Mapped[bool] = mapped_column(default=False)
    """The password is a one-time one: nothing else works until it is changed."""
    lang: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    credential_changes: Mapped[int] = mapped_column(Integer, default=0)
    """How often what proves who it is was changed. What is signed with this number ends with the next change."""


class SessionRow(Base):
    """One signed-in browser. `id` is the SHA-256 of what its cookie carries."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """To the nearest few minutes: not every request writes."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(String(80), default="")
    """Browser and system as the browser names them, for a person to recognise."""
    address: Mapped[str] = mapped_column(String(45), default="")
    """Where it was begun. The last part is left out, so that a copy of the database tells nobody's home."""
    awaits: Mapped[bool] = mapped_column(default=False)
    """The password was right and the second factor is not given yet: nothing but giving it works."""


class TokenRow(Base):
    """A token of the API, shown once when it was made. `hash` is its SHA-256."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(60), default="")
    """For which program it was made, in its owner's words."""
    scope: Mapped[str] = mapped_column(String(8))
    """`read` or `decide`."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """To the nearest minute or so: not every request writes."""


class SignInTryRow(Base):
    """One try to sign in that has not succeeded. `key` is a SHA-256 of the name, the address, or both: people type passwords into the wrong field."""

    __tablename__ = "sign_in_tries"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index("sign_in_tries_of", "key", "at"),)


class TourRow(Base):
    """How far somebody is with the tour of the first day. What is done in it is nobody's work, so that no ledger has it."""

    __tablename__ = "tours"

    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    steps: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was done at each step, by its number; empty = begun anew, or refused when it was offered."""
    at: Mapped[datetime]


# Who works on what, what colleagues say to each other about it, what each is told, and what one proposes and another accepts. It leaves the house by no door.

_STANDS = "ended_at IS NULL"


class AssignmentRow(Base):
    """A draft or an incident (one of the two is set) that was given to somebody. A row is never taken out: what has ended says when, by whom and why."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"))
    holder: Mapped[str] = mapped_column(ForeignKey("users.name"))
    given_by: Mapped[str] = mapped_column(ForeignKey("users.name"))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """None = it is still theirs."""
    ended_by: Mapped[str | None] = mapped_column(String(40))
    ended: Mapped[str | None] = mapped_column(String(12))
    """`given_on` or `taken_away`."""

    # Each has one holder at a time; the two indexes also answer whose it is.
    __table_args__ = (
        Index("assignments_of_drafts", "draft_id", unique=True, sqlite_where=condition(_STANDS), postgresql_where=condition(_STANDS)),
        Index("assignments_of_incidents", "number", unique=True, sqlite_where=condition(_STANDS), postgresql_where=condition(_STANDS)),
        Index("assignments_by_holder", "holder", "ended_at"),
    )


class CommentRow(Base):
    """What somebody says to colleagues about a draft or an incident (one of the two is set)."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"), index=True)
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"), index=True)
    author: Mapped[str] = mapped_column(ForeignKey("users.name"))
    at: Mapped[datetime]
    text: Mapped[str]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class CommentVersionRow(Base):
    """What a comment said before its author changed it."""

    __tablename__ = "comment_versions"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    text: Mapped[str]
    until: Mapped[datetime]
    """When it was changed."""


class FollowRow(Base):
    """Somebody wants to be told when the status of an incident changes."""

    __tablename__ = "follows"

    number: Mapped[str] = mapped_column(ForeignKey("incidents.number"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    since: Mapped[datetime]


class ProposalRow(Base):
    """What somebody who may not change incidents proposes to change in one, or a status to add. A row is never taken out."""

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("incidents.number"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    """`fields` or `status`."""
    content: Mapped[dict[str, Any]]
    """The fields as a correction gives them, or the status with its day, source, note and penalty."""
    stood: Mapped[dict[str, Any]]
    """What stood in these fields then, so that a change since is noticed."""
    note: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decision: Mapped[str | None] = mapped_column(String(12))
    """`accepted`, `refused` or `taken_back`; None = it waits."""
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("proposals_waiting", "decided_at", "at"),)


class PersonalNoticeRow(Base):
    """Something that concerns one person: what was given to them, who mentioned them, what became of what they proposed or follow."""

    __tablename__ = "personal_notices"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"))
    kind: Mapped[str] = mapped_column(String(12))
    """`records.personal_notices.PersonalNoticeKind`."""
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposals.id"))
    told: Mapped[str] = mapped_column(default="")
    """A code of a status, or a reason in somebody's words."""
    read_at: Mapped[datetime | None]

    __table_args__ = (
        Index("personal_notices_of", "user", "id"),
        Index("personal_notices_unread", "user", sqlite_where=condition("read_at IS NULL"), postgresql_where=condition("read_at IS NULL")),
    )


# Second factors: what proves who somebody is beside the password. No secret lies here in the clear.

_SERIAL = BigInteger().with_variant(Integer, "sqlite")


class CodeGeneratorRow(Base):
    """An app of a user that shows a code of six digits every half minute (TOTP, RFC 6238)."""

    __tablename__ = "code_generators"

    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(200))
    """Encrypted with a key that is derived from the desk's own, which does not lie in the database."""
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When the first code was right; before, it is asked for nowhere."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The half minute of the last code that was taken: neither it nor an earlier one is taken again."""


class PasskeyRow(Base):
    """A passkey of a user (WebAuthn): its public key. The private one never leaves the device."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(_SERIAL, primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential: Mapped[str] = mapped_column(Text, unique=True)
    """The id that the device gave it, in base64url."""
    public_key: Mapped[str] = mapped_column(Text)
    """COSE key, in base64url."""
    signatures: Mapped[int] = mapped_column(BigInteger, default=0)
    """The device's own count at the last use; a lower one later would be a copy."""
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCodeRow(Base):
    """A code for one sign-in without the device. Only its SHA-256 is kept, as `hash`: the code is too long to be guessed from it."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(_SERIAL, primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class ChallengeRow(Base):
    """What a passkey is asked to sign, for one try. `key` is the session that asked, or a hash of what ties the form of signing in to its browser."""

    __tablename__ = "passkey_challenges"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    challenge: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(index=True)


class RequestRow(Base):
    """Something that a person asks the next run to do: visit an outlet again, or take a single page. The desk itself never fetches."""

    __tablename__ = "requests"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    """`run_again` or `tip`."""
    outlet: Mapped[str | None] = mapped_column(String(80))
    url: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)
    taken_at: Mapped[datetime | None]
    """When a run took it up; None = it waits."""
    run_id: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str | None] = mapped_column(String(40))
    """What became of it, in one code; None = not yet known."""

    __table_args__ = (Index("requests_waiting", "taken_at", "kind", "outlet"),)


class PresenceRow(Base):
    """Who has a draft open. A person who was not seen for a while has gone."""

    __tablename__ = "presence"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SecondOpinionRow(Base):
    """A decided draft, chosen by chance, on which another person decides too without seeing the decision."""

    __tablename__ = "second_opinions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    asked_at: Mapped[datetime]
    first_by: Mapped[str] = mapped_column(String(80))
    second_by: Mapped[str | None] = mapped_column(String(80))
    second_action: Mapped[str | None] = mapped_column(String(16))
    second_reason: Mapped[str | None] = mapped_column(String(24))
    second_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
    """None = the second opinion is not there yet."""

    __table_args__ = (Index("second_opinions_waiting", "second_at", "asked_at"),)


class FieldOpinionRow(Base):
    """What two readers said of one field of a draft, the second without seeing the first, and how a difference was settled."""

    __tablename__ = "field_opinions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("second_opinions.draft_id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(12), primary_key=True)
    """`records.vocabulary.OpinionField`."""
    first: Mapped[Any] = mapped_column(JSON)
    second: Mapped[Any] = mapped_column(JSON)
    alike: Mapped[float] = mapped_column(Float)
    """1 = the same, 0 = not; of victims the part of the names that is common."""
    lang: Mapped[str] = mapped_column(String(8))
    first_by: Mapped[str] = mapped_column(String(80))
    second_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)
    settled: Mapped[str | None] = mapped_column(String(8))
    """`records.vocabulary.Settled`; null = nobody has settled it."""
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None]
    settled_note: Mapped[str] = mapped_column(default="")


class SavedEditRow(Base):
    """What a person has typed into a draft's form and not decided yet, so that it is not lost with the network or the browser."""

    __tablename__ = "saved_edits"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class SavedViewRow(Base):
    """A view of the table of incidents that somebody named: its filters, order and columns. It tells nothing of what is recorded, so no ledger keeps it."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str]
    """What stands behind the question mark of its address."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether the whole desk sees it."""
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("owner", "name", name="one_view_per_name"),)
