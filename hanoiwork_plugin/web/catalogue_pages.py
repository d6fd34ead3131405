"""The differences of a catalogue version, as a workbook to download (STORY 3)."""

from uuid import UUID

from flask import Response

from hanoiwork_plugin.reports.differences_xlsx import differences_workbook
from hanoiwork_plugin.services.catalogues.catalogue_decisions import compared_with, differences_of
from hanoiwork_plugin.services.catalogues.catalogue_views import visible_version
from hanoiwork_plugin.store import organisation
from hanoiwork_plugin.web.page import Door, Shown, Visit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def catalogue_routes(door: Door) -> None:
    """``/app/catalogue``."""

    @door.page("/app/catalogue/<uuid:version_id>/differences.xlsx")
    def catalogue_differences(visit: Visit, version_id: UUID) -> Shown:
        row = visible_version(visit.tx, visit.actor, version_id)
        base = compared_with(visit.tx, row)
        unit = organisation.unit(visit.tx.session, row.unit_id)
        body = differences_workbook(
            unit.name, row.number, base.number if base else None, differences_of(visit.tx, row), visit.reader.locale
        )
        answer = Response(body, mimetype=XLSX)
        answer.headers["Content-Disposition"] = f'attachment; filename="danh-muc-ban-{row.number}-so-sanh.xlsx"'
        return answer
