"""What a run groups articles with: the weights that the active version learned, or the shipped ones."""

from classify.clustering.weighed_recogniser import WeighedRecogniser
from classify.scoring.taught import NOTHING_TAUGHT, read_taught
from flows import models
from records.settings import Settings


def active_recogniser(settings: Settings) -> WeighedRecogniser:
    """A recogniser with what the active model learned of one event. Raises ModelUnusable as `models.active_screener` does."""
    file = models.active_version(settings)
    with models.usable(file):
        return WeighedRecogniser((read_taught(file) if file else NOTHING_TAUGHT).weights())
