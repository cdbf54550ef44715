"""The laws of Kazakhstan by which journalists are charged, and those on crimes against them.

Codes: Criminal Code of 3 July 2014 № 226-V, Code of Administrative Offences of 5 July 2014 № 235-V, Civil Code of 27 December 1994 and 1 July 1999. Number and
subject of each article were compared in November 2026 with the texts of the codes as the legal databases keep them (editions of 2018 to 2024) and with
reports of cases from 2019 to 2026. Of the Criminal Code 115, 146, 205, 375 and 376, and of the Civil Code 144 and 145, no text was at hand; they stand as they
are commonly cited. What could not be made sure of is left out: it can be recorded all the same, and is told to be on no list.

Two things changed in these years: defamation left the Criminal Code (130) for the Code of Administrative Offences (73-3) in 2020, and 373 protected the first
president. Both stay, since older cases name them.
"""

from records.country.pack import AnswerTerm, Hold, LawArticle, LawCode, LegalTerm
from records.i18n import kept, kept_in
from records.vocabulary.category_facts import CourtCase
from records.vocabulary.request_codes import LetterKind
from records.vocabulary.sentence_kinds import TermUnit

CRIMINAL, OFFENCES, CIVIL = "KZ-CC", "KZ-CAO", "KZ-CIV"

LAW_CODES = (
    LawCode(
        CRIMINAL, CourtCase.CRIMINAL, short=kept_in("short", "Criminal Code"), name=kept("Criminal Code of the Republic of Kazakhstan"), last=467,
        written=kept_in("as people write it", "criminal code, penal code, cc"),
    ),
    LawCode(
        OFFENCES, CourtCase.ADMINISTRATIVE, short=kept_in("short", "Code of Administrative Offences"), last=920,
        name=kept("Code of Administrative Offences of the Republic of Kazakhstan"),
        written=kept_in("as people write it", "code of administrative offences, code on administrative offences, administrative code, cao"),
    ),
    LawCode(
        CIVIL, CourtCase.CIVIL, short=kept_in("short", "Civil Code"), name=kept("Civil Code of the Republic of Kazakhstan"), last=1124,
        written=kept_in("as people write it", "civil code"),
    ),
)  # fmt: skip

LAW_ARTICLES = (
    LawArticle(CRIMINAL, "99", kept("murder")),
    LawArticle(CRIMINAL, "106", kept("intentional grave bodily harm")),
    LawArticle(CRIMINAL, "107", kept("intentional bodily harm of medium gravity")),
    LawArticle(CRIMINAL, "108", kept("intentional light bodily harm")),
    LawArticle(CRIMINAL, "115", kept_in("law", "threat")),
    LawArticle(CRIMINAL, "125", kept("abduction")),
    LawArticle(CRIMINAL, "126", kept("unlawful deprivation of liberty")),
    LawArticle(CRIMINAL, "130", kept("defamation (a crime until 2020)")),
    LawArticle(CRIMINAL, "131", kept("insult")),
    LawArticle(CRIMINAL, "146", kept_in("law", "torture, ill-treatment")),
    LawArticle(CRIMINAL, "147", kept("violation of privacy and of the law on personal data")),
    LawArticle(CRIMINAL, "158", kept("obstruction of a journalist's lawful professional activity")),
    LawArticle(CRIMINAL, "174", kept("incitement of social, national, racial or religious discord")),
    LawArticle(CRIMINAL, "182", kept("setting up an extremist group, or taking part in it")),
    LawArticle(CRIMINAL, "194", kept("extortion")),
    LawArticle(CRIMINAL, "202", kept("intentional destruction of or damage to property")),
    LawArticle(CRIMINAL, "205", kept("unlawful access to information or to an information system")),
    LawArticle(CRIMINAL, "258", kept("financing of terrorism or extremism")),
    LawArticle(CRIMINAL, "274", kept("spreading knowingly false information")),
    LawArticle(CRIMINAL, "293", kept("hooliganism")),
    LawArticle(CRIMINAL, "373", kept("insult of the first president")),
    LawArticle(CRIMINAL, "375", kept("attack on the honour and dignity of the president")),
    LawArticle(CRIMINAL, "376", kept("attack on the honour and dignity of a member of Parliament")),
    LawArticle(CRIMINAL, "378", kept("insult of a representative of authority")),
    LawArticle(CRIMINAL, "380", kept("violence against a representative of authority")),
    LawArticle(CRIMINAL, "400", kept("breach of the order of assemblies")),
    LawArticle(CRIMINAL, "403", kept("interference of members of associations in the work of state bodies")),
    LawArticle(CRIMINAL, "405", kept("taking part in an organisation banned for extremism or terrorism")),
    LawArticle(CRIMINAL, "411", kept("defamation of a judge, a prosecutor or an investigator")),
    LawArticle(CRIMINAL, "419", kept("knowingly false denunciation")),
    LawArticle(CRIMINAL, "423", kept("disclosure of data of an investigation or of a closed trial")),
    LawArticle(OFFENCES, "73-3", kept("defamation")),
    LawArticle(OFFENCES, "434", kept("petty hooliganism")),
    LawArticle(OFFENCES, "451", kept("breach of the law on mass media")),
    LawArticle(OFFENCES, "456-2", kept("placing or spreading false information")),
    LawArticle(OFFENCES, "476", kept("breach of the state of emergency")),
    LawArticle(OFFENCES, "478", kept("provoking disorder under a state of emergency")),
    LawArticle(OFFENCES, "488", kept("breach of the law on peaceful assemblies")),
    LawArticle(OFFENCES, "653", kept("contempt of court")),
    LawArticle(OFFENCES, "667", kept("disobeying a lawful demand of the police")),
    LawArticle(CIVIL, "143", kept("protection of honour, dignity and business reputation")),
    LawArticle(CIVIL, "144", kept("protection of private life")),
    LawArticle(CIVIL, "145", kept("right to one's own image")),
    LawArticle(CIVIL, "951", kept("moral damage")),
)

