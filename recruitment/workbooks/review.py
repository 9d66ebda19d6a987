"""A round's applications going out as a list; identity numbers masked, no telephone."""

from collections.abc import Iterable

from django.utils import timezone

from guanling.documents.tables import OutColumn, write_table
from recruitment.models import Application


def applications_book(rows: Iterable[Application], title: str) -> bytes:
    """Return the list as shown; each row has ``said``: how the conditions stand."""
    columns = [
        OutColumn("序号", number=True, width=6),
        OutColumn("报名号", width=20),
        OutColumn("姓名", width=10),
        OutColumn("性别", width=6),
        OutColumn("身份证号码", width=22),
        OutColumn("年龄", number=True, width=8),
        OutColumn("文化程度", width=10),
        OutColumn("报考岗位", width=24),
        OutColumn("报名方式", width=12),
        OutColumn("报名时间", width=20),
        OutColumn("资格条件", width=24),
        OutColumn("进度", width=12),
        OutColumn("说明", width=40),
    ]

    def cells(number, one):
        return [
            number,
            one.number,
            one.name,
            one.get_sex_display(),
            one.identity_masked,
            one.age,
            one.get_education_display(),
            str(one.opening),
            one.get_way_display(),
            f"{timezone.localtime(one.submitted_at):%Y-%m-%d %H:%M}",
            one.said,
            one.get_state_display(),
            why(one),
        ]

    return write_table(
        f"{title}报名审查情况表",
        columns,
        [cells(number, one) for number, one in enumerate(rows, 1)],
        unit="年龄为报名截止日周岁（P2.3）；身份证号码只列首尾。",
        sheet="报名审查",
    )


def why(one: Application) -> str:
    """Return why somebody was refused, what is asked for, or by what an age was let pass."""
    if one.refusal_ground:
        return f"{one.get_refusal_ground_display()}：{one.refusal_reason}"
    if one.asked:
        return f"需补充：{one.asked}"
    return f"年龄经县核准（{one.exception_number}）" if one.exception_number else ""
