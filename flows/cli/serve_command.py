"""`qorgan serve`: runs the flow on its schedule, in one process."""

from typing import Annotated

import typer

from flows.notify.sending import require_known_addresses
from flows.run_request import outlet_selection
from flows.service import EVERY_MINUTES, serve_flow
from records.i18n import tr
from records.settings import read_settings


def serve(
    every: Annotated[
        float, typer.Option(min=0.05, help=tr("minutes between the starts of two runs; an outlet with little news is visited less often"))
    ] = EVERY_MINUTES,
    outlets: Annotated[list[str] | None, typer.Option(help=tr("name, region or file.yaml; may be repeated"))] = None,
) -> None:
    """Start a Prefect server on loopback, unless PREFECT_API_URL names one, and run the flow on its schedule."""
    require_known_addresses(read_settings())
    if outlets:
        # Reject an unknown word now; otherwise every run would report it.
        outlet_selection(outlets)
    serve_flow(every_minutes=every, outlets=outlets or [])
