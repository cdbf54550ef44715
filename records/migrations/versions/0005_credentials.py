"""What proves who somebody is: tokens with a scope and an end, sessions that can be told apart, second factors"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
# Tokens that were made before tokens ended keep their rights for so long, so that no program stops on the day of the upgrade.
_GRACE = timedelta(days=90)


def upgrade() -> None:
    op.add_column("tokens", sa.Column("name", sa.String(length=60), nullable=False, server_default=""))
    op.add_column("tokens", sa.Column("scope", sa.String(length=8), nullable=False, server_default="decide"))
    op.add_column("tokens", sa.Column("expires_at", _MOMENT, nullable=False, server_default="1970-01-01 00:00:00+00:00"))
    op.add_column("tokens", sa.Column("used_at", _MOMENT, nullable=True))
    tokens = sa.table("tokens", sa.column("expires_at", _MOMENT))
    op.execute(tokens.update().values(expires_at=datetime.now(UTC) + _GRACE))
    op.add_column("sessions", sa.Column("device", sa.String(length=80), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("address", sa.String(length=45), nullable=False, server_default=""))
    op.add_column("sessions", sa.Column("awaits", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "code_generators",
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("user"),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("credential", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("signatures", sa.BigInteger(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential"),
    )
    op.create_index("ix_passkeys_user", "passkeys", ["user"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_recovery_codes_user", "recovery_codes", ["user"])
    op.create_table(
        "passkey_challenges",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("challenge", sa.String(length=100), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_passkey_challenges_at", "passkey_challenges", ["at"])


def downgrade() -> None:
    for table in ("passkey_challenges", "recovery_codes", "passkeys", "code_generators"):
        op.drop_table(table)
    for table, columns in (("sessions", ("awaits", "address", "device")), ("tokens", ("used_at", "expires_at", "scope", "name"))):
        for column in columns:
            op.drop_column(table, column)
