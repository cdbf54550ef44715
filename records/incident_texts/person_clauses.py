"""What happened to people who are named, as a clause for each kind of violation: the subject is put into it as it stands in a dictionary, so no language bends a name.

Russian needs to know whether a man, a woman or several people are told of; where nobody knows, the profession stands before the name and takes the verb of a man.
"""

from typing import NamedTuple

from records.i18n import kept, kept_in
from records.vocabulary import Category


class PersonClauses(NamedTuple):
    """The clause for a man or a person of whom nobody knows, for a woman or a newsroom, and for several."""

    he: str
    she: str
    several: str


PERSON_CLAUSES: dict[Category, PersonClauses] = {
    Category.KIL: PersonClauses(kept("{who} was killed"), kept_in("she", "{who} was killed"), kept("{who} were killed")),
    Category.DIS: PersonClauses(
        kept("{who} was abducted or went missing"),
        kept_in("she", "{who} was abducted or went missing"),
        kept("{who} were abducted or went missing"),
    ),
    Category.TOR: PersonClauses(
        kept("{who} was tortured or ill-treated"),
        kept_in("she", "{who} was tortured or ill-treated"),
        kept("{who} were tortured or ill-treated"),
    ),
    Category.ATT: PersonClauses(kept("{who} was attacked"), kept_in("she", "{who} was attacked"), kept("{who} were attacked")),
    Category.THR: PersonClauses(kept("{who} was threatened"), kept_in("she", "{who} was threatened"), kept("{who} were threatened")),
    Category.DET: PersonClauses(kept("{who} was detained"), kept_in("she", "{who} was detained"), kept("{who} were detained")),
    Category.ARR: PersonClauses(kept("{who} was arrested"), kept_in("she", "{who} was arrested"), kept("{who} were arrested")),
    Category.SUM: PersonClauses(
        kept("{who} was summoned or questioned"),
        kept_in("she", "{who} was summoned or questioned"),
        kept("{who} were summoned or questioned"),
    ),
    Category.SUR: PersonClauses(
        kept("{who} was put under surveillance"),
        kept_in("she", "{who} was put under surveillance"),
        kept("{who} were put under surveillance"),
    ),
    Category.OBS: PersonClauses(
        kept("{who} was kept from working"),
        kept_in("she", "{who} was kept from working"),
        kept("{who} were kept from working"),
    ),
    Category.INT: PersonClauses(
        kept("{who} met with interference or censorship"),
        kept_in("she", "{who} met with interference or censorship"),
        kept_in("several", "{who} met with interference or censorship"),
    ),
    Category.PRP: PersonClauses(
        kept("{who} met with a search, or with seizure of or damage to property"),
        kept_in("she", "{who} met with a search, or with seizure of or damage to property"),
        kept_in("several", "{who} met with a search, or with seizure of or damage to property"),
    ),
    Category.SMR: PersonClauses(
        kept("{who} was insulted or smeared"),
        kept_in("she", "{who} was insulted or smeared"),
        kept("{who} were insulted or smeared"),
    ),
    Category.IMP: PersonClauses(
        kept("{who} was impersonated or shown in a forgery"),
        kept_in("she", "{who} was impersonated or shown in a forgery"),
        kept("{who} were impersonated or shown in a forgery"),
    ),
    Category.ACC: PersonClauses(
        kept("{who} was refused information"),
        kept_in("she", "{who} was refused information"),
        kept("{who} were refused information"),
    ),
    Category.DSC: PersonClauses(
        kept("{who} was refused accreditation or discriminated against"),
        kept_in("she", "{who} was refused accreditation or discriminated against"),
        kept("{who} were refused accreditation or discriminated against"),
    ),
    Category.CRT: PersonClauses(
        kept("{who} was kept out of a court hearing"),
        kept_in("she", "{who} was kept out of a court hearing"),
        kept("{who} were kept out of a court hearing"),
    ),
    Category.BLK: PersonClauses(
        kept("{who} had a site or a page blocked"),
        kept_in("she", "{who} had a site or a page blocked"),
        kept_in("several", "{who} had a site or a page blocked"),
    ),
    Category.CLS: PersonClauses(
        kept("{who} had an outlet closed or suspended"),
        kept_in("she", "{who} had an outlet closed or suspended"),
        kept_in("several", "{who} had an outlet closed or suspended"),
    ),
    Category.CYB: PersonClauses(
        kept("{who} was hit by a hacking or DDoS attack"),
        kept_in("she", "{who} was hit by a hacking or DDoS attack"),
        kept("{who} were hit by a hacking or DDoS attack"),
    ),
    Category.CRM: PersonClauses(
        kept("{who} became the subject of a criminal case"),
        kept_in("she", "{who} became the subject of a criminal case"),
        kept_in("several", "{who} became the subject of a criminal case"),
    ),
    Category.CIV: PersonClauses(
        kept("{who} became the defendant of a claim"),
        kept_in("she", "{who} became the defendant of a claim"),
        kept("{who} became the defendants of a claim"),
    ),
    Category.ADM: PersonClauses(
        kept("{who} became the subject of an administrative case"),
        kept_in("she", "{who} became the subject of an administrative case"),
        kept_in("several", "{who} became the subject of an administrative case"),
    ),
    Category.ECO: PersonClauses(
        kept("{who} was dismissed or pressed economically"),
        kept_in("she", "{who} was dismissed or pressed economically"),
        kept("{who} were dismissed or pressed economically"),
    ),
    Category.BOR: PersonClauses(
        kept("{who} was stopped at the border or deported"),
        kept_in("she", "{who} was stopped at the border or deported"),
        kept("{who} were stopped at the border or deported"),
    ),
    Category.SRC: PersonClauses(
        kept("{who} was required to reveal a source"),
        kept_in("she", "{who} was required to reveal a source"),
        kept("{who} were required to reveal a source"),
    ),
}  # fmt: skip
