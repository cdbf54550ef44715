"""The door for Prometheus: `/metrics`, where QORGAN_METRICS opens it, for this machine, or for whoever shows the token. It names no person."""

import hmac
from ipaddress import ip_address

from fastapi import APIRouter, Request
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.responses import PlainTextResponse, Response

from desk.auth.whereabouts import address_of
from desk.desk_state import desk_state

router = APIRouter()

# A request with one of these came through a proxy, so its sender is not on this machine whatever the connection says.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
_SCHEME = "Bearer "


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The figures in the text format of Prometheus; 404 where they are off, 403 for whoever may not see them."""
    desk = desk_state(request)
    if not desk.settings.metrics:
        return PlainTextResponse("there is nothing here\n", status_code=404)
    if not _may_see(request, desk.settings.metrics_token):
        return PlainTextResponse("for this machine, or with the token of QORGAN_METRICS_TOKEN\n", status_code=403)
    return Response(desk.metrics.text(desk.engine, desk.clock()), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_see(request: Request, token: str) -> bool:
    sent = request.headers.get("Authorization", "")
    if token and sent.startswith(_SCHEME) and hmac.compare_digest(sent.removeprefix(_SCHEME).encode(), token.encode()):
        return True
    try:
        return ip_address(address_of(request)).is_loopback and not any(name in request.headers for name in _FORWARDED)
    except ValueError:
        return False
