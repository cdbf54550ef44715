"""The address of the queue, read and written."""

from desk.pages.queue.queue_address import understood, understood_back
from records.filters import WAITING


def test_what_an_address_names_and_nobody_knows_is_left_out() -> None:
    asked = understood({"lang": "kk", "order": "newest", "kind": "nothing", "score": "-1"})
    assert (asked.said["lang"], asked.order, asked.said["kind"]) == ("kk", "newest", "")
    assert asked.way(lang="ru") == "/queue?lang=ru&order=newest"
    assert asked.narrowing == 1


def test_a_form_leads_back_to_the_queue_with_its_filters() -> None:
    back = understood_back("/queue?kind=second&told=12")
    assert back.wanted("Aigul").who == "Aigul"
    assert understood_back("/queue").wanted("Aigul").state == WAITING
