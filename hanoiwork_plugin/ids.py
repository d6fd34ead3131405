"""Identifiers: UUIDv7, made here so that an id is known before its row is written."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A new time-ordered identifier (RFC 9562, version 7)."""
    return uuid_utils.compat.uuid7()
