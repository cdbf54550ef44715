"""What is asked of the files of the migrations is what alembic itself would say."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from records.database import alembic_config
from records.schema_version import known_versions, schema_versions


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_versions_are_those_of_the_migrations_in_their_order(engine: Engine) -> None:
    scripts = ScriptDirectory.from_config(alembic_config(engine))
    assert list(known_versions()) == [script.revision for script in scripts.walk_revisions()][::-1]
    assert schema_versions(engine) == (scripts.get_current_head(), scripts.get_current_head())
