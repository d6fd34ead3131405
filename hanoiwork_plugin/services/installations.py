"""The life of an installation (CONTRACT 3): installed, keys rotated, suspended, uninstalled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import Engine, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from hanoiwork_plugin.domain.errors import NotFound
from hanoiwork_plugin.services.rating.periods import ensure_timers
from hanoiwork_plugin.services.transaction import Tx
from hanoiwork_plugin.store.hosts import Installation, WebhookKey

OLD_KEY_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class InstallationGiven:
    """What the host says at installation."""

    installation_id: str
    tenant_id: str
    api_base: str
    token_endpoint: str
    client_id: str
    client_secret: str
    webhook_keys: tuple[str, ...]
    scim_token: str | None = None
    support_conversation_id: str | None = None


@dataclass(frozen=True)
class ActiveInstallation:
    """An active installation and the keys that may sign for it."""

    id: str
    keys: tuple[str, ...]


def install(tx: Tx, given: InstallationGiven) -> None:
    """Take an installation in, or bring it up to date; keys no longer named live on for 24 hours."""
    values = {
        "tenant_id": given.tenant_id,
        "api_base": given.api_base.rstrip("/"),
        "token_endpoint": given.token_endpoint,
        "client_id": given.client_id,
        "client_secret": given.client_secret,
        "scim_token": given.scim_token,
        "support_conversation_id": given.support_conversation_id,
        "state": "active",
        "updated_at": tx.real_now,
    }
    tx.session.execute(
        insert(Installation)
        .values(id=given.installation_id, installed_at=tx.real_now, **values)
        .on_conflict_do_update(index_elements=["id"], set_=values)
    )
    rotate_keys(tx, given.installation_id, given.webhook_keys)
    ensure_timers(tx)


def rotate_keys(tx: Tx, installation_id: str, keys: tuple[str, ...]) -> None:
    """Put new keys in force; the old ones stay valid for 24 hours (real time)."""
    _required(tx.session, installation_id)
    named = {_fingerprint(key): key for key in keys}
    for row in tx.session.scalars(select(WebhookKey).where(WebhookKey.installation_id == installation_id)):
        if row.fingerprint in named:
            row.expires_at = None
        elif row.expires_at is None:
            row.expires_at = tx.real_now + OLD_KEY_LIFE
    for fingerprint, key in named.items():
        tx.session.execute(
            insert(WebhookKey)
            .values(installation_id=installation_id, fingerprint=fingerprint, key=key, expires_at=None)
            .on_conflict_do_nothing()
        )


def set_state(tx: Tx, installation_id: str, state: str) -> None:
    """Suspend, resume or uninstall; what was recorded stays."""
    row = _required(tx.session, installation_id)
    row.state, row.updated_at = state, tx.real_now


def find_active(engine: Engine, installation_id: str, now: datetime) -> ActiveInstallation | None:
    """The active installation with its keys still valid at ``now``; one query."""
    with Session(engine) as session:
        rows = session.execute(
            select(Installation.id, WebhookKey.key)
            .join(WebhookKey, WebhookKey.installation_id == Installation.id)
            .where(
                Installation.id == installation_id,
                Installation.state == "active",
                or_(WebhookKey.expires_at.is_(None), WebhookKey.expires_at > now),
            )
        ).all()
    return ActiveInstallation(installation_id, tuple(key for _, key in rows)) if rows else None


def directory_caller(engine: Engine, token: str) -> str | None:
    """The active installation whose ``scimToken`` this is; one query, and the same time whichever it is."""
    given = sha256(token.encode()).digest()
    with Session(engine) as session:
        rows = session.execute(
            select(Installation.id, Installation.scim_token)
            .where(Installation.state == "active", Installation.scim_token.is_not(None))
            .order_by(Installation.installed_at)
        ).all()
    matching = [
        installation_id
        for installation_id, known in rows
        if compare_digest(sha256((known or "").encode()).digest(), given) and known
    ]
    return matching[0] if matching else None


def _required(session: Session, installation_id: str) -> Installation:
    row = session.get(Installation, installation_id, with_for_update=True)
    if row is None:
        raise NotFound("Chưa có bản cài đặt này.")
    return row


def _fingerprint(key: str) -> str:
    return sha256(key.encode()).hexdigest()
