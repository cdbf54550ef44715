"""What happened, as one clause of a headline for each kind of violation. Each is whole: nothing is put into it, so every language keeps its cases and endings."""

from typing import NamedTuple

from records.i18n import kept
from records.vocabulary import Category


class Clauses(NamedTuple):
    """The clause by whom it happened to: one journalist, one blogger, several people of the press, an outlet. Empty: the kind of violation stands in its place."""

    journalist: str
    blogger: str
    several: str
    outlet: str = ""


CLAUSES: dict[Category, Clauses] = {
    Category.KIL: Clauses(kept("a journalist was killed"), kept("a blogger was killed"), kept("journalists were killed")),
    Category.DIS: Clauses(
        kept("a journalist was abducted or went missing"), kept("a blogger was abducted or went missing"), kept("journalists were abducted or went missing")
    ),
    Category.TOR: Clauses(
        kept("a journalist was tortured or ill-treated"), kept("a blogger was tortured or ill-treated"), kept("journalists were tortured or ill-treated")
    ),
    Category.ATT: Clauses(
        kept("a journalist was attacked"), kept("a blogger was attacked"), kept("journalists were attacked"), kept("a newsroom was attacked")
    ),
    Category.THR: Clauses(
        kept("a journalist was threatened"), kept("a blogger was threatened"), kept("journalists were threatened"), kept("a newsroom was threatened")
    ),
    Category.DET: Clauses(kept("a journalist was detained"), kept("a blogger was detained"), kept("journalists were detained")),
    Category.ARR: Clauses(kept("a journalist was arrested"), kept("a blogger was arrested"), kept("journalists were arrested")),
    Category.SUM: Clauses(
        kept("a journalist was summoned or questioned"), kept("a blogger was summoned or questioned"),
        kept("journalists were summoned or questioned"), kept("people of a newsroom were summoned or questioned"),
    ),
    Category.SUR: Clauses(
        kept("a journalist was put under surveillance"), kept("a blogger was put under surveillance"),
        kept("journalists were put under surveillance"), kept("a newsroom was put under surveillance"),
    ),
    Category.OBS: Clauses(
        kept("a journalist was kept from working"), kept("a blogger was kept from working"), kept("journalists were kept from working"),
        kept("a newsroom was kept from working"),
    ),
    Category.INT: Clauses(
        kept("the work of a journalist was interfered with"), kept("the work of a blogger was interfered with"),
        kept("the work of journalists was interfered with"), kept("the work of a newsroom was interfered with"),
    ),
    Category.PRP: Clauses(
        kept("a journalist was searched, or property taken or damaged"), kept("a blogger was searched, or property taken or damaged"),
        kept("journalists were searched, or property taken or damaged"), kept("a newsroom was searched, or its property taken or damaged"),
    ),
    Category.SMR: Clauses(
        kept("a journalist was insulted or smeared"), kept("a blogger was insulted or smeared"), kept("journalists were insulted or smeared"),
        kept("an outlet was insulted or smeared"),
    ),
    Category.IMP: Clauses(
        kept("the name or likeness of a journalist was forged"), kept("the name or likeness of a blogger was forged"),
        kept("the names or likenesses of journalists were forged"), kept("the name of an outlet was forged"),
    ),
    Category.ACC: Clauses(
        kept("a journalist was refused information"), kept("a blogger was refused information"), kept("journalists were refused information"),
        kept("a newsroom was refused information"),
    ),
    Category.DSC: Clauses(
        kept("a journalist was refused accreditation or discriminated against"), kept("a blogger was refused accreditation or discriminated against"),
        kept("journalists were refused accreditation or discriminated against"), kept("an outlet was refused accreditation or discriminated against"),
    ),
    Category.CRT: Clauses(
        kept("a journalist was kept out of a court hearing"), kept("a blogger was kept out of a court hearing"),
        kept("journalists were kept out of a court hearing"), kept("people of a newsroom were kept out of a court hearing"),
    ),
    Category.BLK: Clauses(
        kept("a journalist's page was blocked"), kept("a blogger's page was blocked"), kept("pages of journalists were blocked"), kept("an outlet was blocked")
    ),
    Category.CLS: Clauses(
        kept("a journalist's outlet was closed or suspended"), kept("a blogger's page was closed or suspended"),
        kept("an outlet of several journalists was closed or suspended"), kept("an outlet was closed or suspended"),
    ),
    Category.CYB: Clauses(
        kept("a journalist's account was hacked or attacked"), kept("a blogger's account was hacked or attacked"),
        kept("accounts of journalists were hacked or attacked"), kept("an outlet's site was hacked or attacked"),
    ),
    Category.CRM: Clauses(
        kept("a criminal case was opened against a journalist"), kept("a criminal case was opened against a blogger"),
        kept("a criminal case was opened against journalists"), kept("a criminal case was opened against an outlet"),
    ),
    Category.CIV: Clauses(
        kept("a claim was brought against a journalist"), kept("a claim was brought against a blogger"), kept("a claim was brought against journalists"),
        kept("a claim was brought against an outlet"),
    ),
    Category.ADM: Clauses(
        kept("an administrative case was opened against a journalist"), kept("an administrative case was opened against a blogger"),
        kept("an administrative case was opened against journalists"), kept("an administrative case was opened against an outlet"),
    ),
    Category.ECO: Clauses(
        kept("a journalist was dismissed or pressed economically"), kept("a blogger was pressed economically"),
        kept("journalists were dismissed or pressed economically"), kept("an outlet was pressed economically"),
    ),
    Category.BOR: Clauses(
        kept("a journalist was stopped at the border or deported"), kept("a blogger was stopped at the border or deported"),
        kept("journalists were stopped at the border or deported"),
    ),
    Category.SRC: Clauses(
        kept("a journalist was required to reveal a source"), kept("a blogger was required to reveal a source"),
        kept("journalists were required to reveal a source"), kept("a newsroom was required to reveal a source"),
    ),
}  # fmt: skip
