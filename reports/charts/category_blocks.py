"""Adil Soz's blocks A, B and C, and what is in none of them: their words and colours."""

from records.i18n import kept, tr
from reports.charts.drawing import AMBER, GREY, PALE, TEAL

BLOCKS: tuple[str | None, ...] = ("A", "B", "C", None)

BLOCK_LABELS: dict[str | None, str] = {
    "A": kept("violations of the rights of journalists and media"),
    "B": kept("violations of the right to receive and spread information"),
    "C": kept("charges and claims"),
    None: kept("outside the blocks"),
}

# Dark, pale, middle, hollow: neighbours differ in lightness by 3:1, the pale one has a border, and what stands outside is dashed.
BLOCK_LOOKS: dict[str | None, str] = {
    "A": f'class="block-A" fill="{TEAL}"',
    "B": f'class="block-B" fill="{PALE}" stroke="{GREY}"',
    "C": f'class="block-C" fill="{AMBER}"',
    None: f'class="block-none" fill="none" stroke="{GREY}" stroke-dasharray="2 2"',
}


def block_words(block: str | None) -> str:
    """A block in the reader's language, with its letter first."""
    return tr(BLOCK_LABELS[block]) if block is None else f"{block}: {tr(BLOCK_LABELS[block])}"
