"""Writing many rows at once: by COPY on PostgreSQL, by the ORM's bulk INSERT elsewhere."""

from collections.abc import Sequence

from django.db import connections, models, router

A_BATCH = 500


def bulk_insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, all or none of them; their keys are left to the database and not read back.

    Call it in a transaction, and only for models that need none of what `save` does.
    """
    if not rows:
        return
    model = type(rows[0])
    connection = connections[router.db_for_write(model)]
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows, batch_size=A_BATCH)
        return
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    # Plain text and numbers go as they are; only what has a form of its own in the database is asked for it.
    plain = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
    takes = [(field.attname, None if isinstance(field, plain) else field.get_db_prep_save) for field in fields]
    copy_in = f"COPY {table} ({names}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(copy_in) as copy:
        for row in rows:
            values = [(getattr(row, name), prepare) for name, prepare in takes]
            copy.write_row([value if prepare is None else prepare(value, connection) for value, prepare in values])
