"""What has become of a draft, in words."""

from desk.pages.queue.decision_words import decided_words, done, stands
from records import review
from records.i18n import speaking
from records.tables import DraftRow
from tests.conftest import NOW
from tests.desk.pages.queue.cards_seen import make
from tests.desk.site import Site
from tests.records.review.arriving import recorded


def test_a_merge_names_the_title_of_what_took_the_articles(site: Site) -> None:
    one, other, third = (make(site, name, f"{name} избита") for name in ("Асель", "Вера", "Дана"))
    with speaking("en"), site.writing() as session:
        review.merge(session, one, into=other, who="Aigul", now=NOW)
        row = session.get_one(DraftRow, one)
        assert done(row) == f"Draft {one} merged with draft {other}: {session.get_one(DraftRow, other).title}"
        assert decided_words(session, row) == done(row)
        number = review.confirm(session, other, who="Aigul", now=NOW).incident
        review.merge(session, third, into=str(number), who="Aigul", now=NOW)
        assert done(session.get_one(DraftRow, third)) == f"Draft {third} merged with {number}: {recorded(session, str(number)).title}"
        assert str(number) in stands(session.get_one(DraftRow, other))
