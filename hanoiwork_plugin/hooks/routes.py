"""The routes the host calls: manifest, lifecycle, events, presses (CONTRACT 1 to 5)."""

import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from time import perf_counter
from typing import Any
from uuid import UUID

from cachetools import TTLCache
from flask import Blueprint, Response, request
from marshmallow import Schema, ValidationError
from prometheus_client import Counter, Histogram
from sqlalchemy import update

from hanoiwork_plugin import __version__, resources
from hanoiwork_plugin.cards import signature as card_signature
from hanoiwork_plugin.cards import words
from hanoiwork_plugin.domain.calendar import hanoi_date
from hanoiwork_plugin.domain.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from hanoiwork_plugin.hooks import answers
from hanoiwork_plugin.hooks.bodies import Refused, parsed_body
from hanoiwork_plugin.hooks.event_schemas import EVENTS, LIFECYCLE, EnvelopeSchema, LifecycleSchema, PressSchema
from hanoiwork_plugin.hooks.press import Pressed, Verb, posted_card, redrawn
from hanoiwork_plugin.hooks.signature import SignatureRefused, is_usable_key, verify
from hanoiwork_plugin.hooks.verb_schemas import faults_of
from hanoiwork_plugin.hooks.verbs import VERBS
from hanoiwork_plugin.i18n import locale_of
from hanoiwork_plugin.logs import logger
from hanoiwork_plugin.screens.draw import context_for
from hanoiwork_plugin.services import deliveries, installations, presses
from hanoiwork_plugin.services.doing.task_views import visible_task
from hanoiwork_plugin.services.host_events import file_given
from hanoiwork_plugin.services.presses import Answer
from hanoiwork_plugin.services.transaction import Plugin, Tx
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.store.messages import PostedCardRow
from hanoiwork_plugin.store.people import PersonRow
from hanoiwork_plugin.store.requests import TaskRequestRow
from hanoiwork_plugin.wire.problems import places, problem, refused
from hanoiwork_plugin.workspace.client import HostCredentials
from hanoiwork_plugin.workspace.tokens import Claims, TokenFault, TokenRefused, TokenVerifier

MAX_BODY = 256 * 1024
ALLOWED_RATE = 6000
"""Events a minute that the host may send (CloudEvents webhook validation)."""
PRESS_TOKEN_LIFE = timedelta(seconds=60)


_events = Counter("hanoiwork_events_total", "Events of the host by outcome", ["outcome"])
_presses = Histogram("hanoiwork_press_seconds", "Time to answer a press", ["verb"])


@dataclass(frozen=True)
class Signed:
    """A call whose signature was proved: whose installation, which id, the raw body."""

    installation_id: str
    webhook_id: str
    body: dict[str, Any]


