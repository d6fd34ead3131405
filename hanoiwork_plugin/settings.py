"""Settings, read once from the environment; every missing or wrong one is named in one message."""

import ipaddress
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

APP_ID = "vn.hanoiwork.thucthi"
NO_ISSUER = "https://issuer.invalid"
"""Stands in for an issuer in commands that work on the database alone."""


class SettingsError(Exception):
    """One or more settings are missing or wrong; the text lists all of them."""


@dataclass(frozen=True)
class S3Settings:
    """An S3-compatible bucket for evidence files."""

    host: str
    """Name and port."""
    secure: bool
    bucket: str
    prefix: str
    """Before each object's name; empty or ends with a slash."""
    region: str
    access_key: str
    secret_key: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    """What the plugin needs to know of where it runs."""

    home: Path
    """Folder for everything the plugin keeps beside the database (``HANOIWORK_HOME``)."""
    database_url: str | None
    """libpq URL of a PostgreSQL 15+, or None for the embedded one (``HANOIWORK_DATABASE_URL``)."""
    issuer: str
    """The one pinned token issuer (``HANOIWORK_ISSUER``)."""
    base_url: str
    """Where the host and phones reach the plugin, without a trailing slash (``HANOIWORK_BASE_URL``)."""
    workspace_url: str
    """Where deep links open in the workspace (``HANOIWORK_WORKSPACE_URL``, default: the issuer's origin)."""
    port: int
    """Port that ``hanoiwork serve`` listens on (``HANOIWORK_PORT``)."""
    host: str
    """Address that ``hanoiwork serve`` binds (``HANOIWORK_HOST``)."""
    workers: int
    """Server processes (``HANOIWORK_WORKERS``, default: the cores)."""
    files: Path
    """Folder of evidence files (``HANOIWORK_FILES``, default ``<home>/files``)."""
    s3: S3Settings | None
    """A bucket in place of the folder (``HANOIWORK_S3_URL`` as https://host/bucket/prefix, ``HANOIWORK_S3_REGION``,
    ``HANOIWORK_S3_ACCESS_KEY``, ``HANOIWORK_S3_SECRET_KEY``)."""
    secret: bytes
    """Key for card signatures, cookies and stored credentials (``HANOIWORK_SECRET``)."""

    @property
    def practice(self) -> bool:
        """True when the issuer is on loopback: only then may business time be moved."""
        return is_loopback(self.issuer)


def is_loopback(url: str) -> bool:
    """Whether the address in ``url`` can only be this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: naming every setting that is missing or wrong.
    """
    env = os.environ if env is None else env
    faults: list[str] = []

    def url(name: str, default: str | None) -> str:
        value = env.get(name, "").strip() or (default or "")
        if not value and default is None:
            faults.append(f"{name} is missing: give the address, for example https://sso.hanoiwork.vn")
            return ""
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            faults.append(f"{name} is not a web address: {value!r}")
        elif parts.scheme == "http" and not is_loopback(value):
            faults.append(f"{name} must be https; plain http is accepted for loopback only: {value!r}")
        return value

    def number(name: str, default: int, low: int, high: int) -> int:
        value = env.get(name, "").strip()
        if not value:
            return default
        if not value.isdecimal() or not low <= int(value) <= high:
            faults.append(f"{name} must be a whole number from {low} to {high}: {value!r}")
            return default
        return int(value)

    home = Path(env.get("HANOIWORK_HOME", "").strip() or ".hanoiwork").absolute()
    port = number("HANOIWORK_PORT", 8080, 1, 65535)
    issuer = url("HANOIWORK_ISSUER", None)
    base_url = url("HANOIWORK_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(issuer)
    origin = f"{parts.scheme}://{parts.netloc}"
    given_workspace = env.get("HANOIWORK_WORKSPACE_URL", "").strip()
    workspace_url = url("HANOIWORK_WORKSPACE_URL", None).rstrip("/") if given_workspace else origin
    database_url = env.get("HANOIWORK_DATABASE_URL", "").strip() or None
    if database_url and urlsplit(database_url).scheme not in ("postgresql", "postgres"):
        faults.append("HANOIWORK_DATABASE_URL must begin with postgresql://")
    given_secret = env.get("HANOIWORK_SECRET", "").strip()
    if given_secret and len(given_secret) < 32:
        faults.append("HANOIWORK_SECRET must have at least 32 characters")
    s3 = _s3(env, url, faults) if env.get("HANOIWORK_S3_URL", "").strip() else None
    workers = number("HANOIWORK_WORKERS", max(1, os.cpu_count() or 1), 1, 64)
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(
        home=home,
        database_url=database_url,
        issuer=issuer,
        base_url=base_url,
        workspace_url=workspace_url,
        port=port,
        host=env.get("HANOIWORK_HOST", "").strip() or "127.0.0.1",
        workers=workers,
        files=Path(env.get("HANOIWORK_FILES", "").strip() or home / "files"),
        s3=s3,
        secret=given_secret.encode() or _kept_secret(home),
    )


def _s3(env: Mapping[str, str], url: Callable[[str, str | None], str], faults: list[str]) -> S3Settings:
    """The bucket; what is missing is added to ``faults``."""
    parts = urlsplit(url("HANOIWORK_S3_URL", None))
    bucket, _, prefix = parts.path.strip("/").partition("/")
    if not bucket:
        faults.append("HANOIWORK_S3_URL names no bucket: https://host/bucket")
    keys = {name: env.get(name, "").strip() for name in ("HANOIWORK_S3_ACCESS_KEY", "HANOIWORK_S3_SECRET_KEY")}
    faults += [f"{name} is missing beside HANOIWORK_S3_URL" for name, value in keys.items() if not value]
    return S3Settings(
        host=parts.netloc,
        secure=parts.scheme == "https",
        bucket=bucket,
        prefix=f"{prefix}/" if prefix else "",
        region=env.get("HANOIWORK_S3_REGION", "").strip() or "us-east-1",
        access_key=keys["HANOIWORK_S3_ACCESS_KEY"],
        secret_key=keys["HANOIWORK_S3_SECRET_KEY"],
    )


def _kept_secret(home: Path) -> bytes:
    """The secret kept under the home, made at first use; the first of two processes wins."""
    path = home / "secret"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f".secret.{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