# Code of Criminal Procedure of 4 July 2014 № 231-V and Code of Administrative Offences. Remand of over 12 months needs an exceptional case; an arrest under a
# state of emergency may be of 45 days, which is then known.
CUSTODY_LIMITS = {
    Hold.DETENTION: LegalTerm(3, TermUnit.DAYS, kept("Code of Criminal Procedure, article 131")),
    Hold.REMAND: LegalTerm(18, TermUnit.MONTHS, kept("Code of Criminal Procedure, article 151")),
    Hold.ARREST: LegalTerm(30, TermUnit.DAYS, kept("Code of Administrative Offences, article 50")),
}

# The same codes, and the Code of Civil Procedure of 31 October 2015 № 377-V. The law counts from the day on which the ruling was announced, its copy handed over or
# its full text made, so that a term may end later than one that is counted from the day on record, and never earlier.
APPEAL_TERMS = {
    CourtCase.CRIMINAL: LegalTerm(15, TermUnit.DAYS, kept("Code of Criminal Procedure, article 418")),
    CourtCase.ADMINISTRATIVE: LegalTerm(10, TermUnit.DAYS, kept("Code of Administrative Offences, article 832")),
    CourtCase.CIVIL: LegalTerm(1, TermUnit.MONTHS, kept("Code of Civil Procedure, article 403")),
}

# Law of 19 June 2024 № 93-VIII on mass media, article 36, paragraph 1: five working days from the day on which the request came in; once longer by at most fifteen calendar days, of which
# the outlet is told within two working days. Administrative Procedural and Process-Related Code of 29 June 2020 № 350-VI, article 76: fifteen working days from the day on which the appeal came
# in; longer by a reasoned decision, up to two months at most, of which the applicant is told within three working days. Read in November 2026 in the editions that zakonpravo.kz and a state
# clinic's page on appeals give; of article 99 (complaint to a higher body against a decision) no text was at hand, and a later end than this is never counted.
ANSWER_TERMS = {
    LetterKind.INFORMATION: AnswerTerm(
        5,
        kept("Law on Mass Media, article 36"),
        kept("Where other bodies have to be asked, it may take up to 15 days longer, once; the outlet is told."),
    ),
    LetterKind.APPEAL: AnswerTerm(
        15,
        kept("Administrative Procedural and Process-Related Code, article 76"),
        kept("By a reasoned decision it may take up to two months; the applicant is told within three working days."),
    ),
}
