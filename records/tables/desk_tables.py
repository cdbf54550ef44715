"""Tables of the desk: users and sign-in, collaboration, requests to runs, opinions, unsaved edits and views."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy import text as condition
from sqlalchemy.orm import Mapped, mapped_column

from records.tables.base import Base

# Users, their sessions and tokens, and tries to sign in. Passwords and tokens are stored only as hashes.


class UserRow(Base):
    """One person who may sign in. Never deleted, because the ledger names them; disabled instead."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    """As written in the ledger."""
    folded: Mapped[str] = mapped_column(String(80), unique=True)
    """The name without capitals for comparison, so that two names cannot differ by them alone."""
    role: Mapped[str] = mapped_column(String(12))
    password_hash: Mapped[str] = mapped_column(String(160))
    must_change: Mapped[bool] = mapped_column(default=False)
    """The password is for one use: nothing else works until it is changed."""
    lang: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    credential_changes: Mapped[int] = mapped_column(Integer, default=0)
    """How often the credentials were changed. What is signed with this number becomes invalid with the next change."""


class SessionRow(Base):
    """One signed-in browser. `id` is the SHA-256 of its cookie's value."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Accurate to a few minutes, so that not every request writes."""
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(String(80), default="")
    """Browser and system as the browser names them, for a person to recognise."""
    address: Mapped[str] = mapped_column(String(45), default="")
    """The address at sign-in, without its last part, so that a copy of the database reveals nobody's home."""
    awaits: Mapped[bool] = mapped_column(default=False)
    """The password was right, but the second factor is missing: only that can be entered."""


class TokenRow(Base):
    """A token of the API, shown once when it was made. `hash` is its SHA-256."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(60), default="")
    """The program for which it was made, in its owner's words."""
    scope: Mapped[str] = mapped_column(String(8))
    """`read` or `decide`."""
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """Accurate to about a minute, so that not every request writes."""


class SignInTryRow(Base):
    """One try to sign in that has not succeeded. `key` is a SHA-256 of the name, the address, or both: people type passwords into the wrong field."""

    __tablename__ = "sign_in_tries"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (Index("sign_in_tries_of", "key", "at"),)


class TourRow(Base):
    """Progress in the introductory tour. It is no work on records, so that no ledger has it."""

    __tablename__ = "tours"

    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    steps: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was done at each step, by its number; empty if it was restarted or declined."""
    at: Mapped[datetime]


# Collaboration: assignments, comments, notices, follows and proposals. None of it is exported or published.

_OPEN = "ended_at IS NULL"


class AssignmentRow(Base):
    """The assignment of a draft or an incident (one of the two is set). Rows are never deleted: an ended one says when, by whom and why."""

    __tablename__ = "assignments"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    number: Mapped[str | None] = mapped_column(ForeignKey("incidents.number"))
    holder: Mapped[str] = mapped_column(ForeignKey("users.name"))
    given_by: Mapped[str] = mapped_column(ForeignKey("users.name"))
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """None while it is still theirs."""
    ended_by: Mapped[str | None] = mapped_column(String(40))
    ended: Mapped[str | None] = mapped_column(String(12))
    """`given_on` or `taken_away`."""

    # Each has one assignee at a time; the two indexes also find a person's assignments.
    __table_args__ = (
        Index("assignments_of_drafts", "draft_id", unique=True, sqlite_where=condition(_OPEN), postgresql_where=condition(_OPEN)),
        Index("assignments_of_incidents", "number", unique=True, sqlite_where=condition(_OPEN), postgresql_where=condition(_OPEN)),
        Index("assignments_by_holder", "holder", "ended_at"),
    )


class CommentRow(Base):
    """A comment for colleagues on a draft or an incident (one of the two is set)."""

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
    """The text of a comment before its author changed it."""

    __tablename__ = "comment_versions"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    text: Mapped[str]
    until: Mapped[datetime]
    """When it was changed."""


class FollowRow(Base):
    """A person who is notified when the status of an incident changes."""

    __tablename__ = "follows"

    number: Mapped[str] = mapped_column(ForeignKey("incidents.number"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    since: Mapped[datetime]


class ProposalRow(Base):
    """A change of an incident, or a new status, proposed by somebody who may not make it. Rows are never deleted."""

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    number: Mapped[str] = mapped_column(ForeignKey("incidents.number"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    """`fields` or `status`."""
    content: Mapped[dict[str, Any]]
    """The fields in the form of a correction, or the status with its day, source, note and penalty."""
    stood: Mapped[dict[str, Any]]
    """The values of these fields at that time, so that later changes are noticed."""
    note: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decision: Mapped[str | None] = mapped_column(String(12))
    """`accepted`, `refused` or `taken_back`; None while it is open."""
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("proposals_waiting", "decided_at", "at"),)


class PersonalNoticeRow(Base):
    """A notice for one person: an assignment, a mention, a decided proposal, or a change in a followed case."""

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


# Second factors: proofs of identity in addition to the password. No secret is stored in clear text.

_SERIAL = BigInteger().with_variant(Integer, "sqlite")


class CodeGeneratorRow(Base):
    """An app of a user that shows a code of six digits every half minute (TOTP, RFC 6238)."""

    __tablename__ = "code_generators"

    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(200))
    """Encrypted with a key that is derived from the desk's own, which is not in the database."""
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When the first code was right; before that it is never asked for."""
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)
    """The half minute of the last accepted code: neither it nor an earlier one is accepted again."""


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
    """The device's own count at the last use; a lower one later indicates a copy."""
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCodeRow(Base):
    """A code for one sign-in without the device. Only its SHA-256 is stored, as `hash`: the code is too long to be guessed from it."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(_SERIAL, primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class ChallengeRow(Base):
    """The challenge that a passkey signs, for one try.

    `key` is the session that asked, or a hash of what ties the sign-in form to its browser.
    """

    __tablename__ = "passkey_challenges"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    challenge: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(index=True)


class RequestRow(Base):
    """A person's request to the next run: visit an outlet again, or collect a single page. The desk itself never fetches."""

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
    """When a run took it up; None while it waits."""
    run_id: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str | None] = mapped_column(String(40))
    """The result as one code; None if not yet known."""

    __table_args__ = (Index("requests_waiting", "taken_at", "kind", "outlet"),)


