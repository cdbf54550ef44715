"""Checks that a row of `pages` tells of every stored state of an article: what was asked for, in which run, and what became of it.

An article, its evidence and the row of its page are written in one transaction. Where the row is gone or says something else, somebody changed it.
"""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from pipelines.evidence.record_names import read_file_name
from records.i18n import tr
from records.outlets.page_answers import READ, answers_beside
from records.tables import ArticleRow, PageRow, SnapshotRow
from records.vocabulary import Fate

_STREAM = 2000
# Fates by which a state of an article is stored: the watch keeps the page that says that the article is gone.
_OF_STATE = READ | {Fate.GONE}


def article_row_faults(session: Session, tell: Callable[[str], None]) -> None:
    """Report every stored state of an article of which no row tells, and those of which a row tells something else. One question to the database."""
    fates = sorted(fate.value for fate in _OF_STATE)
    its, any_row = aliased(PageRow), aliased(PageRow)
    # A later run may have met the same bytes. The first state has its row in the run that stored the article.
    own_run = or_(its.run_id == ArticleRow.run_id, SnapshotRow.fetched_at != ArticleRow.fetched_at)
    told = and_(its.article_id == SnapshotRow.article_id, its.sha256 == SnapshotRow.sha256, its.fate.in_(fates), own_run)
    query = (
        select(SnapshotRow, ArticleRow.url, ArticleRow.run_id, any_row)
        .join(ArticleRow, ArticleRow.id == SnapshotRow.article_id)
        .outerjoin(its, told)
        .outerjoin(any_row, any_row.article_id == SnapshotRow.article_id)
        .where(its.id.is_(None))
        .order_by(SnapshotRow.id, any_row.id)
    )
    found = session.execute(query.execution_options(yield_per=_STREAM))
    for (state, url, run_id), rows in groupby(found, key=lambda row: (row[0], row[1], row[2])):
        name = read_file_name(state.file)
        runs = {run_id, name.run_id if name else run_id}
        pages = [row for *_, row in rows if row is not None and row.run_id in runs]
        if any(_beside(row, state) for row in pages):
            continue
        where = {"file": state.file, "offset": state.offset, "article": state.article_id, "url": url, "run": run_id}
        if pages:
            words = tr(
                "article {article} ({url}): the row of its page in run {run} was changed past Qorgan, it says {fate} of other bytes than those in {file} at "
                "{offset}; compare it with a backup"
            )
            tell(words.format(**where, fate=pages[-1].fate))
        else:
            words = tr(
                "article {article} ({url}): the row of its page in run {run} ({file} at {offset}) was taken out past Qorgan; a backup may have it"
            )
            tell(words.format(**where))


def _beside(row: PageRow, state: Any) -> bool:
    """Whether a row tells of a state beside another answer of the same page. An earlier version kept the later answer alone."""
    answer = answers_beside(row).get(state.sha256)
    return (answer is not None and answer.fate in _OF_STATE) or (row.others is None and row.fate in (Fate.KNOWN, Fate.CHANGED))
