"""The commands: ``hanoiwork <command> --help`` says what each needs."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import click
from sqlalchemy.exc import SQLAlchemyError

from hanoiwork_plugin import __version__, logs, settings
from hanoiwork_plugin.domain.errors import DomainError, Invalid
from hanoiwork_plugin.domain.grid import show_number
from hanoiwork_plugin.services.transaction import Plugin
from hanoiwork_plugin.settings import SettingsError

_OFFLINE = {"HANOIWORK_ISSUER": settings.NO_ISSUER}
"""Commands that work on the database alone need no issuer."""


@contextmanager
def _failing_clearly() -> Iterator[None]:
    """Turn refusals into a message on standard error and exit code 1."""
    from hanoiwork_plugin.wire.errors import fault_lines, message_of

    try:
        yield
    except SettingsError as error:
        raise click.ClickException(f"settings are missing or wrong:\n{error}") from None
    except DomainError as error:
        faults = error.faults if isinstance(error, Invalid) else ()
        lines = [f"  {each.place}: {line}" for each, line in zip(faults, fault_lines(error, "vi"), strict=True)]
        raise click.ClickException("\n".join([message_of(error, "vi", faults=False), *lines])) from None
    except SQLAlchemyError as error:
        cause = str(getattr(error, "orig", error)).strip().splitlines()
        raise click.ClickException(f"the database did not answer: {cause[0] if cause else error}") from None
    except (OSError, RuntimeError) as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def _plugin(*, offline: bool = False) -> Iterator[Plugin]:
    """The plugin over a database brought up to date."""
    from hanoiwork_plugin.services.opening import build_plugin
    from hanoiwork_plugin.store import database

    with _failing_clearly():
        chosen = settings.load({**_OFFLINE, **os.environ} if offline else None)
        plugin = build_plugin(chosen, database.address(chosen))
        try:
            database.migrate(plugin.engine)
            yield plugin
        finally:
            plugin.engine.dispose()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """HanoiWork execution and evaluation plugin."""
    logs.configure()


@main.command()
def serve() -> None:
    """Serve the host's calls, REST and pages until stopped."""
    from hanoiwork_plugin import server
    from hanoiwork_plugin.store import database

    with _failing_clearly():
        chosen = settings.load()
        url = database.address(chosen)
        engine = database.connect(url, chosen)
        database.migrate(engine)
        engine.dispose()
        server.serve(chosen, url)


@main.command()
@click.option("--concurrency", default=4, show_default=True, help="Jobs at a time.")
def worker(concurrency: int) -> None:
    """Apply stored events, send messages, fire what falls due, until stopped."""
    from hanoiwork_plugin.jobs.worker import run
    from hanoiwork_plugin.services.opening import build_plugin
    from hanoiwork_plugin.store import database

    with _failing_clearly():
        chosen = settings.load()
        url = database.address(chosen)
        plugin = build_plugin(chosen, url, pool_size=concurrency + 2)
        database.migrate(plugin.engine)
        run(plugin, url, concurrency=concurrency)


@main.command()
def migrate() -> None:
    """Bring the database schema up to date."""
    with _plugin(offline=True):
        click.echo("The database is up to date.")


@main.command()
@click.option("--reset", is_flag=True, help="Forget everything and begin anew on 1/6/2026 08:00.")
def demo(reset: bool) -> None:
    """Run the whole product with a made-up ward and the practice workspace."""
    from hanoiwork_plugin import demo as demonstration

    with _failing_clearly():
        sys.exit(demonstration.run(reset=reset))


@main.group()
def catalogue() -> None:
    """Catalogues of products and jobs (danh mục sản phẩm/công việc)."""


