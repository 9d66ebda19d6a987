"""Workbooks of the report: the round's figures, the open-selection rate, and all lists of a round in one."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from guanling.documents.tables import OutColumn, Page, write_book, write_table
from recruitment.models import Check, Hire, NoticeLine, Objection, Round
from recruitment.queries import report as queries
from recruitment.queries.hires import filing_numbers
from recruitment.rules.report import STAGES


def _numbers(*names):
    return [OutColumn(name, number=True) for name in names]


def _sorted_out(round_):
    """The pages that hold no personal data: stages, grounds, times, costs."""
    found = queries.report(round_)
    rows = [
        [opening.number, opening.unit_name, opening.get_kind_display(), opening.places, *opening.counts.row]
        for opening in found.openings
    ]
    rows.append(["", "合计", "", found.places, *found.total.row])
    return [
        Page(
            f"{round_.title}选聘报告",
            [
                *_numbers("序号"),
                "单位",
                "岗位",
                *_numbers("名额", *STAGES.values()),
            ],
            rows,
            lines=(f"批次编号：{round_.code}　进度：{round_.get_state_display()}",),
            sheet="各环节人数",
        ),
        Page(
            f"{round_.title}未聘用原因",
            ["原因", *_numbers("人数")],
            found.total.grounds,
            sheet="未聘用原因",
        ),
        Page(
            f"{round_.title}各环节用时",
            ["环节", *_numbers("天数")],
            [[stay.label, stay.days] for stay in found.stays],
            sheet="各环节用时",
        ),
        Page(
            f"{round_.title}费用",
            ["项目", *_numbers("金额（元）"), "支出日期", "凭证号", "登记"],
            [
                *(
                    [cost.item, cost.amount, cost.spent_on, cost.voucher, cost.entered_by.name]
                    for cost in found.costs
                ),
                ["合计", found.spent, "", "", ""],
            ],
            sheet="费用",
        ),
    ]


def report_book(round_: Round) -> bytes:
    """Return the report of a round as shown."""
    return write_book(_sorted_out(round_))


def round_book(round_: Round) -> bytes:
    """Return all lists of a round: the report, applicants, checks, notices, objections, hires, the course.

    Identity numbers are masked: who needs one in full finds it where its reading is written down.
    """
    applications = round_.applications.select_related("opening", "result").order_by("opening__number", "pk")
    checks = Check.objects.filter(application__round=round_).select_related("application__opening")
    lines = NoticeLine.objects.filter(notice__round=round_).select_related("notice", "application__opening")
    objections = Objection.objects.filter(line__notice__round=round_).select_related("line__application")
    hires = list(
        Hire.objects.filter(application__round=round_).select_related(
            "application__opening", "paper", "agreement__paper", "submitted_by", "decided_by"
        )
    )
    filed = filing_numbers(hires)
    pages = [
        *_sorted_out(round_),
        Page(
            f"{round_.title}报名和成绩",
            [
                "报名号",
                "岗位",
                "姓名",
                "性别",
                "身份证号码",
                *_numbers("年龄"),
                "文化程度",
                "进度",
                "原因",
                *_numbers("笔试", "加分", "笔试总分", "面试", "综合成绩", "名次"),
            ],
            [_application(row) for row in applications],
            sheet="报名和成绩",
        ),
        Page(
            f"{round_.title}考察体检",
            ["岗位", "姓名", "项目", "结论", "日期", "考察人员（体检医院）", "考察情况"],
            [
                [
                    str(row.application.opening),
                    row.application.name,
                    row.get_kind_display(),
                    row.get_outcome_display(),
                    row.held_on,
                    row.by,
                    row.summary,
                ]
                for row in checks
            ],
            sheet="考察体检",
        ),
        Page(
            f"{round_.title}公示",
            [*_numbers("第几次"), "岗位", "姓名", *_numbers("综合成绩", "名次"), "开始", "结束", "进度"],
            [
                [
                    row.notice.serial,
                    str(row.application.opening),
                    row.application.name,
                    row.total,
                    row.rank,
                    row.notice.first_day,
                    row.notice.last_day,
                    row.notice.get_state_display(),
                ]
                for row in lines
            ],
            sheet="公示",
        ),
        Page(
            f"{round_.title}公示异议",
            ["公示对象", "收到日期", "署名", "反映的问题", "核查情况", "答复", "进度"],
            [
                [
                    row.line.application.name,
                    row.received_on,
                    row.signed,
                    row.content,
                    row.findings,
                    row.answer,
                    row.get_state_display(),
                ]
                for row in objections
            ],
            sheet="公示异议",
        ),
        Page(
            f"{round_.title}审批聘用",
            ["岗位", "姓名", "聘用起日", "报送", "审批", "审批表", "合同", "备案号", "进度"],
            [
                [
                    str(row.application.opening),
                    row.application.name,
                    row.start_on,
                    row.submitted_by.name if row.submitted_by else "",
                    row.decided_by.name if row.decided_by else "",
                    row.paper.number if row.paper else "",
                    row.agreement.paper.number if row.agreement else "",
                    filed.get(row.pk, ""),
                    row.get_state_display(),
                ]
                for row in hires
            ],
            sheet="审批聘用",
        ),
        Page(
            f"{round_.title}经过",
            ["时间", "进度", "经办", "说明"],
            [
                [timezone.localtime(row.at), row.get_to_state_display(), row.actor.name, row.reason]
                for row in round_.log.select_related("actor")
            ],
            sheet="经过",
        ),
    ]
    return write_book(pages)


def _application(row):
    result = getattr(row, "result", None)
    marks = (
        [result.written, result.bonus, result.written_total, result.interview, result.total, result.rank]
        if result
        else [None] * 6
    )
    reason = row.get_refusal_ground_display() or row.get_out_ground_display()
    return [
        row.number,
        str(row.opening),
        row.name,
        row.get_sex_display(),
        row.identity_masked,
        row.age,
        row.get_education_display(),
        row.get_state_display(),
        reason,
        *marks,
    ]


def open_rate_book(rows: Iterable, total, wanted, county: str, on: date) -> bytes:
    """Return the open-selection rate as shown."""
    return write_table(
        f"{county}人口主任公开选聘情况表",
        ["乡镇（街道）", *_numbers("在任人口主任", "公开选聘", "其他方式", "没有登记", "公开选聘率（%）")],
        [[row.name, row.serving, row.openly, row.otherwise, row.unknown, row.rate] for row in (*rows, total)],
        unit=f"截至{on.year}年{on.month}月{on.day}日"
        + (f"；应为{wanted}%（《实施方案》P2.1）" if wanted is not None else ""),
        sheet="公开选聘率",
    )
