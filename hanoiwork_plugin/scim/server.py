"""``/scim/v2`` behind the bearer given at installation: closed to everyone else (CONTRACT 1, 3)."""

import unicodedata
from threading import Lock
from typing import Any

from cachetools import TTLCache
from flask import Blueprint, Flask, g, request
from scim2_flask import ScimServer
from scim2_models import InvalidSyntaxException, InvalidValueException, UnauthorizedException
from scim2_server.requests import ScimRequest

from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.scim.resources import provider
from hanoiwork_plugin.scim.storage import DirectoryStorage
from hanoiwork_plugin.services.installations import directory_caller
from hanoiwork_plugin.services.transaction import Plugin


class DirectoryServer(ScimServer):
    """The SCIM server over the plugin's people and units."""

    def __init__(self, plugin: Plugin) -> None:
        self._plugin = plugin
        described = provider()
        self._directory = DirectoryStorage(plugin, described)
        self._callers: TTLCache[str, str] = TTLCache(maxsize=16, ttl=1)
        self._asking = Lock()
        super().__init__(self._directory, described)

    def forget(self) -> None:
        """Look the bearers up anew at the next call."""
        with self._asking:
            self._callers.clear()

    def create_blueprint(self) -> Blueprint:
        """Every route of SCIM, each behind the bearer."""
        blueprint = super().create_blueprint()
        blueprint.before_request(self._admit)
        return blueprint

    def get_subject(self) -> Any:
        """The installation whose directory calls."""
        return g.get("scim_installation")

    def read_body(self, scim_request: ScimRequest) -> bytes:
        """The body in NFC.

        Raises:
            InvalidSyntaxException: when it is not UTF-8.
            InvalidValueException: when it holds a NUL, which no text has.
        """
        try:
            text = unicodedata.normalize("NFC", super().read_body(scim_request).decode())
        except UnicodeDecodeError:
            raise InvalidSyntaxException(detail="The body is not UTF-8") from None
        if "\\u0000" in text or "\x00" in text:
            raise InvalidValueException(detail="The body holds a NUL character")
        return text.encode()

    def _admit(self) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        caller = self._caller(token.strip()) if scheme.lower() == "bearer" else None
        if caller is None:
            logger().warning("scim_refused", path=request.path)
            raise UnauthorizedException(detail="The bearer token is not the one given at installation")
        g.scim_installation = caller
        self._directory.cause.set(f"scim:{caller}")

    def _caller(self, token: str) -> str | None:
        """The installation of a bearer; who was believed is believed for a second more."""
        with self._asking:
            caller = self._callers.get(token)
        if caller is None:
            caller = directory_caller(self._plugin.engine, token)
            if caller is not None:
                with self._asking:
                    self._callers[token] = caller
        return caller


def register_scim(app: Flask, plugin: Plugin) -> DirectoryServer:
    """Serve the directory under ``/scim/v2``."""
    server = DirectoryServer(plugin)
    server.init_app(app)
    return server
