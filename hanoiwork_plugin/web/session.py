"""Who is signed in: the signed session cookie, which holds an account and an end, never a token."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import session

from hanoiwork_plugin.i18n import Locale

LIFETIME = timedelta(hours=8)
"""Absolute: a session ends a working day after the login, however busy it was."""
LOGIN_LIFETIME = timedelta(minutes=10)
HOME = "/app/"

_MOST_LOGINS = 4
"""Logins begun and not finished; several tabs may begin one each when a session has ended."""
_LONGEST_PATH = 500
_LOCAL_PATH = re.compile(r"/app/[A-Za-z0-9/_.~%?&=:@+-]*")
_NO_WAY_BACK = ("/app/login", "/app/callback", "/app/logout", "/app/static")


@dataclass(frozen=True)
class PendingLogin:
    """A login on its way: what the answer of the issuer must fit."""

    state: str
    nonce: str
    verifier: str
    """Proof key for the code exchange (RFC 7636)."""
    path: str
    """Where the person wanted to go."""


def local_path(asked: str | None) -> str:
    """``asked`` if it is a page of ours, else the home page: nobody is sent to a foreign address."""
    if asked is None or len(asked) > _LONGEST_PATH or not _LOCAL_PATH.fullmatch(asked):
        return HOME
    path = urlsplit(asked).path
    wandering = "//" in asked or ".." in path or "%2f" in path.lower() or "%5c" in path.lower()
    return HOME if wandering or path.startswith(_NO_WAY_BACK) else asked


def begin_login(path: str, now: datetime) -> PendingLogin:
    """Remember a new login of this browser."""
    login = PendingLogin(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), local_path(path)
    )
    pending = [*_pending(), [login.state, login.nonce, login.verifier, login.path, int(now.timestamp())]]
    session["logins"] = pending[-_MOST_LOGINS:]
    return login


def take_login(state: str, now: datetime) -> PendingLogin | None:
    """The login begun with ``state`` by this browser, once; None for anything else."""
    if not state.isascii():
        return None
    pending = _pending()
    session["logins"] = [entry for entry in pending if not hmac.compare_digest(entry[0], state)]
    oldest = (now - LOGIN_LIFETIME).timestamp()
    for entry in pending:
        if hmac.compare_digest(entry[0], state) and entry[4] >= oldest:
            return PendingLogin(*entry[:4])
    return None


def _pending() -> list[list[Any]]:
    held: list[list[Any]] = session.get("logins", [])
    return held


def sign_in(account: str, now: datetime) -> None:
    """Begin a session of ``account``; nothing of an earlier one is kept but the language chosen."""
    chosen = session.get("lang")
    session.clear()
    if chosen:
        session["lang"] = chosen
    session["account"] = account
    session["until"] = int((now + LIFETIME).timestamp())
    session["form"] = secrets.token_urlsafe(24)


def sign_out() -> None:
    """End the session."""
    session.clear()


def signed_in_account(now: datetime) -> str | None:
    """The account of the session at ``now`` (real time); None when there is none or it has ended."""
    account, until = session.get("account"), session.get("until", 0)
    return account if account and now.timestamp() < until else None


def form_key() -> str:
    """What a form of this session must send back."""
    key: str = session.get("form", "")
    return key


def is_own_form(given: str | None) -> bool:
    """Whether a posted form was one of this session (CSRF)."""
    key = form_key()
    return bool(key and given and given.isascii() and hmac.compare_digest(key, given))


def choose_language(language: Locale) -> None:
    """Keep the language chosen on a page."""
    session["lang"] = language


def chosen_language() -> Locale | None:
    """The language chosen on a page."""
    chosen: Locale | None = session.get("lang")
    return chosen
