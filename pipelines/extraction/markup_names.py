"""Names that mark parts of pages: tags, roles, and the words of classes and ids.

They were collected from the themes and engines of the region's outlets (WordPress, DataLife Engine, Bitrix, Joomla, Drupal and custom ones), in
English and in transliterated Russian.
"""


def name_set(text: str) -> frozenset[str]:
    """Return the words of `text` as a set."""
    return frozenset(text.split())


TAGS_OUT = (
    "script",
    "style",
    "template",
    "iframe",
    "frame",
    "embed",
    "svg",
    "canvas",
    "select",
    "input",
    "textarea",
    "option",
    "link",
    "meta",
    "progress",
)
# May be left open by mistake and then contain the page; an <aside> may be a box of the article, a <form> wrap a whole page (ASP.NET).
TAGS_GUARDED = {
    "nav": 0.7, "footer": 0.7, "figcaption": 0.7, "noscript": 0.7, "object": 0.7, "audio": 0.7, "video": 0.7, "map": 0.7, "button": 0.7, "dialog": 0.7,
    "menu": 0.7, "datalist": 0.7, "applet": 0.7, "fieldset": 0.3, "aside": 0.3, "form": 0.3,
}  # fmt: skip
ROLES_OUT = name_set(
    "navigation complementary banner contentinfo search dialog alertdialog alert menu menubar toolbar tablist tooltip status marquee log"
)
# Names of furniture in any context; only an element with nearly all the prose may have one.
SURE = name_set(
    "comment comments commentlist kommentarii disqus respond reply replies cookie cookies gdpr consent footer breadcrumb breadcrumbs kroshki "
    "pagination pager paging navigation navbar menu submenu related relateds recommend recommended recommendation recommendations similar "
    "pohozhie subscribe subscription subscribes podpiska newsletter newsletters share shares sharing sharer sharethis addthis socials social "
    "socialbar likely ya-share2 signin signup login popup modal advert advertisement advertising adsbygoogle ads reklama copyright copyrights "
    "teasers readalso readmore seealso outbrain taboola sociable crosslinks promo-links skip-link sr-only screen-reader-text visually-hidden "
    "visuallyhidden noprint marquee ticker currency weather pogoda kursy informer counters"
)
# Names that furniture and parts of articles share: they count on elements with little of the page's prose.
LIKELY = name_set(
    "nav sidebar side widget widgets banner banners tags tag taglist tagcloud teaser popular trending trends top topnews lastnews latestnews "
    "newsfeed feed lenta latest promo ad views view viewed viewers rating ratings votes vote like likes author authors byline avtor meta "
    "postmeta infobar toolbar tools statistics stat caption credit credits photoauthor copyright-notice notice toc disclaimer rss donate "
    "donation paywall gallery carousel slider swiper slick owl more next prev previous also adjacent hidden print source sources date time "
    "timestamp category categories rubric rubrics cats poll quiz calendar telegram whatsapp banner-text tooltip hint message alert announcement "
    "player correction typo orphus"
)  # fmt: skip
PAIRS = frozenset(
    (
        "read also", "see also", "read more", "more news", "other news", "last news", "latest news", "news list", "news feed", "more stories", "hot news",
        "read next", "you may", "may like", "also read", "top news", "most read", "most popular", "social links", "tag cloud", "chitayte takzhe", "po teme",
        "same news", "other posts", "related posts", "post tags", "post meta", "post author", "author box", "author bio", "author info",
    )
)  # fmt: skip
WITHOUT = name_set("with has no without hide not left right open closed disabled")  # "with-sidebar", "comments-closed": a state, not a thing
BODY_NAMES = name_set(
    "articlebody article-body entry-content post-content post-body article-content article-text story-body news-text news-detail-text full-text"
)
BODY_FIRST = name_set("article post entry news story full detail single material publication novost maqala")
BODY_SECOND = name_set("body text content detail story inner main full description")
BOX_TAGS = name_set("div p figure table tbody tr td center a span picture")
CAPTION_NAMES = name_set("caption captions sign imgsign desc alt podpis credit photographer legend")
CAPTION_TAGS = name_set("p div small span em i cite center td strong b")
