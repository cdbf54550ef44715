"""Addresses in a text are offered as they would be fetched, and none that leads inside."""

from pipelines.intake.named_pages import MOST, named_pages


def test_addresses_are_found_without_what_closes_the_sentence() -> None:
    text = "Мақала: https://716.kz/news/1?x=1. Тағы (www.716.kz/2), «https://716.kz/3»; қайта https://716.kz/news/1?x=1"
    assert named_pages(text) == ["https://716.kz/news/1?x=1", "https://www.716.kz/2", "https://716.kz/3"]


def test_private_hosts_and_other_schemes_are_left_out() -> None:
    assert named_pages("http://127.0.0.1/a http://169.254.169.254/x http://router.local/ javascript:alert(1) file:///etc/passwd https://[::1]/") == []


def test_their_number_is_bounded() -> None:
    assert len(named_pages(" ".join(f"https://716.kz/{number}" for number in range(100)))) == MOST
    assert named_pages("https://716.kz/" + "x" * 1_000_000) in ([], named_pages("https://716.kz/" + "x" * 1_000_000))
