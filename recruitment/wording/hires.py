"""What the approval form of a hire says (聘用审批表), and what goes into a new file. Pure."""

from datetime import date

from guanling.policy.rules import chinese_date

NOTE_MOST = 200


def school_note(application) -> str:
    """Return what the application tells of the studies: when and how they ended it does not, so no record.

    The clerk enters the record of education from the certificate.
    """
    if not application.school:
        return ""
    major = f"{application.major}专业" if application.major else ""
    return f"报名时填写：毕业于{application.school}{major}；学历记录待按证书登记。"[:NOTE_MOST]


def form(hire, county, *, approver: str, remark: str, last: date | None = None) -> dict:
    """Return the frozen content of the approval form; ``hire.conditions`` are those just found.

    Without the photo: what is archived cannot be taken back, so the photo is set into prints alone.
    """
    application = hire.application
    opening = application.opening
    result = getattr(application, "result", None)
    director = application.round.kind == "director"
    birth = application.birth_date
    return {
        "title": f"{county.short_name}{'村级人口主任' if director else '计生工作人员'}聘用审批表",
        "number": "",
        "date": "",
        "round": application.round.title,
        "registration": application.number,
        "name": application.name,
        "sex": application.get_sex_display(),
        "birth": f"{birth.year}年{birth.month}月",
        "age": f"（{application.age}岁）",
        "ethnicity": application.ethnicity,
        "political": application.political_status,
        "education": application.get_education_display(),
        "school": f"{application.school}{application.major}",
        "identity": application.identity_masked,
        "post": f"{opening.unit_name}{opening.get_kind_display()}",
        "term": f"自{chinese_date(hire.start_on)}起" + (f"至{chinese_date(last)}" if last else ""),
        "marks": [
            {"label": label, "mark": _mark(getattr(result, field, None))}
            for label, field in (
                ("笔试", "written"),
                ("加分", "bonus"),
                ("笔试总分", "written_total"),
                ("面试", "interview"),
                ("综合成绩", "total"),
                ("名次", "rank"),
            )
        ],
        "conditions": list(hire.conditions),
        "township": application.round.unit.name,
        "opinion": hire.opinion,
        "submitted": f"{hire.submitted_by.name}　{chinese_date(hire.submitted_at.date())}",
        "remark": remark or "同意聘用。",
        "approved": approver,
        "photo": "",
    }


def _mark(value):
    return "—" if value is None else f"{value}"
