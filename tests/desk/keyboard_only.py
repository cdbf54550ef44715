"""A form filled by keyboard alone: Tab leads from field to field, unfolds what is folded, and what is to be written is typed where the focus is."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

# More stops than any form has.
_MOST = 260
_FOCUS = """form => {
  const one = document.activeElement;
  const inside = Boolean(one.closest(form));
  return {inside, tag: one.tagName, type: one.type || '', name: one.name || '', value: one.value ?? '', id: one.id, shut: one.tagName === 'SUMMARY' && !one.parentElement.open};
}"""
_NAMED = """form => [...document.querySelector(form).elements].filter(one => one.name && one.type !== 'hidden' && one.checkVisibility() && !one.disabled && one.tagName !== 'BUTTON')
  .map(one => one.name)"""


def put(page: Page, words: str) -> None:
    """These words in the place of what stands in the field that has the focus. `↓` takes the first name that is offered for them."""
    page.keyboard.press("ControlOrMeta+a")
    if words.endswith("↓"):
        page.keyboard.type(words[:-1])
        page.locator("#offered").get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    else:
        page.keyboard.type(words)
        if page.evaluate("!document.getElementById('offered').hidden"):
            page.keyboard.press("Escape")


def choose(page: Page, value: str) -> None:
    """Go through a choice with the arrows until this one is taken."""
    place = page.evaluate("value => [...document.activeElement.options].findIndex(one => one.value === value)", value)
    assert place >= 0, value
    page.keyboard.press("Home")
    for _ in range(place):
        page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == value


def fill_by_keyboard(page: Page, form: str, wanted: Mapping[str, Any]) -> set[str]:
    """Press Tab from the first field of a form to its end, and write what is wanted: a text, the value of a choice, a list of values of boxes, or texts for each row
    in turn. Gives the names of fields that Tab never came to."""
    left: dict[str, Any] = {name: list(value) if isinstance(value, list) else value for name, value in wanted.items()}
    reached: set[str] = set()
    for _ in range(_MOST):
        now = page.evaluate(_FOCUS, form)
        if not now["inside"]:
            break
        name = now["name"]
        reached |= {name}
        if now["shut"]:
            page.keyboard.press("Enter")
        elif now["type"] == "checkbox":
            if now["value"] in left.get(name, ()):
                page.keyboard.press("Space")
        elif name in left:
            value: str = left[name].pop(0) if isinstance(left[name], list) else left.pop(name)
            if now["tag"] == "SELECT":
                choose(page, value)
            else:
                put(page, value)
            if left.get(name) == []:
                del left[name]
        page.keyboard.press("Tab")
    return set(page.evaluate(_NAMED, form)) - reached
