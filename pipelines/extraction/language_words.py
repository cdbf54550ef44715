"""Letters and small words that tell the languages of Kazakhstan's press from each other."""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Letters that settle a Cyrillic word, the rarest first: җ is never Kazakh, ұ is nothing else.
LETTERS = (("ba", "ҙҫҡ"), ("tt", "җ"), ("tg", "ӣӯҷ"), ("uz", "ўҳ"), ("uk", "їєґ"), ("sr", "јљњћђџ"), ("kk", "ұ"), ("kk", "әғқі"), ("ky", "ңөү"))
KAZAKH_WORDS = _set(
    "мен пен бен бір бұл осы сол және үшін туралы бойынша болып болды деп деген дейді еді екен емес жоқ бірақ өз кейін дейін соң ол оның олар "
    "оны біз сіз жаңа сот тілші жыл жылы күні адам хабарлады айтты берді жауап"
)
RUSSIAN_WORDS = _set(
    "и в во не на что с со по из за от до для о об это как к у же но а его её он она они был была были быть так при или если после под над "
    "между также году года лет который которая которые уже ещё еще только более чем"
)
RUSSIAN_ENDING = re.compile(
    "(?:[ое]го|[ое]му|[аяу]ет|ют|ла|ло|ли|ни[еяию]|[ыи]й|ая|ую|[ыо]е|[ыи]х|[ыи]м|ть|ся|ась|[ая]м|[ая]ми|[ая]х|ов|ев"
    "|ци[иейю]|ск[аоиу][еймх]?|ной|нных)$"
)
# Words that no other Latin-script language of the region has; in, an, on, man and die are left out.
ENGLISH_WORDS = _set(
    "the and of to was were is are been has have had that this with from by for at as it its his her their they which who said says will would not but "
    "about after before when where after over into than more also there what we you your our been being could should"
)
