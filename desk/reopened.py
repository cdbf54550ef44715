"""An address that only takes what a form sends, opened by itself: reloaded after an error, or sent to a colleague. It leads to the page to which its form belongs."""

from urllib.parse import urlencode

from fastapi.routing import iter_route_contexts
from starlette.requests import Request
from starlette.routing import Match, compile_path

# In the address of the page, so that it says why somebody is there.
REOPENED = "reopened"
_HOME = "/queue"
# Forms whose page does not lie above them.
_ELSEWHERE = {"/persons": "/persons/review", "/cases": "/cases/new", "/requests": "/calendar"}
# What answers below is a file to be kept and no page to stand on.
_FILES = "/files/"


def fitting_page(request: Request) -> str:
    """The nearest page above the address, which says that nothing was sent; the queue if there is none."""
    parts = request.url.path.strip("/").split("/")
    above = ["/" + "/".join(parts[:length]) for length in range(len(parts) - 1, 0, -1)]
    found = next(
        (_ELSEWHERE.get(one, one) for one in above if one in _ELSEWHERE or (not one.startswith(_FILES) and _answers(request, one, "GET"))), _HOME
    )
    return f"{found}?{urlencode({REOPENED: 1})}"


def only_takes_forms(request: Request) -> bool:
    """Whether a form may be sent to this address and no page is made for it. A page whose record is gone says so itself; one of another address that takes
    any word in this place (`/incidents/{number}` at `/incidents/bulk`) does not stand for the form."""
    if request.method not in ("GET", "HEAD"):
        return False
    routes = [(route.path, route.methods or ()) for route in iter_route_contexts(request.app.routes) if route.path]
    form = next((path for path, methods in routes if "POST" in methods and compile_path(path)[0].match(request.url.path)), None)
    return form is not None and not any(path == form and "GET" in methods for path, methods in routes)


def _answers(request: Request, path: str, method: str) -> bool:
    scope = {**request.scope, "path": path, "raw_path": path.encode(), "method": method}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes)