class Hooks:
    """The host's routes over one plugin."""

    def __init__(self, plugin: Plugin, tokens: TokenVerifier) -> None:
        self._plugin = plugin
        self._tokens = tokens
        self._keys: TTLCache[str, tuple[str, ...]] = TTLCache(maxsize=64, ttl=1)

    def blueprint(self) -> Blueprint:
        """The routes, ready to be registered."""
        routes = Blueprint("hooks", __name__, url_prefix="/hanoiwork")
        routes.add_url_rule("/manifest.json", "manifest", self.manifest, methods=["GET"])
        routes.add_url_rule("/lifecycle", "lifecycle", self.lifecycle, methods=["POST"])
        routes.add_url_rule("/events", "validate", self.validate, methods=["OPTIONS"], provide_automatic_options=False)
        routes.add_url_rule("/events", "events", self.events, methods=["POST"])
        routes.add_url_rule("/actions", "actions", self.actions, methods=["POST"])
        routes.register_error_handler(Refused, lambda error: error.answer)
        return routes

    def forget(self) -> None:
        """Read the installations' keys anew at the next call."""
        self._keys.clear()

    def manifest(self) -> Response:
        """``manifest.json`` with the address filled in."""
        text = resources.manifest_file().read_text("utf-8")
        body = text.replace("${baseUrl}", self._plugin.settings.base_url).encode()
        answer = Response(body, mimetype="application/json")
        answer.set_etag(sha256(body).hexdigest()[:32])
        answer.headers["Cache-Control"] = "no-cache"
        answer.make_conditional(request)
        return answer

    def validate(self) -> Response:
        """CloudEvents webhook validation: the host asks whether it may deliver here."""
        origin = request.headers.get("WebHook-Request-Origin", "")
        if not origin or len(origin) > 255 or not origin.isprintable():
            return problem(400, "origin_missing", "WebHook-Request-Origin is missing.")
        return Response(
            status=200,
            headers={
                "Allow": "POST, OPTIONS",
                "WebHook-Allowed-Origin": origin,
                "WebHook-Allowed-Rate": str(ALLOWED_RATE),
            },
        )

    def lifecycle(self) -> Response:
        """Installed, ping, keys rotated, suspended, uninstalled."""
        raw = self._raw_body()
        claims = self._claims(None)
        if claims.sub != self._plugin.settings.issuer or "app:lifecycle" not in claims.scopes:
            raise Refused(refused(403, "not_the_issuer", "Only the workspace's issuer may do this."))
        call = self._checked(LifecycleSchema, parsed_body(raw))
        schema = LIFECYCLE.get(call["type"])
        if schema is None:
            return Response(status=200)
        data = self._checked(schema, call["data"], "/data")
        try:
            with self._plugin.transaction(cause=f"lifecycle:{claims.jti}") as tx:
                self._lifecycle(tx, call["type"], data)
        except NotFound:
            raise Refused(problem(404, "unknown_installation", "This installation is not known here.")) from None
        self.forget()
        logger().info("lifecycle", type=call["type"], installation=data.get("installationId"))
        return Response(json.dumps({"ok": True, "version": __version__}), 200, mimetype="application/json")

    def _lifecycle(self, tx: Tx, kind: str, data: dict[str, Any]) -> None:
        unusable = [
            {"place": f"/data/webhookKeys/{number}", "text": "This key cannot be used."}
            for number, key in enumerate(data.get("webhookKeys", ()))
            if not is_usable_key(key)
        ]
        if unusable:
            raise Refused(problem(400, "invalid", "A webhook key cannot be used.", errors=unusable))
        match kind.removeprefix("vn.hanoiwork.app.").removesuffix(".v1"):
            case "installed":
                installations.install(tx, _installation(data))
            case "keys.rotated":
                installations.rotate_keys(tx, data["installationId"], tuple(data["webhookKeys"]))
            case "suspended":
                installations.set_state(tx, data["installationId"], "suspended")
            case "uninstalled":
                installations.set_state(tx, data["installationId"], "uninstalled")

    def events(self) -> Response:
        """A signed event: stored, then answered; worked afterwards."""
        call = self._signed()
        event = self._checked(EnvelopeSchema, call.body, keep=call)
        if event["installationid"] != call.installation_id:
            raise Refused(refused(401, "installation_mismatch", "The body names another installation."))
        if event["id"] != call.webhook_id:
            raise Refused(refused(401, "id_mismatch", "The body has another id than the webhook-id header."))
        schema = EVENTS.get(event["type"])
        if schema is not None:
            self._checked(schema, event["data"], "/data", keep=call)
        fresh = deliveries.store_delivery(
            self._plugin,
            installation_id=call.installation_id,
            webhook_id=call.webhook_id,
            kind=event["type"],
            subject=event.get("subject", ""),
            body=json.dumps(call.body, default=str),
            known=schema is not None,
        )
        if not fresh:
            _events.labels("duplicate").inc()
            return Response(status=200, headers={"Webhook-Duplicate": "true"})
        _events.labels("stored" if schema else "unknown").inc()
        return Response(status=202 if schema else 200)

    def actions(self) -> Response:
        """A pressed button of a person."""
        started = perf_counter()
        call = self._signed()
        claims = self._claims(PRESS_TOKEN_LIFE)
        press = self._checked(PressSchema, call.body)
        if press["installationId"] != call.installation_id:
            raise Refused(refused(401, "installation_mismatch", "The body names another installation."))
        if press["actionId"] != claims.jti:
            raise Refused(refused(401, "action_mismatch", "The token belongs to another press."))
        action = press["value"]["action"]
        verb = VERBS.get(action["verb"])
        locale = locale_of(press.get("locale"))

        def act(tx: Tx) -> Answer:
            if verb is None:
                raise NotFound("Nút này không còn được hỗ trợ.")
            pressed = self._pressed(tx, call, claims, press, verb)
            answer = verb.act(pressed)
            _note_shown(tx, call.installation_id, press, answer)
            return answer

        def refuse(tx: Tx, error: DomainError) -> Answer:
            effects = []
            if isinstance(error, Stale) or (error.code == "conflict" and verb is not None):
                effects = self._card_as_now(tx, call, claims, press)
            return answers.error_answer(error, locale, effects, self._about(tx, claims, action))

        try:
            answer = presses.answer_once(
                self._plugin,
                installation_id=call.installation_id,
                action_id=press["actionId"],
                account=claims.sub,
                verb=action["verb"],
                act=act,
                refuse=refuse,
            )
        except DomainError as error:
            answer = answers.error_answer(error, locale)
        _presses.labels(action["verb"] if verb else "unknown").observe(perf_counter() - started)
        return Response(answer.body, answer.status, mimetype="application/json")

    def _pressed(self, tx: Tx, call: Signed, claims: Claims, press: dict[str, Any], verb: Verb) -> Pressed:
        action = press["value"]["action"]
        data = dict(action["data"])
        subject, version = data.pop("subject", None), data.pop("version", None)
        signed = (
            isinstance(subject, str)
            and isinstance(version, int)
            and card_signature.verify(
                self._plugin.settings.secret,
                call.installation_id,
                subject,
                version,
                action["verb"],
                data.pop("sig", None),
            )
        )
        if not signed:
            logger().warning("press_refused", code="card_signature", verb=action["verb"])
            raise Forbidden("Thẻ này không do hệ thống phát hành; mời mở lại thẻ.")
        actor = organisation.actor_by_account(tx.session, claims.sub, hanoi_date(tx.now))
        if actor is None:
            raise Forbidden("Tài khoản này không có trong danh sách người đang công tác.")
        tx.acting_id = actor.id
        locale = locale_of(press.get("locale"))
        if actor.locale != locale:
            tx.session.execute(update(PersonRow).where(PersonRow.id == actor.id).values(locale=locale))
        try:
            inputs = verb.schema().load(data)
        except ValidationError as error:
            raise Invalid("Nội dung nhập chưa hợp lệ.", faults=faults_of(error.messages)) from None
        return Pressed(
            tx=tx,
            actor=actor,
            installation_id=call.installation_id,
            subject=subject or "",
            version=version or 0,
            inputs=inputs,
            raw=data,
            files=tuple(file_given(each) for each in press.get("attachments") or ()),
            message_id=(press.get("message") or {}).get("id"),
            conversation_id=(press.get("conversation") or {}).get("id"),
            context=context_for(tx, call.installation_id, locale),
        )

    def _about(self, tx: Tx, claims: Claims, action: dict[str, Any]) -> str:
        """The name of the task that a refused press was about, when the presser may see it: a toast is read alone."""
        kind, _, rest = str(action["data"].get("subject", "")).partition("/")
        actor = organisation.actor_by_account(tx.session, claims.sub, hanoi_date(tx.now))
        try:
            subject_id = UUID(rest.partition("/")[0])
        except ValueError:
            return ""
        if kind == "task_request" and (request_row := tx.session.get(TaskRequestRow, subject_id)):
            kind, subject_id = "task", request_row.task_id
        if kind != "task" or actor is None:
            return ""
        try:
            return words.clip(visible_task(tx, actor, subject_id).name, 80)
        except DomainError:
            return ""

    def _card_as_now(self, tx: Tx, call: Signed, claims: Claims, press: dict[str, Any]) -> list[answers.Effect]:
        """The newest form of the pressed card, to be shown beside the refusal; the message itself follows."""
        row = posted_card(tx, call.installation_id, (press.get("message") or {}).get("id")) or _meant(press)
        presser = organisation.actor_by_account(tx.session, claims.sub, hanoi_date(tx.now))
        if row is None or presser is None:
            return []
        locale = locale_of(press.get("locale"))
        context = context_for(tx, call.installation_id, locale)
        card = redrawn(tx, row, presser, context)
        if card is None:
            return []
        if row.subject_id is not None:
            tx.changed(row.subject_type, row.subject_id)
        return [answers.dialog(context.say("Thẻ mới nhất"), card)]

    def _raw_body(self) -> bytes:
        if (request.content_length or 0) > MAX_BODY:
            raise Refused(refused(413, "too_large", "The body is larger than 256 KB."))
        raw = request.stream.read(MAX_BODY + 1)
        if len(raw) > MAX_BODY:
            raise Refused(refused(413, "too_large", "The body is larger than 256 KB."))
        return raw

    def _signed(self) -> Signed:
        raw = self._raw_body()
        installation_id = request.headers.get("hanoiwork-installation", "")
        keys = self._installation_keys(installation_id)
        try:
            webhook_id = verify(raw, request.headers, keys, now=self._plugin.clock.real_now())
        except SignatureRefused as refusal:
            _events.labels("unsigned").inc()
            raise Refused(refused(401, refusal.reason_code.value, "The call is not signed as agreed.")) from None
        return Signed(installation_id, webhook_id, parsed_body(raw))

    def _installation_keys(self, installation_id: str) -> tuple[str, ...]:
        if not 0 < len(installation_id) <= 255 or not installation_id.isprintable():
            return ()
        keys = self._keys.get(installation_id)
        if keys is None:
            now = self._plugin.clock.real_now()
            found = installations.find_active(self._plugin.engine, installation_id, now)
            keys = self._keys[installation_id] = found.keys if found else ()
        return keys

    def _claims(self, max_lifetime: timedelta | None) -> Claims:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refused(_unauthorised("token_missing"))
        try:
            return self._tokens.verify(token.strip(), now=self._plugin.clock.real_now(), max_lifetime=max_lifetime)
        except TokenRefused as refusal:
            if refusal.reason_code is TokenFault.ISSUER_UNAVAILABLE:
                answer = refused(503, refusal.reason_code.value, "The token issuer cannot be reached.")
                answer.headers["Retry-After"] = "10"
                raise Refused(answer) from None
            raise Refused(_unauthorised(refusal.reason_code.value)) from None

    def _checked(
        self, schema: type[Schema], given: Any, prefix: str = "", *, keep: Signed | None = None
    ) -> dict[str, Any]:
        try:
            loaded: dict[str, Any] = _made(schema).load(given)
        except ValidationError as error:
            found = places(error.messages, prefix)
            if keep is not None:
                deliveries.store_refusal(
                    self._plugin,
                    installation_id=keep.installation_id,
                    webhook_id=keep.webhook_id,
                    reason="; ".join(f"{each['place']}: {each['text']}" for each in found)[:2000],
                )
                _events.labels("invalid").inc()
            raise Refused(problem(400, "invalid", "The body does not fit its schema.", errors=found)) from None
        return loaded


