"""Every page of the desk in every state in which people meet it. `test_every_page` opens them all, and fails for a page of which there is no look here."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.desk.accessible.full_desk import BY_ONE_TIME, SETTING_UP, WITH_FACTOR

# GET routes that answer with no page of their own: what is redirected, files, data for scripts and programs, and pieces that scripts put into a page.
NO_PAGE = frozenset({
    "/", "/lang/{code}", "/drafts/{id}/beside",
    "/static/{name}", "/health", "/metrics", "/articles/{id}/raw", "/articles/{id}/warc", "/queue/outlets", "/api/v1/drafts", "/api/v1/drafts/{id}",
    "/api/v1/incidents", "/api/v1/incidents/{number}", "/api/v1/articles/{id}/evidence", "/api/v1/openapi.json", "/feeds/incidents.atom", "/feeds/calendar.ics",
    "/open/incidents.csv", "/open/incidents.json", "/open/feed.atom",
    "/queue/cards", "/queue/offers", "/queue/{id}/article", "/drafts/{id}/like", "/persons/of/{number}", "/incidents/bulk", "/outlets/{outlet}/trial",
    "/drafts/{id}/together",
    "/files/{id}", "/files/{id}/shown", "/drafts/{id}/files", "/tour/offer",
})  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A page as somebody meets it. `route`: as the application names it; `address`: with names of `FullDesk.named` in braces; `who`: who is signed in, nobody if
    empty; `then`: what is done on it before it is looked at; `once`: what is done changes the desk, so that it is looked at in one language only; `whole`: the
    look at which a page is taken through everything: both widths, letters of twice the size, Tab, and room for the words of each language."""

    name: str
    route: str
    address: str
    who: str = "Dana"
    then: Callable[[Page], None] | None = None
    once: bool = False
    status: int = 200
    whole: bool = False


def keys(*pressed: str, shown: str = "") -> Callable[[Page], None]:
    """Press these, and wait until this is seen."""

    def press(page: Page) -> None:
        for key in pressed:
            page.keyboard.press(key)
        if shown:
            expect(page.locator(shown).first).to_be_visible()

    return press


def send(action: str, shown: str, **typed: str) -> Callable[[Page], None]:
    """Type into the fields of the form that goes to this address, send it, and wait until this is seen."""

    def fill(page: Page) -> None:
        form = page.locator(f"form[action='{action}']")
        for name, value in typed.items():
            form.locator(f"[name={name}]:visible").fill(value)
        form.locator("button").last.click()
        expect(page.locator(shown).first).to_be_visible()

    return fill


def act(*steps: tuple[str, ...], shown: str = "", url: str = "") -> Callable[[Page], None]:
    """Do these on the page, each a thing that one does with an element, its selector, and what it is done with; then wait until this is seen, or there."""

    def go(page: Page) -> None:
        for what, selector, *given in steps:
            if what == "keys":
                keys(*given, shown=selector)(page)
            else:
                getattr(page.locator(selector).first, what)(*given)
        if shown:
            expect(page.locator(shown).first).to_be_visible()
        if url:
            page.wait_for_url(url)

    return go


def on_card(word: str, *steps: tuple[str, ...], shown: str = "") -> Callable[[Page], None]:
    """Go to the card of this title, and do these."""
    return act(("focus", f".draft:has-text('{word}')"), *steps, shown=shown)


# What a browser would not send by itself: a comment or a name of spaces.
_EMPTY_COMMENT = act(("fill", "#f-comment", "   "), ("click", ".comment-new button"), shown="#w-text")
_REQUEST_REFUSED = act(
    ("click", ".add-request summary"), ("select_option", "#r-kind", "appeal"), ("select_option", "#r-body", "police"), ("fill", "#r-named", "  "),
    ("click", ".add-request button.main"), shown="#r-w-named",
)  # fmt: skip
_WRONG_STATUS = act(
    ("click", "#status-form summary"), ("select_option", "#f-code", "APO"), ("fill", "#f-day", "01.01.2020"), ("fill", "#f-source", "редакция"),
    ("click", "#status-form button.main"), shown="#w-day",
)  # fmt: skip
_TEXT_CHECKED = act(
    ("fill", "#f-title", "Тексерілген тақырып"), ("fill", "#f-summary", "Тексерілген түйін."), ("click", "[data-act=check]"), shown=".told"
)
_REFUSED = act(("fill", "[name=incident_date]", "завтра"), ("focus", "[name=place]"), ("click", ".decide [value=confirm]"), shown="#problem")
_CHANGING_SEVERAL = act(
    *(("check", f"tr:nth-child({nth}) [data-row]") for nth in (1, 2, 3)), ("click", "#bulk button[value=choose]"), url="**/incidents/bulk*"
)
_SUGGESTED = act(("focus", "#v-name-0"), ("keys", "", "ControlOrMeta+a"), ("press_sequentially", "#v-name-0", "Тастем"), shown=".offered li")


