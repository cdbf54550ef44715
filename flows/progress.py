"""Progress of a run on stderr, read from the records while the crawlers write them."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine

from flows import flow
from records.database import open_engine, read_session
from records.i18n import tr
from records.outlets import runs
from records.settings import read_settings


@contextmanager
def following(console: Console) -> Iterator[None]:
    """While inside, a line on the console tells how far the run is. On something that is no terminal it says nothing until the end."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), TextColumn("{task.fields[counts]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        line = progress.add_task(tr("starting"), total=None, counts="")
        known: dict[str, str] = {}
        engine: Engine | None = None

        def began(run_id: str) -> None:
            nonlocal engine
            known["run"] = run_id
            engine = open_engine(read_settings().database)

        def tick() -> None:
            if engine is None:
                return
            with read_session(engine) as session:
                tally = runs.tally(session, known["run"])
            states, fates = tally["outlets"], tally["fates"]
            ended = sum(count for state, count in states.items() if state != "running")
            counts = tr("outlets {ended} of {all}, pages {pages}, articles {articles}").format(
                ended=ended, all=sum(states.values()), pages=sum(fates.values()), articles=fates.get("stored", 0)
            )
            progress.update(line, description=tr("collecting and reading"), total=sum(states.values()) or None, completed=ended, counts=counts)

        watch = flow.WATCH
        before = (watch.began, watch.tick, watch.ended)
        watch.began, watch.tick, watch.ended = began, tick, lambda _summary: None
        try:
            yield
        finally:
            watch.began, watch.tick, watch.ended = before
            if engine is not None:
                engine.dispose()
