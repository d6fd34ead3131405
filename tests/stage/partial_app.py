"""The application while its pages are not there yet."""

from flask import Flask

from hanoiwork_plugin.hooks.routes import Hooks
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import APP_ID
from hanoiwork_plugin.workspace.issuer import Issuer
from hanoiwork_plugin.workspace.tokens import TokenVerifier
from hanoiwork_plugin.workspace.transport import pooled_session


def create_app(plugin: Plugin) -> Flask:
    app = Flask("partial", static_folder=None)
    app.config.update(SECRET_KEY="x" * 40, MAX_CONTENT_LENGTH=1024 * 1024)
    tokens = TokenVerifier(Issuer(plugin.settings.issuer, pooled_session()), APP_ID)
    app.register_blueprint(Hooks(plugin, tokens).blueprint())
    from hanoiwork_plugin.api.app import register_api

    register_api(app, plugin, tokens)
    return app
