"""`qorgan db index`: brings the index of the search up to all articles, or makes it anew."""

from typing import Annotated

import typer

from records.i18n import ntr, tr


def add_to(db: typer.Typer) -> None:
    """Register the command with the commands of the database."""
    words = tr(
        "Bring the index of the desk's search up to all articles. The running desk and every run do so by themselves. Example: qorgan db index --anew"
    )
    db.command("index", help=words)(search_index)


def search_index(anew: Annotated[bool, typer.Option("--anew", help=tr("forget the index and make it from the beginning"))] = False) -> None:
    """Print how many stored texts can be found. It may be stopped at any moment, and goes on where it was."""
    from flows.cli.progress_bar import counting
    from records.database import open_database, read_session
    from records.search.article_index import catch_up_wholly, forget_index, index_progress
    from records.settings import read_settings

    engine = open_database(read_settings().database)
    if anew:
        forget_index(engine)
    with read_session(engine) as session:
        waiting = index_progress(session).waiting
    with counting(tr("texts"), waiting) as passed:
        for done in catch_up_wholly(engine):
            passed(done)
    with read_session(engine) as session:
        found = index_progress(session).found
    engine.dispose()
    print(ntr("{n} stored text can be searched", "{n} stored texts can be searched", found).format(n=f"{found:,}"))
