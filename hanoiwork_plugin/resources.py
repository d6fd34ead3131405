"""Where the data that travels with the code is: in a wheel below ``_data``, in a checkout at its top."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_ROOT = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent


def manifest_file() -> Path:
    """``manifest.json``."""
    return _ROOT / "manifest.json"


def webhooks_dir() -> Path:
    """The inbound contract: JSON Schemas and examples."""
    return _ROOT / "webhooks"


def cards_dir() -> Path:
    """Adaptive Card templates with their samples."""
    return _ROOT / "ui_cards"


def migrations_dir() -> Path:
    """Alembic's folder."""
    return _ROOT / "migrations"


def locales_dir() -> Path:
    """Translations of the Vietnamese source texts."""
    return _PACKAGE / "locales"
