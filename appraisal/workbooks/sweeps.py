"""Lists of the sweep and of talks as workbooks."""

from appraisal.enums import LeavingRule
from guanling.documents.tables import OutColumn, write_table
from roster.rules import short_name


def findings_book(findings, title, office) -> bytes:
    """Return findings as the list shows them."""
    columns = [
        OutColumn("序号", number=True, width=6),
        *("条款", "情形", "乡镇", "村（居、社区）", "姓名", "期间"),
        OutColumn("依据", width=60),
        *("首次发现", "最近核对", "状态", "处理说明"),
    ]
    rows = (
        [
            number,
            LeavingRule(row.rule).clause,
            row.get_rule_display(),
            row.township_name,
            short_name(row.village_name),
            row.person_name,
            row.period,
            "；".join(f"{one['what']}：{one['figure']}（{one['source']}）" for one in row.evidence),
            row.first_run.period,
            row.last_run.period,
            row.get_state_display(),
            row.reason,
        ]
        for number, row in enumerate(findings, 1)
    )
    return write_table(title, columns, rows, unit=office, sheet="排查结果")


def gaps_book(gaps, title, office) -> bytes:
    """Return what could not be judged as the list shows it."""
    columns = [
        OutColumn("序号", number=True, width=6),
        *("月份", "条款", "情形", "乡镇", "村（居、社区）", "姓名", "期间"),
        OutColumn("缺少的资料", width=50),
    ]
    rows = (
        [
            number,
            row.run.period,
            LeavingRule(row.rule).clause,
            row.get_rule_display(),
            row.township_name,
            short_name(row.village_name),
            row.person_name,
            row.period,
            row.what,
        ]
        for number, row in enumerate(gaps, 1)
    )
    return write_table(title, columns, rows, unit=office, sheet="缺资料")


def talks_book(talks, title, office) -> bytes:
    """Return talks as the list shows them."""
    columns = [
        OutColumn("序号", number=True, width=6),
        *("乡镇", "村（居、社区）", "姓名", "月份", "状态"),
        *("约谈日期", "约谈人", "复核期限", "复核日期", "复核人", "复核意见", "不约谈的理由"),
    ]
    rows = (
        [
            number,
            row.township_name,
            short_name(row.village_name),
            row.person_name,
            f"{row.first_day:%Y-%m}至{row.last_day:%Y-%m}",
            row.get_state_display(),
            row.held_on,
            row.held_by.name if row.held_by else "",
            row.review_by,
            row.reviewed_on,
            row.reviewed_by.name if row.reviewed_by else "",
            row.get_outcome_display(),
            row.reason,
        ]
        for number, row in enumerate(talks, 1)
    )
    return write_table(title, columns, rows, unit=office, sheet="末位约谈")
