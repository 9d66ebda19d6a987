"""Incidents going out as a list: who, where, which ground, where it stands; never what is told of it."""

from collections.abc import Iterable

from django.utils import timezone

from appraisal.enums import IncidentGround
from appraisal.models import Incident
from guanling.documents.tables import OutColumn, write_table


def incidents_book(incidents: Iterable[Incident], county: str) -> bytes:
    """Return the list as shown, without the accounts and opinions."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇", width=14),
        OutColumn("村", width=16),
        OutColumn("姓名", width=10),
        OutColumn("条款", width=8),
        OutColumn("情形", width=22),
        OutColumn("发生日期", width=14),
        OutColumn("状态", width=12),
        OutColumn("认定文号", width=28),
        OutColumn("登记日期", width=14),
        OutColumn("认定日期", width=14),
    ]
    return write_table(
        f"{county}人口主任情形登记表",
        columns,
        [
            [
                number,
                one.village.parent.short_name,
                one.village.short_name,
                one.person.name,
                IncidentGround(one.ground).clause,
                one.get_ground_display(),
                one.happened_on,
                one.get_state_display(),
                one.document_number,
                timezone.localdate(one.recorded_at),
                timezone.localdate(one.decided_at) if one.decided_at else None,
            ]
            for number, one in enumerate(incidents, 1)
        ],
        unit="只有“已认定”的情形作为依据；情况和意见不列入本表。",
        sheet="情形登记",
    )
