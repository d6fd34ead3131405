"""Query parameters of lists, and one page of any list."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema, fields, validate

PAGE = 50
MOST = 200


class PageQuery(Schema):
    """Cursor pages: ``next`` of one page is ``cursor`` of the following one."""

    limit = fields.Integer(load_default=PAGE, validate=validate.Range(1, MOST))
    cursor = fields.UUID(metadata={"description": "The next of the page before; opaque."})


def one_page(found: Sequence[Any], limit: int) -> dict[str, Any]:
    """One page of what was found when one more than ``limit`` was asked for."""
    items = list(found[:limit])
    more = len(found) > limit
    return {"items": items, "next": str(items[-1].id) if more else None}
