"""What stands in a row of JSON where a cell is flatter: every kind of field that is published has its shape, or is one word."""

from records.field_kinds import ByLanguage, Codes, Flag, People, Text
from records.i18n import LANGUAGES
from records.incident_fields import PUBLISHED_FIELDS
from records.vocabulary import ACTOR_LABELS, Actor
from reports.release.row_shapes import shape_of


def test_a_field_whose_value_is_a_list_or_an_object_has_a_shape_and_no_other_has() -> None:
    for field in PUBLISHED_FIELDS:
        value = field.kind.to_json(field.empty)
        assert (shape_of(field.kind) is not None) == isinstance(value, list | dict), field.name


def test_lists_name_their_codes_objects_their_parts_and_words_nothing() -> None:
    assert shape_of(Codes(Actor, ACTOR_LABELS)) == {"type": "array", "items": {"type": "string", "enum": [code.value for code in Actor]}}
    by_language = shape_of(ByLanguage())
    assert by_language
    assert by_language["required"] == list(LANGUAGES)
    people = shape_of(People(("name", "role")))
    assert people
    assert people["items"]["required"] == ["name", "role"]
    assert shape_of(Text()) is None is shape_of(Flag())
