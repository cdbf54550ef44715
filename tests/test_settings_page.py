"""docs/settings.md is what the settings class says now, and every setting is described in a group."""

from records.settings import Settings
from tests.settings_page import PAGE, page, settings


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make settings`"


def test_every_setting_has_a_group_and_a_description() -> None:
    assert [one.field for one in settings()] == list(Settings.model_fields)
    assert [one.field for one in settings() if not (one.group and one.description)] == []
