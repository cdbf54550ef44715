"""The pieces of the tokeniser to keep: those that news in our languages uses, and every single character, so that any text can still be written.

Of 250,000 pieces Kazakh, Russian and English news use about 40,000; without the others the network is a third as large.
"""

from collections.abc import Iterable, Sequence

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

# Start, padding, end and the unknown piece: the first four, as in XLM-R.
UNKNOWN = 3
SPECIAL = 4
_SPACE = "▁"
# Cyrillic, Latin and signs; above it are single characters of unsupported scripts.
_LAST_CHARACTER = "\u0600"


def tokenizer_of(pieces: Sequence[str], scores: Sequence[float]) -> Tokenizer:
    """Return the tokeniser of these pieces (Unigram, Kudo 2018)."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.NFKC()
    # A line end separates words as a space does; by itself it would be an untrained piece.
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    return tokenizer


def kept_pieces(pieces: Sequence[str], scores: Sequence[float], texts: Iterable[str]) -> list[int]:
    """Return the numbers of the pieces to keep, ascending: the special ones, single characters, and what the texts use."""
    whole = tokenizer_of(pieces, scores)
    used = {number for text in texts for number in whole.encode(text).ids}
    return [number for number, piece in enumerate(pieces) if number < SPECIAL or number in used or _is_character(piece)]


def _is_character(piece: str) -> bool:
    bare = piece.replace(_SPACE, "")
    return len(bare) <= 1 and bare < _LAST_CHARACTER
