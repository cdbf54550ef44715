"""What a page shows: not its scripts, and not what is hidden."""

from lxml.html import fromstring

from pipelines.extraction.visible_lines import is_shown, short_lines, visible_words


def test_scripts_are_not_seen_and_a_long_page_is_not_read_to_its_end() -> None:
    tree = fromstring("<html><body><p>one two</p><script>three()</script>" + "<p>word</p>" * 50 + "</body></html>")
    shown = visible_words(tree, 10)
    assert shown.split()[:3] == ["one", "two", "word"]
    assert "three" not in shown
    assert len(shown.split()) < 20


def test_short_texts_are_told_with_their_elements() -> None:
    tree = fromstring(
        f"<html><body><p>Войдите, <b>чтобы</b> читать</p><p>{'слово ' * 80}</p><div style='display: none'><p>скрыто</p></div></body></html>"
    )
    told = {text: is_shown(element) for element, text in short_lines(tree, 100)}
    assert told == {"Войдите, чтобы читать": True, "чтобы": True, "скрыто": False}
