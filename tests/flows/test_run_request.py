"""What a run is called in the records."""

from flows.run_request import RunRequest


def test_a_run_is_called_by_what_it_takes() -> None:
    assert RunRequest().kind == "run"
    assert RunRequest(warcs=("a.warc.gz",)).kind == RunRequest(missing=True).kind == "replay"
    assert RunRequest(pages=("https://a.kz/1",)).kind == "add"
