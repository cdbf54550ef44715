"""Crawls that are told to end are waited for, and none is begun any more."""

import threading

import pytest

from flows.stop_sign import RunStopped, StopSign


def test_whoever_watches_a_crawl_is_told_and_the_end_of_the_crawl_is_waited_for() -> None:
    sign, begun, ended = StopSign(), threading.Event(), list[str]()

    def crawl() -> None:
        with sign.crawling():
            begun.set()
            try:
                sign.pause(600)
            except RunStopped:
                ended.append("crawl")

    sign.look()
    thread = threading.Thread(target=crawl)
    thread.start()
    assert begun.wait(60)
    assert sign.show(60)
    assert ended == ["crawl"]
    thread.join()
    with pytest.raises(RunStopped):
        sign.look()


def test_a_crawl_that_does_not_end_is_waited_for_no_longer_than_said() -> None:
    sign = StopSign()
    with sign.crawling():
        assert not sign.show(0.01)
    assert sign.show(0)
