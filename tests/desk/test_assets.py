"""Static files: kept for good under an address that changes with them."""

from desk import assets
from tests.desk.site import Site


def test_static_files_are_kept_for_good_under_an_address_that_changes_with_them(site: Site) -> None:
    nobody = site.browser()
    for name in assets.assets():
        answer = nobody.get(assets.address(name))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert "immutable" not in nobody.get(f"/static/{name}?v=older").headers["cache-control"]
    assert nobody.get("/static/desk.css", headers={"Accept-Encoding": "identity"}).headers["content-type"] == "text/css; charset=utf-8"
    assert nobody.get("/static/htmx.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert nobody.get("/static/..%2Fapp.py").status_code == 404
