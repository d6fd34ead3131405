"""New rows in numbers, through PostgreSQL's COPY: ten times as fast as one INSERT each."""

from collections.abc import Iterable

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from hanoiwork_plugin.store.base import Base


def copy_in(session: Session, rows: Iterable[Base]) -> None:
    """Write new rows, complete in every column, in the session's transaction; the session does not keep them.

    Rows of several tables are written table by table, in the order in which the tables first appear. For tables whose
    columns the driver takes as they are (ids, texts, dates, numbers, lists of texts).
    """
    by_table: dict[type[Base], list[Base]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row)
    connection = session.connection().connection.driver_connection
    assert connection is not None
    for table, those in by_table.items():
        mapper = inspect(table)
        names = [attribute.key for attribute in mapper.column_attrs]
        columns = ", ".join(f'"{attribute.columns[0].name}"' for attribute in mapper.column_attrs)
        statement = f'COPY "{mapper.local_table.name}" ({columns}) FROM STDIN'  # type: ignore[attr-defined]
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in those:
                copy.write_row([getattr(row, name) for name in names])
