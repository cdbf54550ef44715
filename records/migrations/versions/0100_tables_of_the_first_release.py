"""The tables of version 0.1.0.

Everything stands here in full, and nothing is imported from the application: a revision that has been released must not change when the models do.
Revisions below 0100 were of development databases, which nothing upgrades (`docs/decisions/0048-first-revision.md`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)
# SQLite counts up only a primary key of the type INTEGER.
_LONG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The words of stored pages and drafts (`records.search`), in the form that each database searches, and the ledger, which only takes new rows.
_FTS5 = "columnsize=0, detail=none, prefix='3 4 5 6', tokenize='ascii'"
_ADD_WORDS = "INSERT INTO search_drafts(rowid, searched) VALUES (new.id, new.searched)"
_DELETE_WORDS = "INSERT INTO search_drafts(search_drafts, rowid, searched) VALUES ('delete', old.id, old.searched)"
_STATEMENTS = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE search_states USING fts5(words, content='', {_FTS5})",
        f"CREATE VIRTUAL TABLE search_drafts USING fts5(searched, content='drafts', content_rowid='id', {_FTS5})",
        f"CREATE TRIGGER draft_words_added AFTER INSERT ON drafts BEGIN {_ADD_WORDS}; END",
        f"CREATE TRIGGER draft_words_gone AFTER DELETE ON drafts BEGIN {_DELETE_WORDS}; END",
        "CREATE TRIGGER draft_words_changed AFTER UPDATE OF searched ON drafts"
        f" WHEN old.searched <> new.searched BEGIN {_DELETE_WORDS}; {_ADD_WORDS}; END",
        "CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
        "CREATE TRIGGER ledger_refuses_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    ),
    "postgresql": (
        "CREATE TABLE search_states (state bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX search_states_words ON search_states USING gin (words)",
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
        "CREATE TRIGGER ledger_refuses_change BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
        "CREATE TRIGGER ledger_refuses_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()",
    ),
}


def upgrade() -> None:
    op.create_table(
        "anchors",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("line"),
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("run_id", sa.String(40), nullable=False),
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("region", sa.String(8), nullable=True),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.String(40), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("fetched_at", _MOMENT, nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("copy_of", sa.String(40), nullable=True),
        sa.Column("unread", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("date_precision", sa.String(8), nullable=True),
        sa.Column("partial", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["copy_of"], ["articles.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("articles_by_day", "articles", ["published_on"])
    op.create_index("articles_by_outlet", "articles", ["outlet", "published_on"])
    op.create_index("articles_by_text", "articles", ["text_sha256"])
    op.create_index("articles_in_order", "articles", ["fetched_at", "id"])
    op.create_index("articles_taken", "articles", ["outlet", "fetched_at"])
    op.create_index("articles_unread", "articles", ["fetched_at", "id"], sqlite_where=sa.text("unread = 1"), postgresql_where=sa.text("unread"))
    op.create_index("ix_articles_run_id", "articles", ["run_id"])
    op.create_table(
        "claims",
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("run_id", sa.String(40), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("beat_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("outlet"),
    )
    op.create_table(
        "cursors",
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("period", sa.String(24), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("outlet", "period", "source"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("follows", sa.String(16), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(80), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("reason", sa.String(24), nullable=True),
        sa.Column("title", sa.Text(), nullable=False, server_default=""),
        sa.Column("codes", sa.String(160), nullable=False, server_default=""),
        sa.Column("lang", sa.String(8), nullable=False, server_default=""),
        sa.Column("region", sa.String(8), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("searched", sa.Text(), nullable=False, server_default=""),
        sa.Column("incident", sa.String(16), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "drafts_by_age", "drafts", ["state", "created_at", "id", "label", "sample", "follows", "region", "lang", "codes", "deferred_until"]
    )
    op.create_index("drafts_by_score", "drafts", ["state", "score", "id", "label", "sample", "follows", "region", "lang", "codes", "deferred_until"])
    op.create_index(
        "drafts_following", "drafts", ["follows"], sqlite_where=sa.text("follows IS NOT NULL"), postgresql_where=sa.text("follows IS NOT NULL")
    )
    op.create_index("ix_drafts_incident", "drafts", ["incident"])
    op.create_index("ix_drafts_state", "drafts", ["state"])
    op.create_table(
        "hosts",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("quiet_until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "ledger",
        sa.Column("id", _LONG_ID, autoincrement=False, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(24), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_ledger_subject", "ledger", ["subject"])
    op.create_table(
        "notices",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(24), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_notices_outlet", "notices", ["outlet"])
    op.create_table(
        "outlet_days",
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Integer(), nullable=False),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.BigInteger(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(24), nullable=True),
        sa.Column("last_success", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("outlet", "day"),
    )
    op.create_index("outlet_days_by_day", "outlet_days", ["day"])
    op.create_table(
        "outlet_memories",
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("outlet"),
    )
    op.create_table(
        "outlets",
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("region", sa.String(8), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=True),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "paces",
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=False),
        sa.Column("next_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("outlet"),
    )
    op.create_table(
        "pages",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("run_id", sa.String(40), nullable=False),
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("fate", sa.String(24), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("source", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(40), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("others", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("run_id", "outlet", "url", name="one_fate_per_page_and_run"),
    )
    op.create_index("pages_by_key", "pages", ["outlet", "key"])
    op.create_index("pages_in_time", "pages", ["outlet", "at"])
    op.create_table(
        "passkey_challenges",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("challenge", sa.String(100), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_passkey_challenges_at", "passkey_challenges", ["at"])
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("spellings", sa.JSON(), nullable=False),
        sa.Column("profession", sa.Text(), nullable=False),
        sa.Column("gender", sa.String(8), nullable=False),
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
        "requests",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("outlet", sa.String(80), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=True),
        sa.Column("run_id", sa.String(40), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_requests_at", "requests", ["at"])
    op.create_index("requests_waiting", "requests", ["taken_at", "kind", "outlet"])
    op.create_table(
        "rereads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("reached_at", _MOMENT, nullable=True),
        sa.Column("reached_id", sa.String(40), nullable=True),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sample_weeks",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("stratum", sa.String(8), nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("week", "stratum"),
    )
    op.create_table(
        "sign_in_tries",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sign_in_tries_at", "sign_in_tries", ["at"])
    op.create_index("sign_in_tries_of", "sign_in_tries", ["key", "at"])
    op.create_table(
        "sources",
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("read_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("outlet", "url"),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("folded", sa.String(80), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("password_hash", sa.String(160), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("lang", sa.String(2), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("disabled_at", _MOMENT, nullable=True),
        sa.Column("credential_changes", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("name"),
        sa.UniqueConstraint("folded"),
    )
    op.create_table(
        "archived_pages",
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("job", sa.String(100), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("captured_at", _MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_table(
        "article_bands",
        sa.Column("band", sa.Integer(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("band", "key", "article_id"),
    )
    op.create_table(
        "article_keys",
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("key", "draft_id", "article_id"),
    )
    op.create_index("article_keys_of", "article_keys", ["article_id"])
    op.create_table(
        "code_generators",
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("secret", sa.String(200), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT, nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("user"),
    )
    op.create_table(
        "draft_articles",
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("traits", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("candidates", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("outlet", sa.String(80), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("draft_articles_by_outlet", "draft_articles", ["outlet", "draft_id"])
    op.create_index("ix_draft_articles_draft_id", "draft_articles", ["draft_id"])
    op.create_table(
        "drafts_apart",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["drafts.id"]),
        sa.PrimaryKeyConstraint("draft_id", "other_id"),
    )
    op.create_table(
        "encoded_articles",
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.Column("encoder", sa.String(80), nullable=False),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_table(
        "hand_tips",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(12), nullable=False),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("private", sa.JSON(), nullable=False),
        sa.Column("door", sa.String(12), nullable=False),
        sa.Column("key", sa.String(200), nullable=True),
        sa.Column("taken_by", sa.String(80), nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.PrimaryKeyConstraint("draft_id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "incidents",
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("primary", sa.String(3), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("date_precision", sa.String(8), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("region", sa.String(8), nullable=True),
        sa.Column("victims", sa.JSON(), nullable=False),
        sa.Column("outlets", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(16), nullable=False),
        sa.Column("target", sa.String(8), nullable=True),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("during", sa.String(12), nullable=True),
        sa.Column("motive", sa.String(12), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("private", sa.JSON(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lawful", sa.String(8), nullable=False, server_default="unknown"),
        sa.Column("law_articles", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("claimant", sa.String(16), nullable=True),
        sa.Column("amount_claimed", sa.BigInteger(), nullable=True),
        sa.Column("amount_awarded", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("next_dates", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("title_lang", sa.String(8), nullable=True),
        sa.Column("titles", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("text_notes", sa.JSON(), nullable=False, server_default="{}"),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("draft_id"),
        sa.UniqueConstraint("year", "serial", name="one_incident_per_number"),
    )
    op.create_index("incidents_by_date", "incidents", ["happened_on"])
    op.create_index("incidents_by_primary", "incidents", ["primary", "happened_on"])
    op.create_table(
        "outlet_runs",
        sa.Column("run_id", sa.String(40), nullable=False),
        sa.Column("outlet", sa.String(80), nullable=False),
        sa.Column("region", sa.String(8), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("cause", sa.String(24), nullable=True),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("fates", sa.JSON(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("guessed_at", _MOMENT, nullable=True),
        sa.Column("measures", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("note", sa.JSON(), nullable=False, server_default="{}"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"]),
        sa.PrimaryKeyConstraint("run_id", "outlet"),
    )
    op.create_index("outlet_runs_by_outlet", "outlet_runs", ["outlet", "started_at"])
    op.create_table(
        "passkeys",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
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
        "person_names",
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"]),
        sa.PrimaryKeyConstraint("form", "person_id"),
    )
    op.create_index("person_names_of", "person_names", ["person_id"])
    op.create_table(
        "presence",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("draft_id", "user"),
    )
    op.create_index("ix_presence_seen_at", "presence", ["seen_at"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_recovery_codes_user", "recovery_codes", ["user"])
    op.create_table(
        "samples",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("stratum", sa.String(8), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["week", "stratum"], ["sample_weeks.week", "sample_weeks.stratum"]),
        sa.PrimaryKeyConstraint("draft_id"),
    )
    op.create_table(
        "saved_edits",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("draft_id", "user"),
    )
    op.create_table(
        "saved_views",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("owner", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["owner"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner", "name", name="one_view_per_name"),
    )
    op.create_index("ix_saved_views_owner", "saved_views", ["owner"])
    op.create_table(
        "screenings",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.Column("model", sa.String(80), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("readers", sa.String(16), nullable=True, server_default="lexical"),
        sa.Column("disagreement", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("article_id", "model", name="one_screening_per_article_and_model"),
    )
    op.create_index(
        "screenings_flagged", "screenings", ["model", "article_id"], sqlite_where=sa.text("flagged = 1"), postgresql_where=sa.text("flagged")
    )
    op.create_table(
        "second_opinions",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("first_by", sa.String(80), nullable=False),
        sa.Column("second_by", sa.String(80), nullable=True),
        sa.Column("second_action", sa.String(16), nullable=True),
        sa.Column("second_reason", sa.String(24), nullable=True),
        sa.Column("second_at", _MOMENT, nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.PrimaryKeyConstraint("draft_id"),
    )
    op.create_index("second_opinions_waiting", "second_opinions", ["second_at", "asked_at"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("device", sa.String(80), nullable=False, server_default=""),
        sa.Column("address", sa.String(45), nullable=False, server_default=""),
        sa.Column("awaits", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_index("ix_sessions_user", "sessions", ["user"])
    op.create_table(
        "snapshots",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.Column("fetched_at", _MOMENT, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=True),
        sa.Column("change", sa.String(8), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("dropped_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_snapshots_article_id", "snapshots", ["article_id"])
    op.create_table(
        "tokens",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=True),
        sa.Column("name", sa.String(60), nullable=False, server_default=""),
        sa.Column("scope", sa.String(8), nullable=False, server_default="decide"),
        sa.Column("expires_at", _MOMENT, nullable=False, server_default="1970-01-01 00:00:00+00:00"),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])
    op.create_table(
        "tours",
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("user"),
    )
    op.create_table(
        "watches",
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("ix_watches_due_on", "watches", ["due_on"])
    op.create_table(
        "assignments",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("given_by", sa.String(40), nullable=False),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(40), nullable=True),
        sa.Column("ended", sa.String(12), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.ForeignKeyConstraint(["holder"], ["users.name"]),
        sa.ForeignKeyConstraint(["given_by"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("assignments_by_holder", "assignments", ["holder", "ended_at"])
    op.create_index(
        "assignments_of_drafts",
        "assignments",
        ["draft_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "assignments_of_incidents",
        "assignments",
        ["number"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "comments",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.ForeignKeyConstraint(["author"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_comments_draft_id", "comments", ["draft_id"])
    op.create_index("ix_comments_number", "comments", ["number"])
    op.create_table(
        "evidence_files",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("door", sa.String(12), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("taken_by", sa.String(80), nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_evidence_files_draft_id", "evidence_files", ["draft_id"])
    op.create_index("ix_evidence_files_number", "evidence_files", ["number"])
    op.create_index("ix_evidence_files_sha256", "evidence_files", ["sha256"])
    op.create_table(
        "field_opinions",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(12), nullable=False),
        sa.Column("first", sa.JSON(), nullable=False),
        sa.Column("second", sa.JSON(), nullable=False),
        sa.Column("alike", sa.Float(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("first_by", sa.String(80), nullable=False),
        sa.Column("second_by", sa.String(80), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("settled", sa.String(8), nullable=True),
        sa.Column("settled_by", sa.String(80), nullable=True),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.Column("settled_note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["second_opinions.draft_id"]),
        sa.PrimaryKeyConstraint("draft_id", "field"),
    )
    op.create_index("ix_field_opinions_at", "field_opinions", ["at"])
    op.create_table(
        "follows",
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.PrimaryKeyConstraint("number", "user"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("stood", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("who", sa.String(40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("decided_by", sa.String(40), nullable=True),
        sa.Column("decision", sa.String(12), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.ForeignKeyConstraint(["who"], ["users.name"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_proposals_number", "proposals", ["number"])
    op.create_index("ix_proposals_who", "proposals", ["who"])
    op.create_index("proposals_waiting", "proposals", ["decided_at", "at"])
    op.create_table(
        "received_messages",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("door", sa.String(12), nullable=False),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("nth", sa.BigInteger(), nullable=False),
        sa.Column("fate", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("same_as", _LONG_ID, nullable=True),
        sa.Column("came_at", _MOMENT, nullable=False),
        sa.Column("fetched_at", _MOMENT, nullable=False),
        sa.Column("sender", sa.String(320), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(12), nullable=False),
        sa.Column("forwarded_from", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_cut", sa.Boolean(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("label", sa.String(12), nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("settled_by", sa.String(80), nullable=True),
        sa.Column("settled_at", _MOMENT, nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["same_as"], ["received_messages.id"]),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("source", "nth"),
    )
    op.create_index("ix_received_messages_digest", "received_messages", ["digest"])
    op.create_index("ix_received_messages_draft_id", "received_messages", ["draft_id"])
    op.create_index("ix_received_messages_number", "received_messages", ["number"])
    op.create_index("received_messages_sender", "received_messages", ["door", "sender", "fetched_at"])
    op.create_index("received_messages_state", "received_messages", ["state", "id"])
    op.create_table(
        "state_requests",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("body", sa.String(12), nullable=False),
        sa.Column("named", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("own_number", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("prolonged_until", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_state_requests_answered_on", "state_requests", ["answered_on"])
    op.create_index("ix_state_requests_draft_id", "state_requests", ["draft_id"])
    op.create_index("ix_state_requests_number", "state_requests", ["number"])
    op.create_table(
        "statuses",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(4), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("recorded_by", sa.String(80), nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("penalty", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("withdrawn_because", sa.Text(), nullable=False, server_default=""),
        sa.Column("corrects", _LONG_ID, nullable=True),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_statuses_draft_id", "statuses", ["draft_id"])
    op.create_index("statuses_in_order", "statuses", ["number", "day", "id"])
    op.create_table(
        "comment_versions",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("comment_id", _LONG_ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_comment_versions_comment_id", "comment_versions", ["comment_id"])
    op.create_table(
        "message_files",
        sa.Column("file_id", _LONG_ID, nullable=False),
        sa.Column("message_id", _LONG_ID, nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_files.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["received_messages.id"]),
        sa.PrimaryKeyConstraint("file_id"),
    )
    op.create_index("ix_message_files_message_id", "message_files", ["message_id"])
    op.create_table(
        "page_pictures",
        sa.Column("article_id", sa.String(40), nullable=False),
        sa.Column("file_id", _LONG_ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["evidence_files.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_table(
        "personal_notices",
        sa.Column("id", _LONG_ID, nullable=False),
        sa.Column("user", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(16), nullable=True),
        sa.Column("comment_id", _LONG_ID, nullable=True),
        sa.Column("proposal_id", _LONG_ID, nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("read_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"]),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"]),
        sa.ForeignKeyConstraint(["number"], ["incidents.number"]),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"]),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("personal_notices_of", "personal_notices", ["user", "id"])
    op.create_index(
        "personal_notices_unread", "personal_notices", ["user"], sqlite_where=sa.text("read_at IS NULL"), postgresql_where=sa.text("read_at IS NULL")
    )
    op.create_table(
        "search_progress",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reached", sa.BigInteger(), nullable=False),
        sa.Column("states", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for statement in _STATEMENTS[op.get_bind().dialect.name]:
        op.execute(statement)
