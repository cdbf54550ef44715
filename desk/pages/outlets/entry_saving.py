"""Saves an entry from the form: into the desk's own outlet file, with its row in the ledger, or not at all."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from desk.outlet_entries import OutletEntries
from desk.pages.outlets.entry_form import fingerprint
from records.database import write_transaction
from records.durable_files import write_file
from records.errors import AlreadyDecided
from records.i18n import tr
from records.ledger import append
from records.settings import Settings
from records.vocabulary import LedgerAction
from spiders.config.files import outlet_files
from spiders.config.own_entries import plain_values, save_entry
from spiders.config.own_file import own_file
from spiders.config.schema import Outlet


def save(entries: OutletEntries, settings: Settings, engine: Engine, outlet: Outlet, version: str, *, who: str, now: datetime) -> bool:
    """Save the entry if the one that stands is still that of `version`. False if it stands so already. Raises AlreadyDecided if somebody else changed it meanwhile, and OutletFileError."""
    with entries.writing:
        stands = entries.read(settings.data).by_name.get(outlet.name)
        if fingerprint(stands) != version:
            raise AlreadyDecided(tr("somebody else has changed this entry meanwhile; what you typed is still below: look at it and save again"))
        if stands == outlet:
            return False
        file = own_file(settings.data)
        before = file.read_bytes() if file.is_file() else None
        try:
            with write_transaction(engine) as session:
                was, will = (plain_values(stands) if stands else {}), plain_values(outlet)
                append(
                    session,
                    at=now,
                    who=who,
                    action=LedgerAction.EDIT,
                    subject=f"outlet {outlet.name}",
                    before=_of(was, was, will),
                    after=_of(will, was, will),
                )
                save_entry(settings.data, outlet, outlet_files())
        except BaseException:
            # The row did not come into the ledger, so the change is none.
            if before is not None:
                write_file(file, before)
            else:
                file.unlink(missing_ok=True)
            raise
        return True


def _of(values: dict[str, Any], was: dict[str, Any], will: dict[str, Any]) -> dict[str, Any]:
    """Of the values those that change."""
    return {name: values.get(name) for name in {**was, **will} if was.get(name) != will.get(name)}
