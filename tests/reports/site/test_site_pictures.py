"""The pictures beside a shared link."""

from io import BytesIO

from PIL import Image

from records.i18n import speaking
from reports.site.site_pictures import HIGH, WIDE, sharing_picture


def test_a_picture_has_the_size_that_is_asked_for_and_the_same_bytes_each_time() -> None:
    with speaking("kk"):
        made = sharing_picture("Журналистің заңды кәсіби қызметіне кедергі келтіру", "Qorgan")
        assert Image.open(BytesIO(made)).size == (WIDE, HIGH)
        assert sharing_picture("Журналистің заңды кәсіби қызметіне кедергі келтіру", "Qorgan") == made
        assert sharing_picture("Шабуыл") != made