def meant_by(name: str) -> tuple[tuple[str, ...], ...]:
    return (("keys", "#ask-merge", "m"), ("fill", "#merge-into", name), ("press", "#merge-into", "Enter"))


def _unfolded(page: Page) -> None:
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


def _giving(page: Page) -> None:
    expect(page.locator("#given")).to_be_visible()
    keys("a", shown=".give button")(page)
    # What lies half below the bar, because the list was brought into view, is measured as if it were as small as what is seen of it.
    page.evaluate("scrollTo(0, 0)")


def _away(page: Page) -> None:
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()


def _by_form(action: str) -> Callable[[Page], None]:
    """What comes where scripts are off: the form of a card is sent as it is."""

    def go(page: Page) -> None:
        card = page.locator(".draft", has_text="Игнатов").first
        button = card.locator(f"[data-act={action}]")
        value = button.get_attribute("value")
        page.evaluate(
            "value => { const form = document.getElementById('decide'); const one = document.createElement('input'); one.type = 'hidden'; one.name = 'one';"
            " one.value = value; form.append(one); HTMLFormElement.prototype.submit.call(form) }",
            value,
        )
        page.wait_for_url("**/queue/decide")

    return go


LOOKS = (
    Look("login", "/login", "/login", who="", whole=True),
    Look("login refused", "/login", "/login", who="", then=send("/login", ".notice.bad", username="Dana", password="wrong")),
    Look("second step", "/login/factor", "/login/factor", who="half", whole=True),
    Look("second step refused", "/login/factor", "/login/factor", who="half", then=send("/login/factor", ".notice.bad", code="000000"), once=True),
    Look("account", "/account", "/account"),
    Look("account with tokens", "/account", "/account?done=1", who=WITH_FACTOR, whole=True),
    Look("account refused", "/account", "/account", then=send("/account/password", ".notice.bad", current="x", password="y" * 12, repeated="z" * 12), once=True),
    Look("account by a one-time password", "/account", "/account", who=BY_ONE_TIME),
    Look("factors, none yet", "/account/factors", "/account/factors"),
    Look("factors, some", "/account/factors", "/account/factors", who=WITH_FACTOR, then=_unfolded, whole=True),
    Look("factors, an app is set up", "/account/factors", "/account/factors", who=SETTING_UP, then=send("/account/factors/code", "svg.qr", confirmation="a long word of mine"), once=True),
    Look("people", "/people", "/people", whole=True),
    Look("people, one added", "/people", "/people", then=send("/people", ".secret", name="Жаңа"), once=True),
    Look("queue", "/queue", "/queue", whole=True),
    Look("queue, article beside", "/queue", "/queue?q=Тастемиров", then=on_card("Тастемирова", ("keys", "#pane .read", "l"))),
    Look("queue, some selected", "/queue", "/queue", then=keys("x", "j", "x", shown=".bulk.on")),
    Look("queue, rejecting", "/queue", "/queue?score=80&category=KIL", then=keys("r", shown="#ask-reject")),
    Look("queue, merging", "/queue", "/queue?category=KIL", then=keys("m", shown="#ask-merge")),
    Look("queue, deferring", "/queue", "/queue?category=KIL", then=keys("d", shown="#ask-defer")),
    Look("queue, keys", "/queue", "/queue?category=KIL", then=keys("?", shown="#keys")),
    Look("queue, asked once more", "/queue", "/queue?q=Игнатов", then=on_card("Игнатов", ("keys", ".again", "c"))),
    Look("queue, filters open", "/queue", "/queue?category=OBS&score=50", then=_unfolded),
    Look("queue, decided ones", "/queue", "/queue?state=rejected"),
    Look("queue, second opinions", "/queue", "/queue?kind=second"),
    Look("queue, nothing found", "/queue", "/queue?q=жоқ"),
    Look("queue, spot checks", "/queue", "/queue?kind=sample"),
    Look("queue, undo", "/queue", "/queue?q=Жаңаөзен", then=on_card("Жаңаөзен", ("keys", "#undo", "r", "4")), once=True),
    Look("queue, away", "/queue", "/queue?q=Игнатов", then=_away, once=True),
    Look("queue, asked by a page", "/queue", "/queue?q=Игнатов", then=_by_form("reject")),
    Look("queue, what is meant by a name", "/queue", "/queue?q=Игнатов", then=on_card("Игнатов", *meant_by("Жаңаөзен"), shown="#ask-merge [data-meant] :is(button, p)")),
    Look("queue, asked once more by a page", "/queue", "/queue?q=Игнатов", then=_by_form("confirm")),
    Look("queue, merging by a page", "/queue", "/queue?q=Игнатов", then=_by_form("merge")),
    Look("draft", "/drafts/{id}", "/drafts/{draft}", whole=True),
    Look("draft, unfolded", "/drafts/{id}", "/drafts/{draft}", then=_unfolded),
    Look("draft, in Kazakh", "/drafts/{id}", "/drafts/{draft}?article=case3"),
    Look("draft, edited", "/drafts/{id}", "/drafts/{edited}"),
    Look("draft, without victim or date", "/drafts/{id}", "/drafts/{bare}"),
    Look("draft, perhaps another's", "/drafts/{id}", "/drafts/{joining}"),
    Look("draft, rejecting", "/drafts/{id}", "/drafts/{draft}", then=keys("r", shown="#ask-reject")),
    Look("draft, merging", "/drafts/{id}", "/drafts/{draft}", then=keys("m", shown="#ask-merge")),
    Look("draft, deferring", "/drafts/{id}", "/drafts/{draft}", then=keys("d", shown="#ask-defer")),
    Look("draft, names offered", "/drafts/{id}", "/drafts/{draft}", then=_SUGGESTED),
    Look("draft, confirmed", "/drafts/{id}", "/drafts/{confirmed}"),
    Look("draft, rejected", "/drafts/{id}", "/drafts/{rejected}"),
    Look("draft, deferred", "/drafts/{id}", "/drafts/{deferred}"),
    Look("draft, merged", "/drafts/{id}", "/drafts/{merged}"),
    Look("draft, second opinion", "/drafts/{id}", "/drafts/{blind}"),
    Look("draft, asked once more", "/drafts/{id}", "/drafts/{bare}", then=act(("click", ".decide [value=confirm]"), shown="#problem button"), once=True),
    Look("draft, what is meant by a name", "/drafts/{id}", "/drafts/{draft}", then=act(*meant_by("Игнатов"), shown="#ask-merge .meant"), once=True),
    Look("draft, refused", "/drafts/{id}", "/drafts/{draft}", then=_REFUSED, once=True),
    Look("incidents", "/incidents", "/incidents", whole=True),
    Look("incidents, narrowed", "/incidents", "/incidents?q=омарова&stage=court&since=2025-02-01"),
    Look("incidents, in custody", "/incidents", "/incidents?custody=yes&withdrawn=yes"),
    Look("incidents, none fits", "/incidents", "/incidents?q=жоқ"),
    Look("incidents, a filter of nonsense", "/incidents", "/incidents?since=31.02.2026&until=ноябрь&silent=-5&numbers=x&order=salary"),
    Look("incidents, every column", "/incidents", "/incidents?order=-silent&columns=number,date,title,persons,outlets,region,place,category,actor,perpetrator,journalist,since_status,silent,waited,custody,online,sources,recorded,by"),
    Look("saved view, not there or not shared", "/incidents/views/{id}", "/incidents/views/99999", status=404, whole=True),
    Look("incidents, everything unfolded", "/incidents", "/incidents", then=_unfolded),
    Look("incidents, changing several", "/incidents", "/incidents", then=_CHANGING_SEVERAL),
    Look("charts and map", "/incidents/explore", "/incidents/explore", whole=True),
    Look("charts and map, filtered", "/incidents/explore", "/incidents/explore?category=ATT&since=2025-01-01"),
    Look("charts and map, nothing fits", "/incidents/explore", "/incidents/explore?q=жоқ"),
    Look("incident, both tracks", "/incidents/{number}", "/incidents/{tracks}", whole=True),
    Look("incident, unfolded", "/incidents/{number}", "/incidents/{case}", then=_unfolded),
    Look("incident, being corrected", "/incidents/{number}", "/incidents/{case}?edit=1", then=_unfolded, whole=True),
    Look("incident, withdrawn", "/incidents/{number}", "/incidents/{withdrawn}"),
    Look("incident, for a monitor", "/incidents/{number}", "/incidents/{tracks}", who="Aigul"),
    Look("incident, a status refused", "/incidents/{number}", "/incidents/{tracks}", then=_WRONG_STATUS),
    Look("calendar", "/calendar", "/calendar", whole=True),
    Look("requests to state bodies", "/incidents/{number}/requests", "/incidents/{case}/requests", then=_unfolded, whole=True),
    Look("requests, refused", "/incidents/{number}/requests", "/incidents/{case}/requests", then=_REQUEST_REFUSED, once=True),
    Look("first day", "/tour", "/tour", whole=True),
    Look("practice draft", "/tour/{step}", "/tour/1", whole=True),
    Look("practice draft, rejecting", "/tour/{step}", "/tour/2", then=keys("r", shown="#ask-reject")),
    Look("second opinion by field, side by side", "/drafts/{id}/opinions", "/drafts/{opined}/opinions", whole=True),
    Look("second opinion, refused", "/drafts/{id}", "/drafts/{blind}", then=act(("fill", "#o-date", "завтра болған"), ("click", "form.opinion button.main"), shown="#ow-date"), once=True),
    Look("agreement of readers", "/opinions", "/opinions", whole=True),
    Look("requests on a draft", "/drafts/{id}/requests", "/drafts/{draft}/requests", who="Aigul", then=_unfolded, whole=True),
    Look("who is on what", "/together", "/together", then=_unfolded, whole=True),
    Look("who is on what, for a monitor", "/together", "/together", who="Aigul"),
    Look("notices", "/notices", "/notices", whole=True),
    Look("proposals", "/proposals", "/proposals", whole=True),
    Look("proposals, for a monitor", "/proposals", "/proposals", who="Aigul"),
    Look("incident, something proposed", "/incidents/{number}", "/incidents/{case}#proposals"),
    Look("incident, a correction is proposed", "/incidents/{number}", "/incidents/{case}?edit=1", who="Aigul", then=_unfolded),
    Look("queue, given to somebody", "/queue", "/queue", then=keys("a", shown="#ask-give")),
    Look("draft, comments", "/drafts/{id}", "/drafts/{edited}", then=_giving),
    Look("comment, refused", "/drafts/{id}", "/drafts/{edited}", then=_EMPTY_COMMENT),
    Look("new case", "/cases/new", "/cases/new", whole=True),
    Look("new case from a message", "/cases/new", "/cases/new?message={message}"),
    Look("inbox", "/inbox", "/inbox", whole=True),
    Look("inbox, what was refused", "/inbox", "/inbox?part=refused"),
    Look("inbox, what was used", "/inbox", "/inbox?part=settled", who="Aigul"),
    Look("message", "/inbox/{id}", "/inbox/{message}", then=_unfolded, whole=True),
    Look("message, forged", "/inbox/{id}", "/inbox/{forged}"),
    Look("message, refused by the form", "/inbox/{id}", "/inbox/{forged}", then=act(("fill", "[name=to]", "99999"), ("click", "form[action$=attach] button"), shown="#w-to"), once=True),
    Look("message, settled", "/inbox/{id}", "/inbox/{attached}"),
    Look("message, nothing kept", "/inbox/{id}", "/inbox/{too_large}", who="Aigul"),
    Look("new case, refused", "/cases/new", "/cases/new", then=act(("click", "button[value=draft]"), shown="#problem"), once=True),
    Look("persons", "/persons", "/persons", whole=True),
    Look("persons, nobody found", "/persons", "/persons?q=жоқжоқ"),
    Look("person", "/persons/{id}", "/persons/1", then=_unfolded, whole=True),
    Look("person, being corrected", "/persons/{id}", "/persons/1?edit=1", whole=True),
    Look("person, for a monitor", "/persons/{id}", "/persons/1", who="Aigul"),
    Look("persons who may be one", "/persons/review", "/persons/review", then=_unfolded, whole=True),
    Look("persons, none", "/persons/review", "/persons/review?incident=KZ-2025-0001"),
    Look("outlets", "/outlets", "/outlets", whole=True),
    Look("outlet", "/outlets/{outlet}", "/outlets/kz_a_long_name_3", then=_unfolded, whole=True),
    Look("outlet, its entry after a trial", "/outlets/{outlet}", "/outlets/kz_semeytany?edit=1", then=_unfolded, whole=True),
    Look("outlet, for a monitor", "/outlets/{outlet}", "/outlets/kz_a_long_name_2", who="Aigul"),
    Look("outlet, one to add", "/outlets/add", "/outlets/add", whole=True),
    Look("outlet, one to add, refused", "/outlets/add", "/outlets/add", then=send("/outlets/add", ".notice.bad", address="http://10.0.0.1/"), once=True),
    Look("outlets, failing ones", "/outlets", "/outlets?failing=1", who="Aigul"),
    Look("history", "/history", "/history?subject={tracks}", then=_unfolded, whole=True),
    Look("history, all of it", "/history", "/history"),
    Look("history, narrowed to nothing", "/history", "/history?subject=99999"),
    Look("history, looked through", "/history", "/history", then=act(("click", "#chain button"), url="**/history#chain")),
    Look("reports", "/reports", "/reports", then=_unfolded, whole=True),
    Look("reports, the notes to the editor", "/reports", "/reports", then=act(("click", 'button[formaction="/reports/notes"]'), shown="#notes")),
    Look("reports, all years", "/reports", "/reports?period=all"),
    Look("reports, an empty period", "/reports", "/reports?since=2001-01-01&until=2001-02-01"),
    Look("stored page", "/articles/{id}/page", "/articles/{article}/page", whole=True),
    Look("stored page, missing", "/articles/{id}/page", "/articles/{without_page}/page"),
    Look("error, not found", "/drafts/{id}", "/drafts/99999", status=404),
    Look("error, no such address", "", "/no-such-page", status=404),
    Look("error, not allowed", "/people", "/people", who="Aigul", status=403),
    Look("texts, one to check", "/incidents/texts", "/incidents/texts", whole=True),
    Look("texts, in every language", "/incidents/texts", "/incidents/texts?lang=kk&lang=ru&lang=en&number={case}&at=kk"),
    Look("texts, one checked just now", "/incidents/texts", "/incidents/texts", then=_TEXT_CHECKED, once=True),
    Look("search, something found", "/search", "/search?q=омарова", whole=True),
    Look("search, of one kind", "/search", "/search?q=омарова&kind=incidents"),
    Look("search, nothing found", "/search", "/search?q=жоқжоқ"),
    Look("search, nothing asked", "/search", "/search"),
)  # fmt: skip
# Of a desk that has nothing yet.
EMPTY = (
    Look("queue, nothing came in", "/queue", "/queue"),
    Look("incidents, none yet", "/incidents", "/incidents"),
    Look("charts and map, none", "/incidents/explore", "/incidents/explore"),
    Look("outlets, none", "/outlets", "/outlets"),
    Look("history, none", "/history", "/history"),
    Look("reports, none", "/reports", "/reports"),
    Look("persons, none", "/persons/review", "/persons/review"),
    Look("persons, nobody yet", "/persons", "/persons"),
    Look("calendar, nothing ahead", "/calendar", "/calendar"),
    Look("inbox, not set up", "/inbox", "/inbox"),
    Look("notices, none", "/notices", "/notices"),
    Look("proposals, none", "/proposals", "/proposals"),
    Look("who is on what, nothing", "/together", "/together"),
    Look("texts, none to check", "/incidents/texts", "/incidents/texts"),
)
