"""The outlets for a program: a cell of the CSV is never run by a spreadsheet."""

import pytest

from flows.cli.outlet_lines import FIELDS, OutletsFormat, print_lines


def test_a_title_that_a_spreadsheet_would_run_is_made_plain(capsys: pytest.CaptureFixture[str]) -> None:
    line = dict.fromkeys(FIELDS) | {"outlet": "kz_a", "title": {"ru": "А"}, "languages": ["ru"], "address": "=cmd|' /C calc'!A0", "sources": 1}
    print_lines([line], OutletsFormat.CSV)
    assert "'=cmd" in capsys.readouterr().out.splitlines()[1]
