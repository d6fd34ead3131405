"""What every table shares: names of constraints, column types, the encrypted text."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet
from sqlalchemy import BigInteger, Date, DateTime, Dialect, LargeBinary, MetaData, Numeric, Text, Uuid, any_, cast
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator

Json = dict[str, Any]


class Base(DeclarativeBase):
    """Every table of the plugin."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads this plain class attribute)
        str: Text,
        int: BigInteger,
        UUID: Uuid,
        datetime: DateTime(timezone=True),
        date: Date,
        Decimal: Numeric,
        bytes: LargeBinary,
        Json: JSONB,
    }


def hold(session: Session, row: Base) -> None:
    """Keep a row as long as the session, so that it is not read twice; the session itself forgets what nobody uses.

    Only for what cannot change under the session's feet: rows it has locked, and units.
    """
    session.info.setdefault("held", set()).add(row)


def among(column: InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None], ids: Iterable[UUID]) -> Any:
    """Whether the column is one of ``ids``, however many: one value of the statement, which takes 65,535."""
    return column == any_(cast(list(ids), ARRAY(Uuid)))


class Sealed(TypeDecorator[str]):
    """Text kept encrypted (credentials of the host), opened with the key given by ``seal_with``."""

    impl = LargeBinary
    cache_ok = True
    _box: Fernet | None = None

    @classmethod
    def seal_with(cls, key: Fernet) -> None:
        """Set this process's key, once, at composition."""
        cls._box = key

    def _open_box(self) -> Fernet:
        if self._box is None:
            raise RuntimeError("Sealed.seal_with was not called")
        return self._box

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt on the way in."""
        return None if value is None else self._open_box().encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        return None if value is None else self._open_box().decrypt(value).decode()
