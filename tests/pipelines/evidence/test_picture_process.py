"""What is shown of a picture is made anew: nothing but what is seen goes over, and a bomb is not unpacked."""

from pathlib import Path

import pytest
from PIL import Image, UnidentifiedImageError

from pipelines.evidence import picture_process
from pipelines.evidence.picture_process import SHOWN, made_anew


def picture(path: Path, size: tuple[int, int] = (40, 20), kind: str = "JPEG", **more: object) -> str:
    Image.new("RGB", size, "red").save(path, kind, **more)
    return str(path)


def test_neither_exif_nor_a_comment_goes_over(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    exif[0x0112] = 6
    target = tmp_path / "shown"
    made_anew(picture(tmp_path / "a", exif=exif, comment=b"<script>"), str(target))
    assert b"script" in (tmp_path / "a").read_bytes()
    assert b"script" not in target.read_bytes()
    with Image.open(target) as shown:
        assert not shown.getexif()
        # It lay on its side, and says no more that it does.
        assert shown.size == (20, 40)


def test_a_large_picture_is_made_smaller_and_what_is_clear_becomes_white(tmp_path: Path) -> None:
    Image.new("RGBA", (2 * SHOWN, SHOWN), (0, 0, 0, 0)).save(tmp_path / "a", "PNG")
    made_anew(str(tmp_path / "a"), str(tmp_path / "shown"))
    with Image.open(tmp_path / "shown") as shown:
        assert (shown.format, shown.size, shown.getpixel((5, 5))) == ("JPEG", (SHOWN, SHOWN // 2), (255, 255, 255))


def test_more_points_than_any_telephone_has_are_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_process, "MOST_POINTS", 500)
    with pytest.raises(ValueError, match="too many points"):
        made_anew(picture(tmp_path / "a"), str(tmp_path / "shown"))
    assert not (tmp_path / "shown").exists()


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO"])
def test_no_other_decoder_is_let_at_the_bytes(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnidentifiedImageError):
        made_anew(picture(tmp_path / "a.jpg", kind=kind), str(tmp_path / "shown"))


def test_half_a_picture_is_none(tmp_path: Path) -> None:
    whole = Path(picture(tmp_path / "a", (400, 400))).read_bytes()
    (tmp_path / "b").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(OSError, match="truncated"):
        made_anew(str(tmp_path / "b"), str(tmp_path / "shown"))
