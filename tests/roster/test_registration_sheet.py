"""The registration sheet: what it says on a day, that nothing is cut, that every glyph is there."""

import base64
import io
import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from guanling.accounts.enums import Role
from guanling.documents import typesetting
from guanling.documents.enums import PrintState
from guanling.documents.models import PrintJob
from guanling.documents.services import papers
from guanling.runs.errors import Refusal
from roster.enums import Education, HonourKind, PostKind
from roster.models import Attachment, FamilyMember, Honour, ResumeEntry, YearGrade
from roster.prints.registration import (
    BOXES,
    FAMILY_ROWS,
    LIST_SIZES,
    MORE_BOX,
    PERIOD_ROOM,
    REGISTRATION,
    RESUME_BOX,
    SIZES,
    fitted,
    listed,
    registration_parts,
)
from roster.queries.registration import registration_content
from roster.services.appointments import appoint
from roster.services.files import set_photo, withdraw
from tests.documents.glyphs import NOTDEF, drawn
from tests.people import make_county
from tests.roster.build import person
from tests.roster.files import education, picture

ON = date(2016, 9, 30)
A4 = (595, 842)


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def someone(world):
    made = person(
        world.townships[0],
        "阿吉莫萨·伍尔妮娅",
        ethnicity="布依族",
        native_place="贵州关岭",
        political_status="中共党员",
        party_joined_on=date(2006, 7, 1),
        work_started_on=date(2001, 8, 1),
        health="sound",
        education="college",
    )
    appoint(
        person=made,
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2014, 8, 1),
    )
    education(made, Education.SENIOR_HIGH, finished_on=date(1998, 7, 1))
    education(made, Education.COLLEGE, study="on_the_job", subject="行政管理", finished_on=date(2012, 7, 1))
    education(made, Education.BACHELOR, study="on_the_job", finished_on=date(2017, 7, 1))
    ResumeEntry.objects.create(
        person=made, started_on=date(1998, 8, 1), ended_on=date(2014, 7, 31), text="在家务农"
    )
    ResumeEntry.objects.create(person=made, started_on=date(2017, 1, 1), text="以后的事")
    Honour.objects.create(
        person=made,
        kind=HonourKind.REWARD,
        level="county",
        name="先进个人",
        given_on=date(2015, 3, 8),
        given_by="县人民政府",
        document_number="关府通〔2015〕8号",
    )
    Honour.objects.create(
        person=made,
        kind=HonourKind.SANCTION,
        level="county",
        name="党内警告",
        given_on=date(2013, 5, 1),
        given_by="县纪委",
        document_number="关纪〔2013〕2号",
        holds_to=date(2014, 4, 30),
    )
    for year, grade in ((2012, "basic"), (2013, "competent"), (2014, "excellent"), (2015, "competent")):
        YearGrade.objects.create(person=made, year=year, grade=grade)
    FamilyMember.objects.create(person=made, relation="son", name="欧阳堃䶮", birth_date=date(2005, 1, 2))
    FamilyMember.objects.create(person=made, relation="daughter", name="韦小妹", birth_date=date(2002, 1, 2))
    FamilyMember.objects.create(person=made, relation="spouse", name="韦𠮷芬", birth_date=date(1979, 3, 2))
    return made


def content_of(someone, on=ON):
    return registration_content(person=someone, on=on, filled_in_by="甲镇经办")


