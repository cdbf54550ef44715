"""Whether the desk is running, for a program that watches it. It tells nothing else."""

from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from desk.desk_state import desk_state
from records.database import read_session

router = APIRouter()


@router.get("/health")
def health(request: Request) -> Response:
    """200 when the database answers, else 503."""
    try:
        with read_session(desk_state(request).engine) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return JSONResponse({"status": "the database does not answer"}, status_code=503)
    return JSONResponse({"status": "ok"})
