"""`qorgan serve`: runs the flow on its schedule, in one process."""

from typing import Annotated

import typer

from flows.schedule_interval import EVERY_MINUTES
from records.i18n import tr


def add_to(app: typer.Typer) -> None:
    """Register the command with the application."""
    app.command(help=tr("Run the flow on a schedule until stopped. Example: qorgan serve --every 30"))(serve)


def serve(
    every: Annotated[
        float, typer.Option(min=0.05, help=tr("minutes between the starts of two runs; an outlet with little news is visited less often"))
    ] = EVERY_MINUTES,
    outlets: Annotated[list[str] | None, typer.Option(help=tr("name, region or file.yaml; may be repeated"))] = None,
) -> None:
    """Start a Prefect server on loopback, unless PREFECT_API_URL names one, and run the flow on its schedule."""
    from flows.notify.outlets import require_known
    from flows.service import serve_flow
    from records.settings import read_settings

    require_known(read_settings())
    if outlets:
        # Reject an unknown word now; otherwise every run would report it. Without words the service need not import the outlet reader.
        from flows.run_request import outlet_selection

        outlet_selection(outlets)
    serve_flow(every_minutes=every, outlets=outlets or [])
