"""Addresses that apprise does not know are found out before a run, and named by their places alone."""

import pytest

from flows.notify.known_addresses import require_known
from records.errors import SettingsError
from records.settings import Settings


def test_known_addresses_pass_also_with_a_language_and_a_file_for_anchors() -> None:
    require_known(Settings(notify="json://127.0.0.1:9/x ru=mailto://u:p@adil.example", anchor_to="file:///tmp/anchors.txt kk=json://127.0.0.1:9/"))


@pytest.mark.parametrize("name", ["notify", "anchor_to"])
def test_one_that_is_not_known_is_named_by_its_place(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SettingsError) as error:
        require_known(Settings().model_copy(update={name: "json://127.0.0.1:9/x ru=pigeon://hush@adil.example"}))
    assert str(error.value).startswith(f"QORGAN_{name.upper()}: what stands in place 2 is no address that apprise knows")
    assert "hush" not in str(error.value) + "".join(capfd.readouterr())
