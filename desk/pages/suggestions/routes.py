"""What is offered below a field while somebody types a name. It changes nothing; a POST, so that names stand in no address."""

from dataclasses import asdict

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from desk.auth.dependencies import Db, Reader
from desk.desk_state import desk_state
from desk.pages.suggestions.known_names import offered

router = APIRouter()


class TypedName(BaseModel):
    """What was typed of a name so far."""

    words: str = Field(max_length=300)


@router.post("/suggestions/{kind}")
def suggestions(request: Request, person: Reader, session: Db, kind: str, body: TypedName) -> Response:
    """Known persons, outlets, places or colleagues whose name begins so in any spelling, the likeliest first."""
    return JSONResponse({"offers": [asdict(one) for one in offered(session, desk_state(request).persons, kind, body.words)]})
