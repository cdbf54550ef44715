"""An entry and its row in the ledger are saved both, or neither."""

from pathlib import Path

import pytest
from sqlalchemy import select

from desk.outlet_entries import OutletEntries
from desk.pages.outlets import entry_saving
from desk.pages.outlets.entry_form import fingerprint
from desk.pages.outlets.entry_saving import save
from records.errors import AlreadyDecided, OutletFileError
from records.tables import LedgerRow
from spiders.config.own_entries import save_entry
from spiders.config.own_file import own_file
from spiders.config.schema import Outlet
from tests.conftest import NOW
from tests.desk.site import Site

OUTLET = Outlet.model_validate({"name": "kz_new", "title": {"ru": "Новая"}, "home": "https://new.example/", "country": "KZ", "languages": ["ru"]})


def acts(site: Site) -> int:
    with site.reading() as session:
        return len(session.scalars(select(LedgerRow.id).where(LedgerRow.subject == "outlet kz_new")).all())


def test_saving_the_same_again_writes_nothing_and_an_older_version_is_refused(site: Site) -> None:
    entries = OutletEntries()
    assert save(entries, site.settings, site.engine, OUTLET, "", who="Dana", now=NOW)
    assert not save(entries, site.settings, site.engine, OUTLET, fingerprint(OUTLET), who="Dana", now=NOW)
    with pytest.raises(AlreadyDecided):
        save(entries, site.settings, site.engine, OUTLET, "", who="Dana", now=NOW)
    assert acts(site) == 1


def test_without_the_file_there_is_no_row_and_without_the_row_no_change(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given: object) -> Path:
        raise OutletFileError("the disk is full")

    entries = OutletEntries()
    with monkeypatch.context() as broken:
        broken.setattr(entry_saving, "save_entry", full)
        with pytest.raises(OutletFileError):
            save(entries, site.settings, site.engine, OUTLET, "", who="Dana", now=NOW)
    assert (acts(site), own_file(site.settings.data).exists()) == (0, False)
    real = save_entry

    def then_broken(*given: object) -> Path:
        real(*given)  # type: ignore[arg-type]
        raise OSError("the commit failed")

    monkeypatch.setattr(entry_saving, "save_entry", then_broken)
    with pytest.raises(OSError, match="commit"):
        save(entries, site.settings, site.engine, OUTLET, "", who="Dana", now=NOW)
    assert (acts(site), own_file(site.settings.data).exists()) == (0, False)
