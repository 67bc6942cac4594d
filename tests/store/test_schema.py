from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Table, create_engine

from allegedly.store import schema
from allegedly.store.database import MIGRATIONS, Database

DOCS = Path(__file__).parents[2] / "docs" / "schema.md"


def statements(connection: Connection) -> dict[str, str]:
    """What the file says it holds, spacing and quotes aside."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'alembic_version'")
    return {name: " ".join(sql.replace('"key"', "key").split()) for name, sql in rows}


def test_the_migrations_make_exactly_the_documented_schema(database: Database) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as fresh, database.reading() as migrated:
        schema.metadata.create_all(fresh)
        assert statements(migrated) == statements(fresh)
    engine.dispose()


def test_the_schema_carries_the_number_of_the_last_migration() -> None:
    head = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)]).get_current_head()
    assert head is not None and int(head) == schema.VERSION


@pytest.mark.parametrize("table", schema.metadata.tables.values(), ids=lambda table: table.name)
def test_every_table_and_column_says_what_it_states(table: Table) -> None:
    assert table.comment
    assert not [column.name for column in table.columns if not column.comment]


def test_the_documentation_is_what_the_schema_says() -> None:
    assert DOCS.read_text(encoding="utf-8") == schema.to_markdown(), "run: python -m allegedly.store.schema > docs/schema.md"


def test_every_full_text_index_agrees_with_its_table(database: Database) -> None:
    with database.writing() as connection:
        for index in schema.FULL_TEXT:
            connection.exec_driver_sql(f"INSERT INTO {index.name}({index.name}, rank) VALUES ('integrity-check', 1)")
