"""An address that leads elsewhere is not followed."""

import pytest

from desk.safe_redirect import safe_redirect


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil", "", "/a\\b", "/a\nb", "/\t/evil.example"]
)
def test_an_address_that_leads_elsewhere_is_not_followed(address: str) -> None:
    assert safe_redirect(address) == "/"
