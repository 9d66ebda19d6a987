"""Appeals going out as a list, with what a granted one changes for the score and for pay."""

from collections.abc import Iterable, Mapping

from appraisal.models import Appeal
from appraisal.queries.appeals import Outcome
from guanling.documents.tables import OutColumn, write_table
from roster.rules import short_name


def appeals_book(appeals: Iterable[Appeal], outcomes: Mapping[int, Outcome], county: str) -> bytes:
    """Return the list as shown; ``outcomes`` of queries.appeals."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("乡镇", width=14),
        OutColumn("村", width=16),
        OutColumn("姓名", width=10),
        OutColumn("申诉对象", width=14),
        OutColumn("方式", width=10),
        OutColumn("申诉日期", width=14),
        OutColumn("答复期限", width=14),
        OutColumn("状态", width=12),
        OutColumn("答复文号", width=26),
        OutColumn("原总分", number=True, width=9),
        OutColumn("更正后总分", number=True, width=11),
        OutColumn("原扣减比例（%）", number=True, width=15),
        OutColumn("更正后扣减比例（%）", number=True, width=18),
        OutColumn("更正通知", width=16),
    ]

    def cells(number, one):
        subject, outcome = one.subject, outcomes.get(one.pk)
        return [
            number,
            subject.township_name,
            short_name(subject.village_name),
            subject.person_name,
            one.period,
            one.get_way_display(),
            one.filed_on,
            one.due_on,
            one.get_state_display(),
            one.paper.number if one.paper else "",
            *(
                [
                    outcome.before.score,
                    outcome.after.score,
                    outcome.pay.before,
                    outcome.pay.after,
                    outcome.told[0],
                ]
                if outcome
                else [None, None, None, None, ""]
            ),
        ]

    return write_table(
        f"{county}考核申诉办理情况表",
        columns,
        [cells(number, one) for number, one in enumerate(appeals, 1)],
        unit="扣减比例按当月的规定（P6.4），供财政核对；更正通知签发后，更正后的结果生效。",
        sheet="考核申诉",
    )
