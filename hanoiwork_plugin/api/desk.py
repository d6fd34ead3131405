"""The desk every request comes to: who asks, in one transaction, answered once; closed unless a token opens it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

from flask import Response, g, request, url_for
from flask_smorest.blueprint import Blueprint
from marshmallow import Schema, fields, validate

from hanoiwork_plugin.api.answers import PreconditionRequired, kept, problem_of, response_of, written
from hanoiwork_plugin.api.parsing import MAX_BODY, Refused, StrictParser, refuse_unknown
from hanoiwork_plugin.api.validator_words import caller_locale
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import DomainError, Forbidden
from hanoiwork_plugin.domain.people import Actor
from hanoiwork_plugin.i18n import Locale
from hanoiwork_plugin.services import presses
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.wire.problems import problem, refused
from hanoiwork_plugin.workspace.tokens import TokenFault, TokenRefused, TokenVerifier

PREFIX = "/api/v1"
KEYS_OF = "api"
"""Idempotency keys of the API are kept beside the presses of the host, under this name."""
_ANY = "*"


@dataclass(frozen=True)
class Call:
    """One request of one person, inside its transaction."""

    tx: Tx
    actor: Actor
    locale: Locale
    given: dict[str, Any] = field(default_factory=dict)
    """The body or the query parameters, checked by the operation's schema."""
    version: int | None = None
    """The version named in ``If-Match``; None for ``*``."""


@dataclass(frozen=True)
class ServiceCall:
    """One request of another system, known by its token's subject and scopes; no person acts."""

    tx: Tx
    client: str
    scopes: frozenset[str]
    given: dict[str, Any] = field(default_factory=dict)


Work = Callable[..., object]
"""``work(call, **path parameters)`` gives the view that is answered."""


class IfMatch(fields.String):
    """The ETag of the version that the caller has seen; asked for by the operation itself (404 comes first)."""


class WriteHeaders(Schema):
    """Headers of every write."""

    idempotency_key = fields.String(
        data_key="Idempotency-Key",
        validate=validate.Regexp(r"^[!-~]{1,255}$"),
        metadata={
            "description": "Chosen by the caller, at most 255 characters. The same person with the same key gets the "
            "same answer again, byte for byte, and no second effect; another request under that key is a 409."
        },
    )


class KeyedHeaders(WriteHeaders):
    """Headers of a write that another system repeats until it is answered: the key is a must."""

    idempotency_key = fields.String(
        data_key="Idempotency-Key",
        required=True,
        validate=validate.Regexp(r"^[!-~]{1,255}$"),
        metadata={"description": "Chosen by the calling system for this batch; a repeat changes nothing."},
    )


class ChangeHeaders(WriteHeaders):
    """Headers of an act on an existing thing."""

    if_match = IfMatch(
        data_key="If-Match",
        validate=validate.Regexp(r'^("[0-9]{1,15}"|\*)$'),
        metadata={"description": "The ETag last read, or * for whatever version there is."},
    )


