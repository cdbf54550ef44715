"""What a process that reads pages is asked to do."""

import sys

from tests.paths import ROOT
from tests.processes import ended


def test_a_process_that_reads_pages_loads_neither_the_database_nor_the_crawler() -> None:
    asked = "import sys, pipelines.extraction.one_page; print({'sqlalchemy', 'alembic', 'psycopg', 'scrapy', 'twisted'} & set(sys.modules))"
    assert ended([sys.executable, "-c", asked], cwd=ROOT).stdout.strip() == "set()"