def test_what_the_sheet_says_on_a_day(someone):
    set_photo(person=someone, name="a.png", data=picture(), user=None)
    content = content_of(someone)
    photo = base64.b64decode(content.pop("photo"))
    with Attachment.objects.get().file.open() as file:
        assert file.read() == photo
    assert content == {
        "title": "计生工作人员登记表",
        "name": "阿吉莫萨·伍尔妮娅",
        "sex": "男",
        "birth": "1980.01\n（36岁）",
        "ethnicity": "布依族",
        "native_place": "贵州关岭",
        "birth_place": "",
        "party_joined": "2006.07",
        "work_started": "2001.08",
        "health": "健康",
        "professional_title": "",
        "speciality": "",
        "full_time": "高中",
        "full_time_school": "关岭示范中学",
        "on_the_job": "大专",
        "on_the_job_school": "关岭示范中学行政管理",
        "present_post": "甲镇甲家村人口主任",
        "resume": [["1998.08—2014.07", "在家务农"], ["2014.08—", "甲镇甲家村人口主任"]],
        "honours": [
            ["2013.05", "受党内警告（县纪委，关纪〔2013〕2号），有效至2014.04（已期满）"],
            ["2015.03", "获县级“先进个人”（县人民政府，关府通〔2015〕8号）"],
        ],
        "grades": "2013年度合格；2014年度优秀；2015年度合格",
        "family": [
            ["配偶", "韦𠮷芬", "1979.03"],
            ["女儿", "韦小妹", "2002.01"],
            ["儿子", "欧阳堃䶮", "2005.01"],
        ],
        "filled_in_by": "甲镇经办",
        "filled_on": "2016年9月30日",
    }
    # Frozen as text, and without the identity number, whole or masked.
    text = json.dumps(content, ensure_ascii=False)
    assert someone.identity_number not in text
    assert someone.identity_number[:6] not in text


def test_another_day_says_what_was_then(someone):
    content = content_of(someone, date(2014, 3, 1))
    assert content["present_post"] == ""
    assert content["resume"] == [["1998.08—", "在家务农"]]
    assert content["honours"] == [["2013.05", "受党内警告（县纪委，关纪〔2013〕2号），有效至2014.04"]]
    assert content["grades"].startswith("2012年度基本合格")


def test_a_withdrawn_or_damaged_photo_is_left_out(someone):
    photo = set_photo(person=someone, name="a.png", data=picture(), user=None)
    with open(photo.file.path, "ab") as file:
        file.write(b"x")
    assert content_of(someone)["photo"] == ""
    withdraw(attachment=photo, user=None)
    assert content_of(someone)["photo"] == ""


# --- as a paper ----------------------------------------------------------------------------------


def rendered(content):
    return papers.render_content(kind=REGISTRATION, content=content, title="登记表")


def images(data):
    """Width and height of every image in the PDF; its pages share one table of them."""
    return {image.image.size for page in PdfReader(io.BytesIO(data)).pages for image in page.images}


def words(data):
    """All that is drawn, glyph by glyph, without blanks."""
    return "".join(glyph.text for glyph in drawn(data))


def test_two_pages_a4_upright_with_the_photo_and_every_glyph(someone):
    set_photo(person=someone, name="a.png", data=picture(), user=None)
    paper = rendered(content_of(someone))
    assert paper.pages == 2
    for page in PdfReader(io.BytesIO(paper.data)).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4
    assert images(paper.data) == {(413, 531)}
    glyphs = drawn(paper.data)
    assert not [glyph for glyph in glyphs if glyph.gid == NOTDEF]
    assert not [glyph for glyph in glyphs if glyph.text.strip() and not glyph.outlined]
    text = words(paper.data)
    for said in ("阿吉莫萨·伍尔妮娅", "韦𠮷芬", "欧阳堃䶮", "县人民政府", "拟任职务", "任免理由", "政治面貌"):
        assert said in text, said


def test_an_empty_file_gives_an_empty_form(world):
    content = content_of(person(world.townships[0], "李小空"))
    assert {content[name] for name in ("present_post", "grades", "full_time", "photo")} == {""}
    paper = rendered(content)
    assert paper.pages == 2
    assert not images(paper.data)
    assert "照片" in words(paper.data)


def test_a_name_that_no_font_has_is_refused_with_the_remedy(world):
    content = content_of(person(world.townships[0], "李小空")) | {"name": "李\U0003fffd"}
    with pytest.raises(Refusal, match="字体"):
        rendered(content)


def entry(
    number, text="在关岭布依族苗族自治县花江镇和平村任村计生协会理事，兼任村妇联主任，负责宣传教育、信息统计"
):
    return [f"{1980 + number}.08—{1981 + number}.07", f"{text}第{number}段"]