@catalogue.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", required=True, help='The agency by name, or a path: "Phường Mẫu".')
@click.option("--from", "begins", type=click.DateTime(["%Y-%m-%d"]), help="In force from this day (default: today).")
def import_catalogue(file: Path, unit: str, begins: datetime | None) -> None:
    """Import FILE and put it in force for an agency; a faulty file is refused whole, every fault named."""
    from hanoiwork_plugin.domain.errors import NotFound
    from hanoiwork_plugin.services.catalogues import catalogue as service
    from hanoiwork_plugin.store import organisation

    with _plugin(offline=True) as plugin:
        click.echo(f"Reading {file.name}…", err=True)
        with plugin.transaction(cause="cli") as tx:
            found = organisation.unit_by_names(tx.session, [part.strip() for part in unit.split(" / ")])
            if found is None:
                raise NotFound("Không có đơn vị “{name}”; hãy nhập danh sách người trước.", name=unit)
            imported = service.import_catalogue(
                tx, found, file.name, file.read_bytes(), begins.date() if begins else None
            )
        draft = imported.draft
        total = show_number(sum((each.maximum for each in draft.criteria), Decimal(0)))
        click.echo(
            f"{imported.unit.name}: {len(draft.items)} mục, phiên bản {imported.version.number}, áp dụng từ "
            f"{imported.version.in_force_from:%d/%m/%Y}; {len(draft.criteria)} tiêu chí chung, tổng {total} điểm."
        )
        for question in draft.questions:
            click.echo("Cần xem lại: " + question.text.format(**question.params))