class Desk:
    """Serves the operations of one application; without a plugin it only describes them."""

    def __init__(self, plugin: Plugin | None, tokens: TokenVerifier | None) -> None:
        self._plugin = plugin
        self._tokens = tokens

    @property
    def plugin(self) -> Plugin:
        """The plugin served."""
        if self._plugin is None:
            raise RuntimeError("this application only describes the API")
        return self._plugin

    def room(self, name: str, description: str, *, largest: int = MAX_BODY) -> "Room":
        """A group of operations, shut to everyone without a token; bodies up to ``largest`` bytes."""
        return Room(self, name, description, largest=largest)

    def service_room(self, name: str, description: str, *, largest: int) -> "Room":
        """A group of operations for other systems: their token's scope decides; bodies up to ``largest`` bytes."""
        return Room(self, name, description, service=True, largest=largest)

    def admit(self) -> None:
        """Verify the bearer token and note whose it is.

        Raises:
            Refused: 401 for a token that proves nothing, 503 while nothing can be verified.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if self._tokens is None or scheme.lower() != "bearer" or not token.strip():
            raise Refused(_unauthorised("token_missing", "Bearer"))
        try:
            claims = self._tokens.verify(token.strip(), now=self.plugin.clock.real_now())
        except TokenRefused as refusal:
            if refusal.reason_code is TokenFault.ISSUER_UNAVAILABLE:
                answer = refused(503, refusal.reason_code.value, "The token issuer cannot be reached.")
                answer.headers["Retry-After"] = "10"
                raise Refused(answer) from None
            raise Refused(_unauthorised(refusal.reason_code.value, 'Bearer error="invalid_token"')) from None
        g.account, g.scopes = claims.sub, claims.scopes

    def read(self, work: Work, given: dict[str, Any], ids: dict[str, Any], *, service: bool = False) -> object:
        """Run a reading operation; a look that must be recorded commits with it."""
        with self.plugin.transaction(cause=f"api:{uuid4()}") as tx:
            return work(self._call(tx, given, None, service=service), **ids)

    def write(self, work: Work, status: int, schema: type[Schema] | None, headers: dict[str, Any], **of: Any) -> Answer:
        """Run a writing operation once per idempotency key."""
        given, version, ids, service = of["given"], of["version"], of["ids"], of.get("service", False)
        locale = caller_locale()

        def act(tx: Tx) -> Answer:
            view = work(self._call(tx, given, version, service=service), **ids)
            tx.settle()
            return written(status, schema, view)

        key = headers.get("idempotency_key")
        try:
            if key is None:
                with self.plugin.transaction(cause=f"api:{uuid4()}") as tx:
                    return act(tx)
            return presses.answer_once(
                self.plugin,
                installation_id=KEYS_OF,
                action_id=f"{g.account} {key}",
                account=g.account,
                verb=_fingerprint(headers.get("if_match")),
                act=act,
                refuse=lambda tx, error: kept(problem_of(error, locale)),
                same_verb=True,
            )
        except DomainError as error:
            return kept(problem_of(error, locale))

    def refuse_blind(self, look: Work, ids: dict[str, Any]) -> None:
        """An act without ``If-Match``: 404 where there is nothing to act on, else 428."""
        with self.plugin.transaction() as tx:
            look(self._call(tx, {}, None), **ids)
        raise PreconditionRequired

    def _call(self, tx: Tx, given: dict[str, Any], version: int | None, *, service: bool = False) -> Call | ServiceCall:
        if service:
            return ServiceCall(tx, g.account, g.scopes, given)
        actor = organisation.actor_by_account(tx.session, g.account, hanoi_date(tx.now))
        if actor is None:
            raise Forbidden("Tài khoản này không có trong danh sách người đang công tác.")
        tx.acting_id = actor.id
        return Call(tx, actor, caller_locale(), given, version)


class Room:
    """A group of operations with one tag."""

    def __init__(
        self, desk: Desk, name: str, description: str, *, service: bool = False, largest: int = MAX_BODY
    ) -> None:
        self._desk, self._service = desk, service
        make: Any = Blueprint
        self.blueprint: Any = make(name, __name__, url_prefix=PREFIX, description=description)
        self.blueprint.ARGUMENTS_PARSER = StrictParser(largest=largest)
        self.blueprint.before_request(desk.admit)

    def read(
        self,
        path: str,
        answer: type[Schema] | None,
        *,
        query: type[Schema] | None = None,
        media: str = "application/json",
        may_conflict: bool = False,
    ) -> Callable[[Work], Work]:
        """``GET path``: what ``work`` gives, as JSON by ``answer`` or as bytes of ``media``."""
        known = frozenset(query().fields) if query else frozenset()

        def register(work: Work) -> Work:
            def view(*arguments: dict[str, Any], **ids: Any) -> Response:
                refuse_unknown(request, known)
                try:
                    found = self._desk.read(work, arguments[0] if arguments else {}, ids, service=self._service)
                except DomainError as error:
                    return _private(problem_of(error, caller_locale()))
                if isinstance(found, bytes):
                    return _private(Response(found, mimetype=media))
                response = response_of(written(200, answer, found), None)
                if isinstance(found, dict) and found.get("next"):
                    response.headers["Link"] = f'<{_next_page(found["next"], ids)}>; rel="next"'
                return _private(response)

            shown: Any = answer if answer else {"type": "string", "contentMediaType": media}
            tagged = {"headers": _headers_of(answer, located=False, paged=query is not None and "cursor" in known)}
            documented = self.blueprint.response(200, shown, content_type=media, **tagged)(view)
            if query is not None:
                documented = self.blueprint.arguments(query, location="query")(documented)
            statuses = (400, 401, 403, 404, 500, 503, *((409,) if may_conflict else ()))
            self._register("GET", path, work, documented, statuses)
            return work

        return register

    def write(
        self,
        path: str,
        answer: type[Schema] | None,
        *,
        body: type[Schema] | None = None,
        method: str = "POST",
        status: int = 200,
        look: Work | None = None,
        at: Callable[[dict[str, Any]], str] | None = None,
    ) -> Callable[[Work], Work]:
        """A write; ``look`` finds the existing thing that it changes, and makes ``If-Match`` necessary."""

        def register(work: Work) -> Work:
            def view(headers: dict[str, Any], given: dict[str, Any] | None = None, **ids: Any) -> Response:
                refuse_unknown(request, frozenset())
                tag = headers.get("if_match")
                try:
                    if look is not None and tag is None:
                        self._desk.refuse_blind(look, ids)
                except DomainError as error:
                    return _private(problem_of(error, caller_locale()))
                version = None if tag in (None, _ANY) else int(tag.strip('"'))
                of = {"given": given or {}, "version": version, "ids": ids, "service": self._service}
                done = self._desk.write(work, status, answer, headers, **of)
                return _private(response_of(done, at))

            tagged = {"headers": _headers_of(answer, located=at is not None, paged=False)}
            documented = self.blueprint.response(status, answer, **tagged)(view)
            if body is not None:
                documented = self.blueprint.arguments(body)(documented)
            asked = KeyedHeaders if self._service else ChangeHeaders if look else WriteHeaders
            documented = self.blueprint.arguments(asked, location="headers")(documented)
            of_body, of_version = (413, 415) if body else (), (412, 428) if look else ()
            statuses = (400, 401, 403, 404, 409, 500, 503, *of_body, *of_version)
            self._register(method, path, work, documented, statuses)
            return work

        return register

    def _register(self, method: str, path: str, work: Work, view: Any, statuses: tuple[int, ...]) -> None:
        view.__name__, view.__doc__ = work.__name__, work.__doc__
        refusals = {status: {"$ref": "#/components/responses/Problem"} for status in statuses}
        view = self.blueprint.doc(operationId=work.__name__, responses=refusals)(view)
        self.blueprint.route(path, methods=[method], endpoint=work.__name__)(view)


def _headers_of(answer: type[Schema] | None, *, located: bool, paged: bool) -> dict[str, Any] | None:
    """What an answer's headers mean, for the document."""
    text = {"schema": {"type": "string"}}
    headers: dict[str, Any] = {}
    if answer is not None and "version" in answer().fields:
        headers["ETag"] = {"description": "The version, to be named in If-Match.", **text}
    if located:
        headers["Location"] = {"description": "Where the new thing is read.", **text}
    if paged:
        headers["Link"] = {"description": "The following page, as rel=next.", **text}
    return headers or None


def _next_page(cursor: str, ids: dict[str, Any]) -> str:
    asked = {**request.args.to_dict(), **ids, "cursor": cursor}
    return url_for(str(request.endpoint), **asked)


def _fingerprint(tag: str | None) -> str:
    """What makes two requests under one key the same: method, address, version and body."""
    asked = sha256(request.get_data(cache=True)).hexdigest()
    return f"{request.method} {request.path} {tag or ''} {asked}"


def _private(response: Response) -> Response:
    """Nobody between us and the caller keeps what only the caller may see."""
    response.headers["Cache-Control"] = "no-store"
    return response


def _unauthorised(code: str, challenge: str) -> Response:
    answer = problem(401, code, "The token is missing or not accepted.")
    answer.headers["WWW-Authenticate"] = challenge
    return answer
