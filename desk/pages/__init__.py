"""The pages: one router each. All of them are for people who are signed in, except signing in itself."""

from importlib import import_module
from importlib.util import find_spec

from fastapi import APIRouter

# Each module has a `router`. The order matters where two would answer one address: the first does.
_PAGES = (
    "desk.pages.account",
    "desk.pages.people",
    "desk.pages.queue",
    "desk.pages.draft",
    "desk.pages.incidents",
    "desk.pages.outlets",
    "desk.pages.history",
    "desk.pages.reports",
    "desk.pages.evidence",
    "desk.api",
)
ROUTERS: tuple[APIRouter, ...] = tuple(import_module(name).router for name in _PAGES if find_spec(name) and find_spec(name).origin)  # type: ignore[union-attr]