@main.group()
def people() -> None:
    """People, units and roles."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_people(file: Path) -> None:
    """Import FILE (xlsx or csv of any length, one person a row); the same table again changes nothing."""
    with _plugin(offline=True) as plugin:
        click.echo(f"Reading {file.name}…", err=True)
        _bring_in(plugin, file.name, file.read_bytes())


def _bring_in(plugin: Plugin, name: str, data: bytes) -> None:
    """Import a table of people, telling how far it is."""
    from hanoiwork_plugin.services.accounts import people as service

    with plugin.transaction(cause="cli") as tx:
        done = service.import_people(
            tx, None, name, data, lambda so_far, of: click.echo(f"{so_far} / {of} dòng", err=True)
        )
    click.echo(
        f"{done.rows} dòng: thêm {done.people_added} người, sửa {done.people_changed} người, "
        f"thêm {done.units_added} đơn vị."
    )
    if done.left:
        click.echo(f"Đã thôi hoạt động trên HanoiWork, không mở lại: {', '.join(done.left)}.")


@main.command()
@click.option("--people", "number", type=int, default=150_000, show_default=True, help="How many people.")
@click.option("--seed", default=2026, show_default=True, help="The same seed gives the same city.")
@click.option("--out", type=click.Path(path_type=Path), help="Write people.csv and catalogues/ here, import nothing.")
def generate(number: int, seed: int, out: Path | None) -> None:
    """Make a city up: 126 communes and wards, departments, schools, hospitals, people, roles, catalogues.

    Without --out it is brought into the database as "people import" and "catalogue import" would; made-up people do
    not belong into the database of a real installation.
    """
    from hanoiwork_plugin.city.staff import city
    from hanoiwork_plugin.city.tables import PEOPLE_FILE, catalogues, people_table, write_city
    from hanoiwork_plugin.services.catalogues import catalogue as service
    from hanoiwork_plugin.store import organisation

    def told(so_far: int) -> None:
        click.echo(f"{so_far} / {number} người", err=True)

    with _failing_clearly():
        made = city(number, seed)
        if out is not None:
            write_city(made, out, told, lambda name: click.echo(name, err=True))
            click.echo(f"{number} người, {len(made.organisations)} cơ quan, đơn vị: {out}")
            return
    with _plugin(offline=True) as plugin:
        _bring_in(plugin, PEOPLE_FILE, people_table(made, told))
        for each, name, content in catalogues(made):
            with plugin.transaction(cause="cli") as tx:
                unit = organisation.unit_by_names(tx.session, [each.name])
                assert unit is not None, each.name
                done = service.import_catalogue(tx, unit, name, content)
            click.echo(f"{name}: {len(done.draft.items)} mục", err=True)


@main.command()
@click.argument("account")
@click.argument("period")
@click.option("--json", "as_json", is_flag=True, help="The whole sheet as JSON.")
def score(account: str, period: str, as_json: bool) -> None:
    """Print the suggested score of ACCOUNT for PERIOD (2026-06) as it stands now; the look is recorded."""
    from hanoiwork_plugin.domain.calendar import hanoi_date
    from hanoiwork_plugin.domain.errors import NotFound
    from hanoiwork_plugin.services.rating import marks, scores
    from hanoiwork_plugin.store import organisation

    with _plugin(offline=True) as plugin:
        with plugin.transaction(cause="cli") as tx:
            person = organisation.actor_by_account(tx.session, account, hanoi_date(tx.now))
            if person is None:
                raise NotFound("Không có người nào với tài khoản “{name}”.", name=account)
            month = scores.period_named(period)
            scores.record_look(tx, None, person.id)
            general, leader = marks.marks_in_force(tx, person.id, month)
            sheet = scores.sheet_of(tx, person, month, general=general, leader=leader)
        if as_json:
            click.echo(json.dumps(sheet.to_json(), ensure_ascii=False, indent=2))
            return
        click.echo(f"{person.name} · {sheet.period.code} · {sheet.status.label}")
        for name, value in (
            ("a", sheet.a),
            ("b", sheet.b),
            ("c", sheet.c),
            ("d", sheet.leader and sheet.leader.unit_result),
            ("đ", sheet.leader and sheet.leader.organising),
            ("e", sheet.leader and sheet.leader.unity),
            ("kết quả", sheet.result),
            ("điểm nhiệm vụ", sheet.task_part),
            ("tiêu chí chung", sheet.general),
            ("tổng", sheet.total),
        ):
            if value is not None or name not in ("d", "đ", "e"):
                click.echo(f"  {name}: {'—' if value is None else value}")


@main.command()
@click.argument("account")
@click.option("--at", "instant", help="An instant with its zone, 2026-06-12T10:00+07:00; now when left out.")
def who(account: str, instant: str | None) -> None:
    """Print how ACCOUNT stood at an instant: place of work, roles, delegations, absence, manager."""
    from hanoiwork_plugin.domain.calendar import to_hanoi
    from hanoiwork_plugin.services.changes import past

    at = _instant(instant)
    with _plugin(offline=True) as plugin:
        with plugin.transaction(cause="cli") as tx:
            view = past.standing_of(tx, account, at or tx.now)
        click.echo(f"{view.person.name} · {view.person.title} · {view.unit} · {to_hanoi(view.at):%d/%m/%Y %H:%M}")
        for posting in view.postings:
            kind = "chính" if posting.is_primary else "kiêm nhiệm"
            dates = _days(posting.valid_from, posting.valid_to)
            click.echo(f"  nơi công tác ({kind}): {posting.unit}, {posting.title}, {dates}")
        for role in view.roles:
            charge = f" ({', '.join(role.fields)})" if role.fields else ""
            click.echo(f"  vai trò: {role.role.label}{charge}, {role.unit}, {_days(role.valid_from, role.valid_to)}")
        for line in view.delegations:
            acts, dates = ", ".join(act.label for act in line.acts), _days(line.valid_from, line.valid_to)
            click.echo(f"  ủy quyền: {line.giver.name} → {line.taker.name}: {acts}; {line.unit}, {dates}")
        if view.absence:
            click.echo(f"  {view.absence.label}")
        manager = f"{view.manager.name} ({view.manager.account})" if view.manager else "—"
        click.echo(f"  người quản lý trực tiếp: {manager}")


@main.command("who-could")
@click.argument("task", type=click.UUID)
@click.option("--act", default="approve_task", show_default=True, help="An act of docs/authority.md.")
@click.option("--at", "instant", help="An instant with its zone, 2026-06-12T10:00+07:00; now when left out.")
def who_could(task: UUID, act: str, instant: str | None) -> None:
    """Print everyone who could do an act on TASK (its id) at an instant, and in which capacity."""
    from hanoiwork_plugin.domain.authority import Act
    from hanoiwork_plugin.services.changes import past

    if act not in list(Act):
        raise click.ClickException(f"--act is one of: {', '.join(Act)}")
    at = _instant(instant)
    with _plugin(offline=True) as plugin:
        with plugin.transaction(cause="cli") as tx:
            found = past.who_could(tx, task, Act(act), at or tx.now)
        for each in found:
            behalf = f", thay mặt {each.on_behalf_of.name}" if each.on_behalf_of else ""
            click.echo(f"{each.person.account}  {each.person.name}  ({each.relation.label}{behalf})")


def _days(first: date | None, last: date | None) -> str:
    begins = f"từ {first:%d/%m/%Y}" if first else ""
    return f"{begins} đến {last:%d/%m/%Y}" if last else begins


def _instant(text: str | None) -> datetime | None:
    """The instant named on the command line, if any; refused without a zone."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise click.ClickException("give the instant with its zone, for example 2026-06-12T10:00+07:00")
    return found


