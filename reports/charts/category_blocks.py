"""Adil Soz's blocks A, B and C and what stands outside them: their words and how they are drawn."""

from records.i18n import label
from records.vocabulary import Label
from reports.charts.drawing import AMBER, GREY, PALE, TEAL

BLOCKS: tuple[str | None, ...] = ("A", "B", "C", None)

BLOCK_LABELS: dict[str | None, Label] = {
    "A": Label("журналистер мен БАҚ құқықтарын бұзу", "нарушения прав журналистов и СМИ", "violations of the rights of journalists and media"),
    "B": Label(
        "ақпарат алу және тарату құқығын бұзу",
        "нарушения права получать и распространять информацию",
        "violations of the right to receive and spread information",
    ),
    "C": Label("айыптаулар мен талап арыздар", "обвинения и иски", "charges and claims"),
    None: Label("блоктардан тыс", "вне блоков", "outside the blocks"),
}

# Dark, pale, middle, hollow: neighbours differ in lightness by 3:1, the pale one has a border, and what stands outside is dashed.
BLOCK_LOOKS: dict[str | None, str] = {
    "A": f'class="block-A" fill="{TEAL}"',
    "B": f'class="block-B" fill="{PALE}" stroke="{GREY}"',
    "C": f'class="block-C" fill="{AMBER}"',
    None: f'class="block-none" fill="none" stroke="{GREY}" stroke-dasharray="2 2"',
}


def block_words(block: str | None) -> str:
    """A block in the reader's language, its letter first."""
    return label(BLOCK_LABELS[block]) if block is None else f"{block}: {label(BLOCK_LABELS[block])}"
