"""Who sent a mail is believed on the word of the operator's own server alone, however a stranger dresses it up."""

import pytest

from pipelines.intake.mail_headers import parsed_header
from pipelines.intake.sender_standing import standing_of

OURS = "mx.newsroom.example"


def standing(*fields: str, verifier: str = OURS, sender: str = "saule@mail.example") -> str:
    head = "".join(f"Authentication-Results: {field}\r\n" for field in fields)
    return standing_of(parsed_header(head.encode() + b"From: x\r\n\r\n"), sender, verifier).value


@pytest.mark.parametrize(
    "field",
    [
        f"{OURS}; dmarc=pass (p=reject) header.from=mail.example",
        f"{OURS}; spf=pass smtp.mailfrom=mail.example;\r\n dkim=pass header.d=mail.example header.s=1; dmarc=none header.from=mail.example",
        f"{OURS} 1; dkim=fail header.d=mail.example; dmarc=pass header.from=MAIL.example",
    ],
)
def test_what_our_server_found_to_be_true_is_verified(field: str) -> None:
    assert standing(field) == "verified"


def test_what_our_server_found_to_be_false_is_called_forged() -> None:
    assert standing(f"{OURS}; dkim=pass header.d=mail.example; dmarc=fail header.from=mail.example") == "forged"


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ("mx.evil.example; dmarc=pass header.from=mail.example",),
        # A stranger's field below that of our server, or without one.
        (f"{OURS}; dmarc=none", f"{OURS}; dmarc=pass header.from=mail.example"),
        ("mx.relay.example; none", f"{OURS}; dmarc=pass header.from=mail.example"),
        # Passed, but for another domain.
        (f"{OURS}; dmarc=pass header.from=evil.example",),
        (f"{OURS}; dkim=pass header.d=example",),
        (f"{OURS}; spf=pass smtp.mailfrom=mail.example",),
        # An address that holds what looks like a result, and comments that do.
        (f'{OURS}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=mail.example;"@evil.example',),
        (f"{OURS}; spf=pass (x; (a) dmarc=pass header.from=mail.example) smtp.mailfrom=evil.example",),
        (f'{OURS}; spf=pass smtp.mailfrom="x; dmarc=pass header.from=mail.example',),
        (f"{OURS}.evil.example; dmarc=pass header.from=mail.example",),
        (f"{OURS}; dmarc=pass header.from=evil.example header.from=mail.example",),
    ],
)
def test_everything_else_is_only_claimed(fields: tuple[str, ...]) -> None:
    assert standing(*fields) == "claimed"


def test_without_a_name_of_the_server_or_without_one_address_nothing_is_verified() -> None:
    good = f"{OURS}; dmarc=pass header.from=mail.example"
    assert standing(good, verifier="") == "claimed"
    assert standing(good, sender="") == "claimed"