@cache
def _made(schema: type[Schema]) -> Schema:
    """One object of each schema; making it costs more than using it."""
    return schema()


def _unauthorised(code: str) -> Response:
    answer = refused(401, code, "The token is not accepted.")
    answer.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return answer


def _installation(data: dict[str, Any]) -> installations.InstallationGiven:
    try:
        HostCredentials(
            data["installationId"], data["apiBase"], data["tokenEndpoint"], data["clientId"], data["clientSecret"]
        )
    except ValueError as error:
        raise Refused(problem(400, "invalid", "An address must be https, or http on loopback.")) from error
    return installations.InstallationGiven(
        installation_id=data["installationId"],
        tenant_id=data["tenantId"],
        api_base=data["apiBase"],
        token_endpoint=data["tokenEndpoint"],
        client_id=data["clientId"],
        client_secret=data["clientSecret"],
        webhook_keys=tuple(data["webhookKeys"]),
        scim_token=data.get("scimToken"),
        support_conversation_id=data.get("supportConversationId"),
    )


_SCREEN_OF = {"decision_list": "decisions", "arising_report": "arising", "evidence": "evidence_held"}
"""Subjects whose screen has another name."""
_REDRAWN = (
    *("task", "evaluation", "support_receipt", "objectives", "plan", "kpi_value"),
    *("absence", "delegation", "transfer", "task_request", "pattern"),
    *("working_group", "readiness", "evidence_intake", "watch_note", "bottleneck", "bottlenecks"),
)
"""Subjects whose newest card can be drawn again from the subject alone."""


def _meant(press: dict[str, Any]) -> PostedCardRow | None:
    """What a card that we do not know of is about, by its signed subject."""
    kind, _, rest = str(press["value"]["action"]["data"].get("subject", "")).partition("/")
    try:
        subject_id = UUID(rest)
    except ValueError:
        return None
    if kind in _SCREEN_OF:
        return PostedCardRow(kind=_SCREEN_OF[kind], subject_type=kind, subject_id=subject_id, params={})
    if kind not in _REDRAWN:
        return None
    return PostedCardRow(kind=kind, subject_type=kind, subject_id=subject_id, params={})


def _note_shown(tx: Tx, installation_id: str, press: dict[str, Any], answer: Answer) -> None:
    """The host replaces the pressed card by the answer, which counts its version up by one."""
    row: PostedCardRow | None = posted_card(tx, installation_id, (press.get("message") or {}).get("id"))
    version = (press.get("message") or {}).get("cardVersion")
    if row is None:
        return
    if isinstance(version, str) and version.isdecimal():
        version = int(version)
    if isinstance(version, int) and answer.kind == answers.CARD:
        row.card_version, row.digest = version + 1, answer.card_digest
