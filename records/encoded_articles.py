"""What an encoder made of the articles of drafts: kept beside them, so that learning from decisions need not read thousands of articles again."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.model import EncodedText
from records.tables import EncodedArticleRow

# SQLite takes so many values in one statement at most.
_TOGETHER = 500


def keep(session: Session, encoded: Mapping[str, EncodedText]) -> None:
    """Keep what was made of these articles, by their ids. What another encoder made of one is replaced: nothing reads it any more."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = insert(EncodedArticleRow)
    taken = {"encoder": query.excluded.encoder, "numbers": query.excluded.numbers}
    for some in _parts(sorted(encoded)):
        values = [{"article_id": one, "encoder": encoded[one].encoder, "numbers": encoded[one].numbers} for one in some]
        session.execute(query.on_conflict_do_update(index_elements=[EncodedArticleRow.article_id], set_=taken), values)


def kept(session: Session, article_ids: Sequence[str], encoder: str) -> dict[str, bytes]:
    """What this encoder made of these articles, by their ids. Of one that is not in the answer nothing is kept, or only what another encoder made of it."""
    found: dict[str, bytes] = {}
    for some in _parts(article_ids):
        query = select(EncodedArticleRow.article_id, EncodedArticleRow.numbers)
        rows = session.execute(query.where(EncodedArticleRow.article_id.in_(some), EncodedArticleRow.encoder == encoder))
        found |= dict(rows.all())
    return found


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    yield from (ids[start : start + _TOGETHER] for start in range(0, len(ids), _TOGETHER))
