"""Whether the desk is running, for a program that watches it. It tells nothing else."""

from fastapi import APIRouter, Request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, Response

from desk.desk_state import desk_state
from records.database import in_reading

router = APIRouter()


@router.get("/health")
def health(request: Request) -> Response:
    """200 when the database answers, else 503."""
    try:
        # Whoever watches the desk wants to know it now.
        in_reading(desk_state(request).engine, lambda session: session.execute(text("SELECT 1")), patience=0)
    except SQLAlchemyError:
        return JSONResponse({"status": "the database does not answer"}, status_code=503)
    return JSONResponse({"status": "ok"})
