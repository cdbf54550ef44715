"""The stories of the sample newsroom with their correct labels."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from spiders.sample.sites import _mayak_stories, _syr_stories, _tobyl_stories
from spiders.sample.story_files import outlet_name


@dataclass(frozen=True)
class LabelledStory:
    """A story: its path, its title and text as served on the day, and its correct label."""

    outlet: str
    slug: str
    path: str
    title: str
    text: str
    published: datetime
    truth: Mapping[str, Any]


def labelled_stories(today: date) -> list[LabelledStory]:
    """Return every story of the newsroom as served on `today`, outlet by outlet, newest first."""
    return [
        LabelledStory(outlet_name(name), story.slug, path, story.title, story.text, story.published, story.truth)
        for name, printed in (("mayak", _mayak_stories(today)), ("syr", _syr_stories(today)), ("tobyl", _tobyl_stories(today)))
        for path, story in printed.items()
    ]
