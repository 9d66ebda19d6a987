"""Pages of changes of units: a new list, lines one by one, the effect, deciding, the unit's past."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from guanling.accounts.enums import Role
from roster.enums import LineKind, PostKind, UnitChangeState
from roster.models import Appointment, Post, Unit, UnitChange, VillageFigures
from roster.services.appointments import appoint
from tests.people import make_county
from tests.roster.build import person

pytestmark = pytest.mark.django_db
SHARED = Path(__file__).parents[3] / "shared" / "data"
HEAD = "code,name,level,parent_code,urban_rural_class\n"
ROWS = (
    "520424101,甲镇,township,520424,\n"
    "520424101201,甲家村村民委员会,village,520424101,\n"
    "520424102,乙镇,township,520424,\n"
    "520424102201,乙家村村民委员会,village,520424102,\n"
)
FIELDS = {"day": "2016-10-01", "document_number": "关府〔2016〕30号", "reason": "区划代码更新"}


@pytest.fixture
def world():
    world = make_county()
    for village in world.villages:
        VillageFigures.objects.create(unit=village, year=2016, population=1500, groups=4)
    appoint(
        person=person(world.townships[0], "王甲"),
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2014, 8, 1),
    )
    return world


def login(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clerk(world):
    return login(world.users[Role.BUREAU_CLERK])


@pytest.fixture
def reviewer(world):
    return login(world.users[Role.BUREAU_REVIEWER])


def upload(client, data, name="区划.csv", **fields):
    if isinstance(data, str):
        data = data.encode()
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("roster:unit-change-new"), FIELDS | fields | {"file": file}, follow=True)


def page(client, change, name="unit-change", **data):
    return client.get(reverse(f"roster:{name}", args=[change.pk]), data).content.decode()


def post(client, change, name, *args, **data):
    return client.post(reverse(f"roster:{name}", args=[change.pk, *args]), data, follow=True)


# --- a new list ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_list_in_any_encoding_becomes_lines_to_check(clerk, world, encoding):
    text = HEAD + ROWS.replace("甲家村村民委员会", "幸福社区居民委员会").replace("乙镇,", "乙镇人民政府,")
    answer = upload(clerk, text.encode(encoding))
    change = UnitChange.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("roster:unit-change", args=[change.pk])
    told = answer.content.decode()
    assert "已比对，请逐行核对" in told
    assert "名称写法不同，不算变化" in told
    assert "乙镇 → 乙镇人民政府" in told
    (line,) = change.lines.all()
    assert (line.kind, line.code, line.name) == (LineKind.RENAME, "520424101201", "幸福社区居民委员会")
    assert "名称完全不同" in line.evidence
    assert change.source == "区划.csv（4个机构；没有变化2，名称写法不同1，更名1）"


def test_a_workbook_is_read_by_its_content(clerk, world):
    book = Workbook()
    book.active.append(["code", "name", "备用", "level", "parent_code"])
    for row in ROWS.splitlines():
        code, name, level, parent, _ = row.split(",")
        book.active.append([int(code), name, "x", level, int(parent)])
    book.active.append([520424101202, "新村村民委员会", None, "village", 520424101])
    buffer = io.BytesIO()
    book.save(buffer)
    upload(clerk, buffer.getvalue(), "区划.csv")
    (line,) = UnitChange.objects.get().lines.all()
    assert (line.kind, line.code) == (LineKind.NEW, "520424101202")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "code,name\n520424101,甲镇\n",
            "第1行应是表头，须有 code、name、level、parent_code 四列；缺少或有误：level（层级）",
        ),
        (HEAD, "表头下面没有数据行"),
        (HEAD + ROWS + "52042410,丙镇,township,520424,\n", "第6行：代码“52042410”应为9位"),
        (HEAD + ROWS + "520424101201,丙村,village,520424101,\n", "第6行：代码520424101201与第3行重复"),
        (HEAD + ROWS + "520424101203,甲家村,village,520424101,\n", "第6行：同一上级之下“甲家村”与第3行重复"),
        (HEAD.replace("name", "code"), "code（代码）出现两次、name（名称）"),
        (
            HEAD + "520425101,丙镇,township,520425,\n",
            "第2行：代码520425101不是本县的（本县代码以520424开头）",
        ),
        (HEAD + ROWS + "520424103201,丙村,village,520424103,\n", "第6行：表中没有代码为520424103的乡镇"),
        (HEAD + ROWS + "520424103,丙镇,village,520424,\n", "第6行：代码520424103是9位，与层级“village”不符"),
        (HEAD + ROWS + "520424103,丙镇,county,520424,\n", "第6行：层级“county”应为"),
        (HEAD + ROWS + "520424103,,township,520424,\n", "第6行：名称不能为空"),
        (HEAD + ROWS + "520424103,丙镇,township,520425,\n", "第6行：上级代码应为520424，表中是“520425”"),
        (HEAD + ROWS + "520424103,丙" + "镇" * 80 + ",township,520424,\n", "第6行：内容过长"),
        ("\n".join(f"第{n}行" for n in range(30)), "第1行应是表头"),
        (HEAD + "bad,x,township,y,\n" * 30, "另有10处"),
    ],
)
def test_a_list_that_cannot_be_taken_names_line_and_reason(clerk, world, text, sentence):
    answer = upload(clerk, text)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert sentence in told
    assert "关府〔2016〕30号" in told  # what was typed stays
    assert not UnitChange.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "不是Excel工作簿，而是图片"),
        (b"PK\x03\x04 nothing", "已损坏"),
        (b"\xff\xfe\xfa\xfb" * 9, "不是文字表格"),
        (b"", "选的文件是空的"),
        (b"code,name\n" * 1_200_000, "不像是一个县的区划表"),
    ],
)
def test_a_file_of_another_kind(clerk, world, data, sentence):
    answer = upload(clerk, data, "区划.xlsx")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_hostile_names_are_shown_as_text(clerk, world):
    name = '"<script>alert(1)</script>=1+1村"'
    told = upload(clerk, HEAD + ROWS + f"520424101202,{name},village,520424101,\n").content.decode()
    assert "<script>alert(1)" not in told
    answer = clerk.get(reverse("roster:unit-change-export", args=[UnitChange.objects.get().pk]))
    cells = [cell for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/data is not at hand")
def test_the_countys_list_of_2023_over_that_of_2016(clerk, reviewer, world):
    """The real case from an empty county: load 2016 as new units, then 2023 over it."""
    Unit.objects.filter(level="village").update(valid_to=date(2015, 12, 31))
    Appointment.objects.update(valid_to=date(2015, 12, 31))
    Post.objects.update(valid_to=date(2015, 12, 31))
    Unit.objects.filter(level="township", code__startswith="520424").update(valid_to=date(2015, 12, 31))
    for name, day, lines in (
        ("guanling_divisions.csv", "2016-07-31", 169),
        ("guanling_divisions_2023.csv", "2023-06-30", 29),
    ):
        upload(clerk, (SHARED / name).read_bytes(), name, day=day)
        change = UnitChange.objects.order_by("-pk").first()
        assert change.lines.count() == lines
        for line in change.lines.filter(kind=LineKind.END):
            assert line.old.short_name == "新场坝居委会"
        post(
            clerk,
            change,
            "unit-change-lines",
            line=[line.pk for line in change.lines.all()],
            state="confirmed",
        )
        post(clerk, change, "unit-change-submit")
        told = post(reviewer, change, "unit-change-approve").content.decode()
        assert "已生效" in told
    assert (
        Unit.objects.on(date(2023, 6, 30)).filter(level="village", code__startswith="520424").count() == 162
    )
    assert (
        Unit.objects.on(date(2023, 6, 29)).filter(level="village", code__startswith="520424").count() == 156
    )
    red = Unit.objects.on(date(2023, 6, 30)).get(code="520424007203")
    assert red.predecessors.get().code == "520424104202"
    # Comparing the same list again finds nothing.
    upload(clerk, (SHARED / name).read_bytes(), name, day="2023-07-01")
    assert not UnitChange.objects.order_by("-pk").first().lines.exists()


# --- by hand, from draft to effect ---------------------------------------------------------------


def started(clerk):
    clerk.post(reverse("roster:unit-change-new"), FIELDS)
    return UnitChange.objects.get()


def test_the_whole_way_of_a_merger(clerk, reviewer, world):
    other = Unit.objects.create(
        level="village",
        code="520424101202",
        name="新村村民委员会",
        short_name="新村",
        parent=world.townships[0],
    )
    VillageFigures.objects.create(unit=other, year=2016, population=900, groups=3)
    change = started(clerk)
    assert "还没有列入机构" in page(clerk, change)
    add = reverse("roster:unit-change-add", args=[change.pk, "merge"])
    assert "甲镇 520424101" in clerk.get(add).content.decode()
    add += f"?below={world.townships[0].pk}"
    assert "甲家村 520424101201" in clerk.get(add).content.decode()
    wrong = clerk.post(add, {"olds": [other.pk], "name": "合村", "code": "520424101205"})
    assert wrong.status_code == 422
    assert "合并至少要选两个机构" in wrong.content.decode()
    assert 'value="合村"' in wrong.content.decode()
    both = {"olds": [other.pk, world.villages[0].pk], "name": "合村村民委员会", "code": "520424101205"}
    told = clerk.post(add, both, follow=True).content.decode()
    assert "已列入：合并" in told
    assert "2 个机构止于前一日，1 个新机构自2016年10月1日起" in told
    assert "人口主任 1 / 2" in told
    # Who proposed does not decide, and nobody decides about a draft.
    assert "同意并生效" not in page(reviewer, change)
    post(clerk, change, "unit-change-submit")
    assert "同意并生效" in page(reviewer, change)
    assert (
        reviewer.post(reverse("roster:unit-change-reject", args=[change.pk]), {"remark": ""}).status_code
        == 422
    )
    told = post(reviewer, change, "unit-change-reject", remark="补充附件").content.decode()
    assert "补充附件" in told
    post(clerk, change, "unit-change-reopen")
    post(clerk, change, "unit-change-submit")
    told = post(reviewer, change, "unit-change-approve").content.decode()
    assert "已生效" in told
    assert "撤回，不再办理" not in page(clerk, change)
    new = Unit.objects.get(code="520424101205")
    told = page(clerk, new, "unit", on="2016-10-31")
    assert "王甲" in told
    assert "2400" in told
    assert (
        "由甲家村（2016年度）、新村（2016年度）合并" in told
        or "由新村（2016年度）、甲家村（2016年度）合并" in told
    )
    told = page(clerk, world.villages[0], "unit", on="2016-10-31")
    assert "本机构止于2016年9月30日，现为" in told
    assert "并入" in told
    assert "王甲" in page(clerk, world.villages[0], "unit", on="2016-09-30")
    # Access follows: the old village's account sees the new one, and its past.
    village = login(world.users[Role.VILLAGE_COMMITTEE])
    assert "王甲" in page(village, new, "unit", on="2016-10-31")
    assert village.get(reverse("roster:unit", args=[world.villages[0].pk])).status_code == 200
    assert village.get(reverse("roster:unit", args=[other.pk])).status_code == 200
    assert village.get(reverse("roster:unit", args=[world.villages[1].pk])).status_code == 404


def test_a_split_asks_where_people_go(clerk, world):
    change = started(clerk)
    add = reverse("roster:unit-change-add", args=[change.pk, "split"])
    form = {
        "old": world.villages[0].pk,
        "main": 1,
        "name_1": "甲家村",
        "code_1": "520424101201",
        "population_1": 800,
        "groups_1": 2,
        "name_2": "丁村",
        "code_2": "520424101220",
        "population_2": "",
        "groups_2": 2,
    }
    wrong = clerk.post(add, form)
    assert wrong.status_code == 422
    assert "请填写“丁村”的总人口和村民小组数" in wrong.content.decode()
    told = clerk.post(add, form | {"population_2": 700}, follow=True).content.decode()
    assert "拆分后的人员去向" in told
    appointment = Appointment.objects.get()
    small = change.lines.get(code="520424101220")
    told = post(clerk, change, "unit-change-people", **{f"place_{appointment.pk}": small.pk}).content.decode()
    assert "已记录人员去向" in told
    assert small.placings.get().appointment == appointment
    other = change.lines.create(kind=LineKind.NEW, code="520424101230", name="戊村")
    post(clerk, change, "unit-change-people", **{f"place_{appointment.pk}": other.pk})
    assert small.placings.count() == 1


@pytest.mark.parametrize(
    ("kind", "form", "sentence"),
    [
        ("recode", {"old": "", "name": "丁村", "code": "520424101220"}, "请选择原机构。"),
        ("recode", {"name": "丁村", "code": "520424102201"}, "已由“乙家村”使用"),
        ("new", {"name": "丁村", "code": ""}, "请填写代码。"),
        ("new", {"name": "丁村", "code": "520424101220", "population": "-1"}, "0"),
        ("end", {}, "还有1人任职"),
        (
            "split",
            {"main": 3, "name_1": "甲", "code_1": "1", "name_2": "乙", "code_2": "2"},
            "没有第 3 个机构",
        ),
        ("split", {"main": 1, "name_3": "丙"}, "要么都填，要么都不填"),
    ],
)
def test_forms_keep_what_was_typed_and_say_what_is_wrong(clerk, world, kind, form, sentence):
    change = started(clerk)
    form = {"old": world.villages[0].pk} | form
    answer = clerk.post(reverse("roster:unit-change-add", args=[change.pk, kind]), form)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert sentence in told
    if name := form.get("name"):
        assert f'value="{name}"' in told
    assert not change.lines.exists()


def test_ways_that_lead_nowhere(clerk, world):
    change = started(clerk)
    assert clerk.get(reverse("roster:unit-change-add", args=[change.pk, "rename"])).status_code == 404
    assert clerk.get(reverse("roster:unit-change-add", args=[change.pk, "x"])).status_code == 404
    add = reverse("roster:unit-change-add", args=[change.pk, "merge"])
    elsewhere = Unit.objects.get(code="529999")
    assert clerk.get(add, {"below": elsewhere.pk}).status_code == 404
    assert clerk.get(add, {"below": "x"}).status_code == 200
    told = post(clerk, change, "unit-change-lines", state="confirmed", line=["x", "99999"]).content.decode()
    assert "请先勾选要办理的行" in told
    told = post(clerk, change, "unit-change-lines", state="gone", line="1").content.decode()
    assert "请先勾选要办理的行" in told


def test_a_line_is_corrected_or_goes_into_another(clerk, world):
    change = started(clerk)
    gone = change.lines.create(kind=LineKind.END, old=world.villages[0], state="suggested")
    new = change.lines.create(kind=LineKind.NEW, code="520424101220", name="丁村", state="suggested")
    told = post(
        clerk, change, "unit-change-lines", line=[gone.pk, new.pk], state="confirmed"
    ).content.decode()
    assert "已核对：1 行" in told
    assert "没有办理：“甲家村”还有1人任职" in told
    told = page(clerk, gone, "unit-change-line")
    assert "甲镇 · 丁村" in told
    wrong = clerk.post(reverse("roster:unit-change-into", args=[gone.pk]), {"target": "520424199201"})
    assert wrong.status_code == 422
    told = post(clerk, gone, "unit-change-into", target="520424101220").content.decode()
    assert "已指明并入的机构" in told
    gone.refresh_from_db()
    wrong = clerk.post(
        reverse("roster:unit-change-line", args=[gone.pk]), {"name": "丁村", "code": "520424102201"}
    )
    assert wrong.status_code == 422
    assert "已由“乙家村”使用" in wrong.content.decode()
    clerk.post(
        reverse("roster:unit-change-line", args=[gone.pk]),
        {"name": "丁社区居民委员会", "code": "520424101021"},
    )
    gone.refresh_from_db()
    assert (gone.name, gone.code, gone.state) == ("丁社区居民委员会", "520424101021", "confirmed")


def test_the_system_administrator_proposes_without_seeing_people(world):
    admin = login(world.users[Role.SYSTEM_ADMIN])
    change = started(admin)
    told = admin.post(
        reverse("roster:unit-change-add", args=[change.pk, "split"]),
        {
            "old": world.villages[0].pk,
            "main": 1,
            "name_1": "甲家村",
            "code_1": "520424101201",
            "population_1": 800,
            "groups_1": 2,
            "name_2": "丁村",
            "code_2": "520424101220",
            "population_2": 700,
            "groups_2": 2,
        },
        follow=True,
    ).content.decode()
    assert "王甲" not in told + page(admin, change, "unit-change-people")
    assert "提交审核" in told


def test_a_clerk_of_the_county_reads_what_another_drafts(clerk, world):
    change = started(login(world.users[Role.SYSTEM_ADMIN]))
    told = page(clerk, change)
    assert "提交审核" not in told
    assert "请由本人修改" in post(clerk, change, "unit-change-submit").content.decode()
    edited = clerk.post(reverse("roster:unit-change-edit", args=[change.pk]), FIELDS)
    assert edited.status_code == 422
    assert "请由本人修改" in edited.content.decode()


def test_the_list_narrows_by_state(clerk, world):
    empty = clerk.get(reverse("roster:unit-changes")).content.decode()
    assert "还没有办理过区划调整" in empty
    started(clerk)
    assert "关府〔2016〕30号" in clerk.get(reverse("roster:unit-changes")).content.decode()
    told = clerk.get(reverse("roster:unit-changes"), {"state": UnitChangeState.APPLIED}).content.decode()
    assert "没有符合条件" in told


def test_the_pages_cost_no_more_statements_for_more_people(clerk, world):
    change = started(clerk)
    clerk.post(
        reverse("roster:unit-change-add", args=[change.pk, "recode"]),
        {"old": world.villages[0].pk, "name": "丁村", "code": "520424101220"},
    )

    def cost():
        with CaptureQueriesContext(connection) as seen:
            page(clerk, change)
        return len(seen)

    cost()
    few = cost()
    post_ = Post.objects.create(unit=world.villages[0], kind=PostKind.GROUP_LEADER)
    for serial in range(10, 40):
        Appointment.objects.create(
            person=person(world.townships[0], "李丁", serial=serial),
            post=post_,
            place=serial,
            valid_from=date(2015, 1, 1),
        )
    assert cost() == few
