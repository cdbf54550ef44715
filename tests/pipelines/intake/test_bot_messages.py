"""What a message of Telegram says, and what is passed over in it."""

from typing import Any

import pytest

from pipelines.intake.bot_messages import BotMessage, read_update
from tests.conftest import NOW


def read(**message: Any) -> BotMessage:
    standing = {"chat": {"id": 5, "type": "private"}, "from": {"id": 5, "first_name": "Сәуле", "language_code": "kk"}, "date": 1795500000}
    return read_update({"update_id": 9, "message": {**standing, **message}}, "telegram:1", NOW)


def test_a_text_is_taken_with_the_addresses_behind_its_words() -> None:
    found = read(text="мұнда", entities=[{"type": "text_link", "url": "https://716.kz/1"}, {"type": "bold"}])
    assert found.arrived.text == "мұнда\nhttps://716.kz/1"
    assert (found.arrived.fate, found.arrived.sender, found.arrived.standing, found.language) == ("taken", "5", "account", "kk")


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ({"type": "user", "sender_user": {"first_name": "Ерлан", "username": "erlan"}}, "Ерлан @erlan"),
        ({"type": "hidden_user", "sender_user_name": "Біреу"}, "Біреу"),
        ({"type": "channel", "chat": {"title": "716", "username": "kz_716"}, "message_id": 12}, "716 @kz_716 https://t.me/kz_716/12"),
        ({"type": "channel", "chat": {"title": "716", "username": "a/../b"}, "message_id": 12}, "716 @a/../b"),
        ("x", ""),
    ],
)
def test_from_whom_it_was_forwarded_is_told_as_it_says(origin: Any, said: str) -> None:
    assert read(text="x", forward_origin=origin).arrived.forwarded_from == said


def test_an_animation_is_taken_once_and_the_largest_of_a_photo() -> None:
    assert [one.name for one in read(animation={"file_id": "a"}, document={"file_id": "a"}).files] == ["animation.mp4"]
    photo = [{"file_id": "s", "width": 1, "height": 1}, {"file_id": "l", "width": 9, "height": 9}, {"width": 99}, "x"]
    assert [one.id for one in read(photo=photo).files] == ["l"]


def test_a_place_and_a_contact_are_words_and_a_sticker_is_nothing_that_is_kept() -> None:
    assert "43.2, 76.9" in read(location={"latitude": 43.2, "longitude": 76.9}).arrived.text
    assert "+7 701" in read(contact={"first_name": "Ерлан", "phone_number": "+7 701"}).arrived.text
    sticker = read(sticker={"file_id": "x"}).arrived
    assert (sticker.fate, sticker.left_out[0][0]) == ("empty", "sticker")


def test_the_beginning_of_a_chat_is_no_message() -> None:
    assert (read(text="/start").greets, read(text="/start").arrived.fate) == (True, "empty")
    assert read(text="/started a fire").arrived.fate == "taken"


def test_a_message_from_the_future_or_without_a_day_came_now() -> None:
    assert read(text="x", date="y").arrived.came_at == NOW
    assert read(text="x", date=2**62).arrived.came_at == NOW
