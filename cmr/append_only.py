"""Append-only below Django: triggers that refuse to change or delete a row, on SQLite and PostgreSQL alike."""

from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython

_SQLITE = """
CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER {table}_no_{name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def install(connection: BaseDatabaseWrapper, table: str, but: Collection[str] = ()) -> None:
    """Refuse UPDATE and DELETE on a table from now on; the columns named in `but` may change."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
        template = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
        columns = [each.name for each in connection.introspection.get_table_description(cursor, table)]
        kept = ", ".join(connection.ops.quote_name(name) for name in columns if name not in but)
        for name, verb in (("UPDATE", f"UPDATE OF {kept}" if but else "UPDATE"), ("DELETE", "DELETE")):
            cursor.execute(template.format(table=table, name=name, verb=verb))


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    suffix = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{suffix}")


def guard(table: str, but: Collection[str] = ()) -> RunPython:
    """The migration operation that makes a table append-only; the columns named in `but` may change."""
    return RunPython(
        lambda apps, editor: install(editor.connection, table, but),
        lambda apps, editor: remove(editor.connection, table),
    )
