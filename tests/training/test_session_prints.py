"""The sign-in sheet, the filing sheet and the certificate as pages."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from guanling.documents.services.papers import render_content
from tests.people import make_county
from tests.training.build import attend, course, session
from tests.training.people import MONDAY, TUESDAY, WEDNESDAY, announced, at, directors
from training.enums import Presence
from training.prints.certificates import CERTIFICATES, certificate_parts
from training.prints.sessions import FILING, SIGN_IN, filing_content, sign_in_content
from training.queries.sessions import list_rows, participants, tally
from training.services import results


@pytest.fixture
def world(db):
    return make_county()


def set_paper(kind, content):
    rendered = render_content(kind=kind, content=content, title="培训")
    return PdfReader(BytesIO(rendered.data))


def words(page):
    return "".join(page.extract_text().split())


def sheets(held, halves):
    return sign_in_content(held, list(list_rows(held.enrolments.standing())), halves)


def test_the_sign_in_sheet_has_a_column_per_half_day_per_township_and_no_numbers(world):
    clerk = world.users[Role.BUREAU_CLERK]
    people = [*directors(world, 2), *directors(world, 1, township=1, name="邻")]
    held = announced(world.county, course(world.county), clerk, MONDAY, TUESDAY, people=people)
    content = sheets(held, list(held.halves.all()))
    assert [table["above_right"] for table in content["tables"]] == ["甲镇　2人", "乙镇　1人"]
    assert [column["title"] for column in content["tables"][0]["columns"]] == [
        "序号",
        "单位和岗位",
        "姓名",
        "9月5日\n上午",
        "9月5日\n下午",
        "9月6日\n上午",
        "9月6日\n下午",
        "备注",
    ]
    assert all(table["row_height"] >= 8 for table in content["tables"])
    pdf = set_paper(SIGN_IN, content)
    assert len(pdf.pages) == 2
    first = pdf.pages[0]
    assert first.mediabox.width > first.mediabox.height
    for told in (held.name, held.place, held.teacher, "09:00—12:00", people[0].name, f"P{held.pk}"):
        assert told in words(first)
    assert all(one.identity_number not in words(page) for one in people for page in pdf.pages)


def test_many_half_days_and_long_words_fit_on_several_sheets(world):
    clerk = world.users[Role.BUREAU_CLERK]
    days = (MONDAY, TUESDAY, WEDNESDAY, date(2016, 9, 8))
    held = announced(
        world.county,
        course(world.county),
        clerk,
        *days,
        people=directors(world, 1),
        place="关岭布依族苗族自治县" * 6,
        teacher="王老师" * 20,
        name="知识更新培训" * 10,
    )
    content = sheets(held, list(held.halves.all()))
    assert [len(table["columns"]) - 4 for table in content["tables"]] == [6, 2]
    pdf = set_paper(SIGN_IN, content)
    assert len(pdf.pages) == 2
    assert held.place in words(pdf.pages[0])
    assert held.teacher in words(pdf.pages[0])


@pytest.fixture
def filed(world):
    clerk = world.users[Role.BUREAU_CLERK]
    one, two = directors(world, 2)
    held = announced(world.county, course(world.county), clerk, MONDAY, people=[one, two])
    attend(held, one)
    attend(held, two, presence=Presence.LEAVE)
    results.hand_in(session=held, user=clerk, now=at(date(2016, 9, 9)))
    return results.file_session(
        session=held, user=world.users[Role.BUREAU_REVIEWER], now=at(date(2016, 9, 12)), day=date(2016, 9, 12)
    )


def test_the_filing_sheet_is_a_form_on_one_page_with_the_people_behind(filed):
    halves = list(filed.halves.all())
    rows = participants(filed, list_rows(filed.enrolments.standing()), halves)
    pdf = set_paper(FILING, filing_content(filed, rows, halves, tally(filed)))
    assert len(pdf.pages) == 2
    form, people = (words(page) for page in pdf.pages)
    for told in (
        "关人口计生培备〔2016〕1号",
        "应到2人，实到1人",
        "到2人次、假2人次、缺0人次",
        "合格1人，不合格1人",
        "（盖章）",
    ):
        assert told in form
    for row in rows:
        assert row.enrolment.person.name in people
    assert "请假：病假" in people
    assert "只列打印单位" not in people
    part = words(set_paper(FILING, filing_content(filed, rows[:1], halves, tally(filed))).pages[1])
    assert "只列打印单位的人员" in part


def test_a_certificate_is_one_landscape_page(world, filed):
    (paper,) = results.issue_certificates(
        session=filed, user=world.users[Role.BUREAU_CLERK], day=date(2016, 9, 20)
    )
    pdf = set_paper(results.CERTIFICATE, paper.content)
    (page,) = pdf.pages
    assert page.mediabox.width > page.mediabox.height
    for told in ("结业证书", paper.content["name"], paper.number, "2016年9月20日", filed.filing_number):
        assert told in words(page)
    several = set_paper(CERTIFICATES, {"certificates": [paper.content] * 3})
    assert len(several.pages) == 3
    assert Paper.objects.filter(kind=results.CERTIFICATE).count() == 1


def test_the_longest_words_stay_on_the_certificates_one_page(world, filed):
    (paper,) = results.issue_certificates(
        session=filed, user=world.users[Role.BUREAU_CLERK], day=date(2016, 9, 20)
    )
    longest = {
        **paper.content,
        "name": "阿吉莫萨·" * 8,
        "place": "断桥镇 · 舟磨村 人口主任、" * 7,
        "session": "知识更新培训" * 13,
        "course": "人口和计划生育政策" * 8,
        "last": "2017年1月3日",
    }
    (part,) = certificate_parts(longest)
    assert part.context["lines"]
    assert len(set_paper(results.CERTIFICATE, longest).pages) == 1


def test_a_session_without_anybody_has_no_sign_in_sheet(world):
    held = session(world.county, MONDAY)
    assert sheets(held, list(held.halves.all()))["tables"] == []
