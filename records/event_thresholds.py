"""Every threshold for whether two articles, drafts or incidents report one event, with its reason.

Pure numbers, so that `classify.clustering` and `records.review` ask for the same names. Days are whole days, similarities run from 0 to 1, rarities are
in steps (`classify.clustering.keys`), and odds are logarithms.
"""

from datetime import timedelta

# Dates of acts.

# "At night" and "yesterday" put one act on two days.
SAME_DAY = 1
# Two dates this far apart may still be a mistake of one of the articles; a larger distance means two acts.
UNCERTAIN_DAY = 3
# An article published this many days after the act reports it as news; a later one looks back.
REPORTED_AS_NEWS = 10
# A person is shown "the same place and days" within this distance, since weekly papers and visits to a region report so late.
NEAR_DAYS = 10

# Days between the publications of two articles.

# All outlets report an event within these days, so that news of one place needs no further word in common.
REPORTED_AT_ONCE = 3
# A person or outlet that is in the news again within these days, with no other act, is in it for the same reason.
SAME_WAVE = 10
# News of another kind of act, or of a day after the first article, is about the same act only within these days.
SAME_ACT = 3
# An outcome this much later is one of the same act only if it names that act, or is a case in court.
OUTCOME_WITHOUT_ACT = 45
# An outlet or a place in common shows no single event over a longer time.
OUTLET_OR_PLACE = 365
# News of a confirmed incident joins an open draft with such news within this time: a complaint in March and a verdict in June are two statuses that
# need a decision each. Longer than `SAME_ACT`, because the event is known to be one and only the step of its case is in question.
SAME_STATUS = timedelta(days=14)

# What two articles have in common.

# A category less sure than this is no sign of the event, except the surest one of the article.
SURE_CATEGORY = 0.5
# An agreement of persons above this is not chance.
SAME_PERSON = 0.5
# Two articles whose common words have less rarity than this in total share no more than one rare word.
WORDS_IN_COMMON = 16
# Names and subjects this similar are one story, although the articles name other victims or another region.
SAME_STORY = 0.8
# A follow-up of other categories needs names and subjects this similar to belong to its case.
SAME_CASE = 0.5
# Names this similar connect articles that name other outlets, or neither person, outlet nor place in common; after a year more is needed.
SIMILAR_NAMES, SIMILAR_NAMES_AFTER_YEAR = 0.2, 0.4
# A person is shown "similar words" from this similarity of terms, or of vectors.
SIMILAR_WORDS, SIMILAR_VECTORS = 0.25, 0.8
# A person is shown "the same case" if at least one category is shared (`classify.clustering.pair.codes_in_common`).
SAME_CATEGORY = 0.7

# Odds of one event.

# An article joins a group from `JOINS` on. Two groups are merged if it surely belongs to both and they agree with each other.
JOINS, SURELY_JOINS, GROUPS_AGREE = 0.5, 2.0, -1.0
# A person is shown a group as a candidate from here on.
CANDIDATE = -3.5
