"""Codes of six digits from an app: which are taken, and that none is taken twice."""

from datetime import timedelta
from io import BytesIO

import pyotp
import resvg_py
import zxingcpp
from PIL import Image
from sqlalchemy import Engine

from desk.auth import code_generators
from records.database import write_transaction
from records.tables import CodeGeneratorRow
from tests.conftest import NOW
from tests.desk.site import add_person

KEY = b"the key of the desk"
STEP = timedelta(seconds=30)


def test_a_code_is_taken_once_and_none_that_is_older(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        app = pyotp.TOTP(code_generators.begin(session, "Aigul", KEY, NOW))
        assert not code_generators.accepts(session, "Aigul", KEY, app.at(NOW), NOW), "not confirmed"
        assert not code_generators.confirm(session, "Aigul", KEY, "000000" if app.at(NOW) != "000000" else "111111", NOW)
        assert code_generators.confirm(session, "Aigul", KEY, app.at(NOW), NOW)
        assert not code_generators.accepts(session, "Aigul", KEY, app.at(NOW), NOW), "the code that confirmed it is used"
        later = NOW + 2 * STEP
        assert code_generators.accepts(session, "Aigul", KEY, app.at(later), later)
        assert not code_generators.accepts(session, "Aigul", KEY, app.at(later - STEP), later), "older than the last one"
        far = NOW + 20 * STEP
        assert not code_generators.accepts(session, "Aigul", KEY, app.at(far + 2 * STEP), far)
        assert code_generators.accepts(session, "Aigul", KEY, app.at(far + STEP), far), "a clock may be half a minute ahead"


def test_the_secret_is_not_in_the_database_and_fits_one_user_and_one_key(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        add_person(session, "Berik")
        secret = code_generators.begin(session, "Aigul", KEY, NOW)
        row = session.get_one(CodeGeneratorRow, "Aigul")
        assert secret not in row.secret
        assert not code_generators.confirm(session, "Aigul", b"another key", pyotp.TOTP(secret).at(NOW), NOW)
        code_generators.begin(session, "Berik", KEY, NOW)
        session.get_one(CodeGeneratorRow, "Berik").secret = row.secret
        session.flush()
        assert not code_generators.confirm(session, "Berik", KEY, pyotp.TOTP(secret).at(NOW), NOW), "her row under his name"
        assert f"secret={secret}" in code_generators.address("Aigul", secret)


def test_a_camera_reads_the_secret_and_the_owner_from_the_picture() -> None:
    """Painted as the SVG says, and read by the reader that phones' apps are built on."""
    address = code_generators.address("Айгүл", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    painted = bytes(
        resvg_py.svg_to_bytes(
            svg_string=str(code_generators.picture(address)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), zoom=2
        )
    )
    read = zxingcpp.read_barcode(Image.open(BytesIO(painted)).convert("L"))
    assert read is not None
    assert read.text == address