class PresenceRow(Base):
    """A person who has a draft open. One who was not seen for a while has left."""

    __tablename__ = "presence"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SecondOpinionRow(Base):
    """A random decided draft on which another person decides too without seeing the decision."""

    __tablename__ = "second_opinions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    asked_at: Mapped[datetime]
    first_by: Mapped[str] = mapped_column(String(80))
    second_by: Mapped[str | None] = mapped_column(String(80))
    second_action: Mapped[str | None] = mapped_column(String(16))
    second_reason: Mapped[str | None] = mapped_column(String(24))
    second_at: Mapped[datetime | None]
    agreed: Mapped[bool | None]
    """None until the second opinion is given."""

    __table_args__ = (Index("second_opinions_waiting", "second_at", "asked_at"),)


class FieldOpinionRow(Base):
    """Two readers' values of one field of a draft, the second given without seeing the first, and how a difference was settled."""

    __tablename__ = "field_opinions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("second_opinions.draft_id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(12), primary_key=True)
    """`records.vocabulary.OpinionField`."""
    first: Mapped[Any] = mapped_column(JSON)
    second: Mapped[Any] = mapped_column(JSON)
    alike: Mapped[float] = mapped_column(Float)
    """1 = the same, 0 = not; for victims the share of names in common."""
    lang: Mapped[str] = mapped_column(String(8))
    first_by: Mapped[str] = mapped_column(String(80))
    second_by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(index=True)
    settled: Mapped[str | None] = mapped_column(String(8))
    """`records.vocabulary.OpinionSettlement`; null if nobody has settled it."""
    settled_by: Mapped[str | None] = mapped_column(String(80))
    settled_at: Mapped[datetime | None]
    settled_note: Mapped[str] = mapped_column(default="")


class SavedEditRow(Base):
    """Unsaved input in a draft's form, so that it is not lost with the network or the browser."""

    __tablename__ = "saved_edits"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), primary_key=True)
    fields: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class SavedViewRow(Base):
    """A named view of the table of incidents: its filters, order and columns. It changes no record, so no ledger contains it."""

    __tablename__ = "saved_views"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str]
    """The query string of its address."""
    shared: Mapped[bool] = mapped_column(default=False)
    """Whether everybody at the desk sees it."""
    saved_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("owner", "name", name="one_view_per_name"),)
