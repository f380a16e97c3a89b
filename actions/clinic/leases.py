"""Work handed out from a table, to any number of processes: in order for each patient."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Table, update
from sqlalchemy.engine import Connection, Row

LEASE = timedelta(seconds=40)
"""What was taken and not finished is handed out again after this."""


def take_first_of_each(
    connection: Connection, table: Table, rows: Iterable[Row], owner: str, now: datetime, limit: int
) -> list[Row]:
    """Take the first row of each owner of whom none is taken; return them as they were.

    Args:
        connection: in a writing transaction.
        table: has the columns ``id``, ``taken_until`` and ``tries``.
        rows: the waiting rows of the table, in the order of the work.
        owner: the column that names the owner.
        now: the time; a row is taken until ``LEASE`` after it.
        limit: how many rows at most.
    """
    rows = list(rows)
    busy = {getattr(row, owner) for row in rows if row.taken_until and row.taken_until > now}
    taken: list[Row] = []
    for row in rows:
        if getattr(row, owner) in busy or len(taken) == limit:
            continue
        busy.add(getattr(row, owner))
        connection.execute(
            update(table)
            .where(table.c.id == row.id)
            .values(taken_until=now + LEASE, tries=row.tries + 1)
        )
        taken.append(row)
    return taken