@main.command()
def openapi() -> None:
    """Print the OpenAPI 3.1 document of the REST API."""
    from hanoiwork_plugin.api.app import openapi_document

    click.echo(json.dumps(openapi_document(), ensure_ascii=False, indent=2))


@main.command()
def asyncapi() -> None:
    """Print the AsyncAPI 3.0 document of the host's events and our calls."""
    from hanoiwork_plugin.contract.asyncapi import asyncapi_document

    click.echo(json.dumps(asyncapi_document(), ensure_ascii=False, indent=2))


@main.group()
def clock() -> None:
    """Business time of a practice installation (issuer on loopback only)."""


@clock.command("set")
@click.argument("instant")
def clock_set(instant: str) -> None:
    """Let business time stand at INSTANT, for example 2026-06-23T08:00+07:00, and go on from there."""
    from hanoiwork_plugin.services.rollout import practice_clock

    with _plugin() as plugin:
        try:
            set_back = practice_clock.set_to(plugin, datetime.fromisoformat(instant))
        except ValueError:
            raise click.ClickException("give the instant with its zone, for example 2026-06-23T08:00+07:00") from None
        click.echo(plugin.clock.now().isoformat(timespec="seconds"))
        _note_set_back(set_back)


def _note_set_back(set_back: bool) -> None:
    if set_back:
        click.echo("Đồng hồ đã lùi: các mốc đã qua không xảy ra lại, việc đã ghi sổ vẫn giữ nguyên.", err=True)


@clock.command("real")
def clock_real() -> None:
    """Back to real time."""
    from hanoiwork_plugin.services.rollout import practice_clock

    with _plugin() as plugin:
        set_back = practice_clock.real(plugin)
        click.echo(plugin.clock.now().isoformat(timespec="seconds"))
        _note_set_back(set_back)


@main.group()
def messages() -> None:
    """Messages to the host."""


@messages.command("dead")
def messages_dead() -> None:
    """List messages that could not be sent."""
    from hanoiwork_plugin.services import messages as service

    with _plugin(offline=True) as plugin, plugin.transaction(cause="cli") as tx:
        for notice in service.dead(tx):
            click.echo(f"{notice.id}  {notice.kind}  {notice.created_at:%Y-%m-%d %H:%M}  {notice.fault}")


@messages.command("resend")
def messages_resend() -> None:
    """Send every dead message again."""
    from hanoiwork_plugin.services import messages as service

    with _plugin(offline=True) as plugin, plugin.transaction(cause="cli") as tx:
        click.echo(f"{service.resend(tx)} queued.")


if __name__ == "__main__":
    main()
