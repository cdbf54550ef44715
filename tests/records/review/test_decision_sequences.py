"""Whatever order articles, decisions, undoings and re-runs come in: no decision is lost, no article is in two drafts, the chain holds, numbers have no
gaps, and totals equal the rows behind them. Each sequence runs on a SQLite database of its own; one long fixed one also on PostgreSQL."""

import random
import shutil
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import QorganError
from records.filters import IncidentFilter
from records.incidents import number_parts
from records.ledger import verify
from records.review import groups
from records.review.draft_fields import decisions_of
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow, LedgerRow, ScreeningRow, StatusRow
from records.vocabulary import DraftState, StatusCode
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.layers import is_full
from tests.records import rows
from tests.records.recogniser import ByFirstWord

PERSONS = ("Сериков", "Ахметова", "ЖҮНІСОВ", "Iskakova")


def fresh() -> Engine:
    """An empty database of this version."""
    folder = Path(tempfile.mkdtemp(prefix="qorgan-sequence-"))
    return open_upgraded(f"sqlite:///{folder / 'one.db'}")


class Desk:
    """What can happen to a database, one act at a time. An act that is refused changes nothing, which `holds` would show."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.articles = 0
        self.models = 1
        self.taken = 0
        """Decisions that were not refused, undoings included."""

    def arrive(self, person: str, days: int, *, flagged: bool) -> None:
        self.articles += 1
        name = f"a{self.articles}"
        day = NOW.date() - timedelta(days=days)
        with write_transaction(self.engine) as session:
            rows.article(session, name, title=f"{person} и ещё", published_on=day, published_at=day.isoformat())
            for number in range(1, self.models + 1):
                rows.screening(session, name, flagged=flagged, model=f"test {number}", incident_date=day.isoformat())
        self.run()

    def run(self) -> None:
        with write_transaction(self.engine) as session:
            waiting = review.screenings_without_draft(session, f"test {self.models}")
            review.propose(session, waiting, now=NOW, recogniser=ByFirstWord())

    def new_model(self, flagging: bool) -> None:
        """Another model reads everything anew, and may think otherwise."""
        self.models += 1
        with write_transaction(self.engine) as session:
            for article in session.scalars(select(ArticleRow)).all():
                rows.screening(session, article.id, flagged=flagging, model=f"test {self.models}")
        self.run()

    def decide(self, act: str, draft: int, other: int, pick: int, fields: dict[str, Any]) -> None:
        by: dict[str, Any] = {"who": "Aigul", "now": NOW}
        try:
            with write_transaction(self.engine) as session:
                drafts = list(session.scalars(select(DraftRow.id).order_by(DraftRow.id)))
                one, two = drafts[draft % len(drafts)], drafts[other % len(drafts)]
                if act == "confirm":
                    review.confirm(session, one, fields=fields, **by)
                elif act == "reject":
                    review.reject(session, one, reason="old", **by)
                elif act == "defer":
                    review.defer(session, one, until=NOW.date() + timedelta(days=1 + pick), **by)
                elif act == "merge":
                    review.merge(session, one, into=two, **by)
                elif act == "merge into incident":
                    review.merge(session, one, into=session.scalar(select(IncidentRow.number).order_by(IncidentRow.number)) or 0, **by)
                elif act == "split":
                    own = groups.articles_of(session, one)
                    review.split(session, one, articles=own[: 1 + pick % max(len(own), 1)], **by)
                elif act == "status":
                    number = session.scalar(select(IncidentRow.number).order_by(IncidentRow.number.desc())) or ""
                    incidents.add_status(session, number, StatusCode.CMP, NOW.date(), source="x", **by)
                elif act == "convict":
                    number = session.scalar(select(IncidentRow.number).order_by(IncidentRow.number.desc())) or ""
                    incidents.add_status(session, number, StatusCode.CVF, NOW.date(), source="x", **by)
                else:
                    review.undo(session, one, **by)
        except QorganError:
            return
        self.taken += 1

    def holds(self) -> None:
        with read_session(self.engine) as session:
            assert verify.ledger_chain_faults(session) == []
            told: list[str] = []
            verify.record_faults(session, told.append)
            assert told == []
            _nothing_is_lost(session, self.models)
            _decisions_stand(session)
            _numbers_have_no_gaps(session)
            _totals_equal_their_rows(session)


def _nothing_is_lost(session: Session, models: int) -> None:
    """Every article that the model in force flagged is in one draft, and stays in one when a later model thinks otherwise."""
    flagged = set(session.scalars(select(ScreeningRow.article_id).where(ScreeningRow.flagged, ScreeningRow.model == f"test {models}")))
    placed = Counter(session.scalars(select(DraftArticleRow.article_id)))
    assert flagged <= set(placed)
    assert set(placed.values()) <= {1}
    emptied = set(session.scalars(select(DraftRow.id))) - set(session.scalars(select(DraftArticleRow.draft_id)))
    assert all(session.get_one(DraftRow, draft).state == DraftState.MERGED for draft in emptied)


def _decisions_stand(session: Session) -> None:
    """A draft stands as its last decision that was not undone left it."""
    meant = {"confirm": "confirmed", "reject": "rejected", "merge": "merged", "defer": "deferred"}
    for draft in session.scalars(select(DraftRow)):
        acts = [row.action for row in decisions_of(session, draft.id) if row.action != "split"]
        assert draft.state == (meant[acts[-1]] if acts else "new"), (draft.id, acts)


def _numbers_have_no_gaps(session: Session) -> None:
    serials: dict[int, list[int]] = {}
    for number in session.scalars(select(IncidentRow.number).order_by(IncidentRow.number)):
        year, serial = number_parts(number) or (0, 0)
        serials.setdefault(year, []).append(serial)
    assert all(found == list(range(1, len(found) + 1)) for found in serials.values()), serials


def _totals_equal_their_rows(session: Session) -> None:
    confirmed = list(session.scalars(select(DraftRow).where(DraftRow.state == DraftState.CONFIRMED)))
    counted = [one.number for one in incidents.load(session)]
    assert sorted(draft.incident or "" for draft in confirmed if not draft.follows) == counted
    withdrawn = [one.number for one in incidents.load(session, IncidentFilter(withdrawn_only=True))]
    assert len(counted) + len(withdrawn) == session.scalar(select(func.count()).select_from(IncidentRow))
    standing = session.scalar(select(func.count()).select_from(StatusRow).where(StatusRow.withdrawn.is_(False)))
    # None of them tells the wrong story, whatever was confirmed, undone and confirmed again in between.
    assert sum(len(one.statuses) for one in incidents.load(session, IncidentFilter(withdrawn=True))) == standing
    named = {article.id for one in incidents.load(session, IncidentFilter(withdrawn=True)) for article in one.articles}
    sources = select(DraftArticleRow.article_id).join(DraftRow).where(DraftRow.state == DraftState.CONFIRMED)
    assert named == set(session.scalars(sources))


HER_OWN = {"primary": "CRM", "categories": ["CRM"]}
FIELDS = st.sampled_from([{}, {"place": "Орал"}, {"primary": "THR"}, {"follows": ""}, {"incident_date": "2025-03"}, {"status": "DRP"}, HER_OWN])
ACTS = ("confirm", "reject", "defer", "merge", "merge into incident", "split", "status", "convict", "undo", "undo")


class Sequences(RuleBasedStateMachine):
    """Hypothesis looks for an order of acts that breaks one of the promises."""

    @initialize()
    def open(self) -> None:
        self.desk = Desk(fresh())

    @rule(person=st.sampled_from(PERSONS), days=st.integers(0, 40), flagged=st.sampled_from([True, True, True, False]))
    def arrive(self, person: str, days: int, flagged: bool) -> None:
        self.desk.arrive(person, days, flagged=flagged)

    @precondition(lambda self: self.desk.articles > 0)
    @rule(act=st.sampled_from(ACTS), draft=st.integers(0, 20), other=st.integers(0, 20), pick=st.integers(0, 5), fields=FIELDS)
    def decide(self, act: str, draft: int, other: int, pick: int, fields: dict[str, Any]) -> None:
        with read_session(self.desk.engine) as session:
            if session.scalar(select(DraftRow.id).limit(1)) is None:
                return
        self.desk.decide(act, draft, other, pick, fields)

    @rule()
    def run_again(self) -> None:
        self.desk.run()

    @rule(flagging=st.booleans())
    def read_by_a_new_model(self, flagging: bool) -> None:
        self.desk.new_model(flagging)

    @invariant()
    def everything_holds(self) -> None:
        if hasattr(self, "desk"):
            self.desk.holds()

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            path = Path(str(self.desk.engine.url.database)).parent
            self.desk.engine.dispose()
            shutil.rmtree(path, ignore_errors=True)


TestSequences = Sequences.TestCase
# In the fast layer few and short ones: every act is followed by a look at everything.
TestSequences.settings = (
    settings(stateful_step_count=25, derandomize=True) if is_full() else settings(max_examples=6, stateful_step_count=12, derandomize=True)
)


def test_a_long_sequence_holds(engine: Engine) -> None:
    chance = random.Random(7)
    desk = Desk(engine)
    choices: list[dict[str, Any]] = [{}, {"place": "Орал"}, {"primary": "THR"}, {"follows": ""}, {"status": "DRP"}, HER_OWN]
    for _ in range(220 if is_full() else 80):
        if chance.random() < 0.25 or desk.articles == 0:
            desk.arrive(chance.choice(PERSONS), chance.randrange(60), flagged=True)
        else:
            desk.decide(chance.choice(ACTS), chance.randrange(40), chance.randrange(40), chance.randrange(40), chance.choice(choices))
    desk.holds()
    assert desk.taken > (50 if is_full() else 15)
    with read_session(engine) as session:
        assert (session.scalar(select(func.count()).select_from(LedgerRow)) or 0) >= desk.taken


def test_no_order_of_acts_makes_her_own_case_of_an_incident_on_which_somebody_was_convicted(engine: Engine) -> None:
    desk = Desk(engine)
    desk.arrive("Сериков", 0, flagged=True)
    for act, fields in (("confirm", {}), ("convict", {}), ("undo", {}), ("confirm", HER_OWN), ("confirm", {}), ("undo", {}), ("confirm", HER_OWN)):
        desk.decide(act, 0, 0, 0, fields)
        desk.holds()
    assert desk.taken == 5, "the two confirmations as her own case were refused"
