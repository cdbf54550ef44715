"""The encoder as the spaCy component `encoder`; it stores its reading in `doc._.encoded`."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from classify.encoder.encoder_files import SHIPPED_ENCODER, load_encoder
from classify.encoder.readings import Floats

if TYPE_CHECKING:
    from classify.encoder.encoder import Encoder

if not Doc.has_extension("encoded"):
    Doc.set_extension("encoded", default=None)


class EncoderComponent:
    """A component that reads documents with an encoder.

    A document at which it fails gets no reading, and the next ones are read. `worth` says which part of a long text is worth reading.
    """

    def __init__(self, encoder: "Encoder", worth: Callable[[str], bool] = bool) -> None:
        self.name = encoder.name
        self.worth = worth
        self._encoder = encoder

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        return next(self.pipe([doc]))

    def ask(self, text: str, mentions: Sequence[Sequence[tuple[int, int]]]) -> Floats | None:
        """Return the answers for each mention of a text (`classify.encoder.encoder.Encoder.ask`); None where it fails."""
        try:
            return self._encoder.ask(text, mentions)
        except Exception as error:  # noqa: BLE001  (as in `pipe`)
            logging.getLogger(__name__).warning("the encoder could not be asked about a text of %d characters: %s", len(text), error)
            return None

    def pipe(self, docs: Iterable[Doc], batch_size: int = 1) -> Iterator[Doc]:
        """Read documents as they come, in order.

        `batch_size` is spaCy's and has no effect: the encoder reads one at a time (`classify.encoder.encoder`).
        """
        for doc in docs:
            try:
                (doc._.encoded,) = self._encoder.read([doc.text], self.worth)
            except Exception as error:  # noqa: BLE001  (ONNX Runtime raises what it likes, where memory runs out too)
                logging.getLogger(__name__).warning("the encoder could not read a text of %d characters: %s", len(doc.text), error)
            yield doc


@Language.factory("encoder", assigns=["doc._.encoded"], default_config={"folder": str(SHIPPED_ENCODER), "threads": 1})
def encoder(nlp: Language, name: str, folder: str, threads: int) -> EncoderComponent:
    """Return the encoder of a folder. Raises EncoderFileError or EncoderUnavailable (`classify.encoder.encoder_files`)."""
    return EncoderComponent(load_encoder(Path(folder), threads))