@pytest.mark.parametrize(("many", "pages"), [(12, 2), (30, 3), (60, 5)])
def test_a_long_resume_goes_on_on_a_further_sheet_and_is_never_cut(world, many, pages):
    content = content_of(person(world.townships[0], "韦𠮷芬")) | {"resume": [entry(n) for n in range(many)]}
    paper = rendered(content)
    assert paper.pages == pages
    text = words(paper.data)
    for number in range(many):
        assert f"第{number}段" in text
    assert ("（接续页）" in text) == (pages > 2)
    assert ("计生工作人员登记表（续页）" in text) == (pages > 2)


def test_long_honours_and_many_children_go_on_too(world):
    honours = [
        ["2015.03", f"获县级“{'先进' * 20}个人{n}号”（关岭自治县人民政府，关府通〔2015〕{n}号）"]
        for n in range(14)
    ]
    family = [["女儿", f"王小{n}", "2008.11"] for n in "甲乙丙丁戊己庚辛壬"]
    content = content_of(person(world.townships[0], "韦𠮷芬")) | {"honours": honours, "family": family}
    paper = rendered(content)
    assert paper.pages == 4
    text = words(paper.data)
    assert "个人13号" in text
    assert "王小壬" in text
    assert "其余家庭成员见续页" in text
    (part,) = registration_parts(content)
    assert len(part.context["family"]) == FAMILY_ROWS


def test_lists_shrink_before_they_go_on():
    sizes = [
        listed([entry(n) for n in range(many)], RESUME_BOX, PERIOD_ROOM)[0]["size"] for many in range(1, 30)
    ]
    assert sizes[0] == LIST_SIZES[0]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == LIST_SIZES[-1]
    entries = [entry(n) for n in range(40)]
    shown, left = listed(entries, RESUME_BOX, PERIOD_ROOM)
    assert shown["lines"][:-1] + left == entries


@pytest.mark.parametrize("name", sorted(BOXES))
def test_every_box_shrinks_its_text_to_fit(name):
    wide, high = BOXES[name]
    for length in (1, 4, 12, 30, 60):
        size = fitted("贵" * length, BOXES[name])["size"]
        lines = -(-length * size // ((wide - 2) * typesetting.MM))
        if size > SIZES[-1]:
            assert lines * size <= (high - 2) * typesetting.MM
    assert fitted("贵州关岭", BOXES[name])["size"] == SIZES[0] or wide < 22


def test_the_longest_single_line_fits_a_page_of_its_own():
    longest = ["2015.03", "长" * 280]
    assert listed([longest], MORE_BOX, PERIOD_ROOM)[1] == []


# --- through the page ----------------------------------------------------------------------------


def login(user):
    client = Client()
    client.force_login(user)
    return client


def test_whoever_sees_the_file_prints_it(someone, world):
    client = login(world.users[Role.TOWNSHIP_CLERK])
    client.get(reverse("roster:people"), {"on": "2016-09-30"})
    response = client.post(reverse("roster:registration-print", args=[someone.pk]))
    job = PrintJob.objects.get()
    assert response.url == reverse("documents:print", args=[job.pk])
    assert (job.title, job.kind) == ("阿吉莫萨·伍尔妮娅登记表", REGISTRATION)
    assert job.content["filled_on"] == "2016年9月30日"
    papers.render_print(job.pk)
    job.refresh_from_db()
    assert (job.state, job.pages) == (PrintState.READY, 2)
    assert client.get(reverse("documents:print-file", args=[job.pk])).content.startswith(b"%PDF-")


def test_who_does_not_see_the_file_prints_nothing(someone, world):
    for role in (Role.VILLAGE_COMMITTEE, Role.FINANCE, Role.COUNTY_READER):
        response = login(world.users[role]).post(reverse("roster:registration-print", args=[someone.pk]))
        assert response.status_code == 403
    foreign = login(world.foreign[Role.TOWNSHIP_DIRECTOR])
    assert foreign.post(reverse("roster:registration-print", args=[someone.pk])).status_code == 404
    assert not PrintJob.objects.exists()
