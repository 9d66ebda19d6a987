"""The sections of a personnel file: rows, statements of none, upgrades, and who sees and writes them."""

import contextlib
import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanling.accounts.enums import Role
from guanling.runs.errors import Refusal
from roster.enums import CAN_BE_NONE, Education, HonourKind, PostKind, Relation, Section
from roster.models import (
    EducationRecord,
    FamilyMember,
    Honour,
    Person,
    ResumeEntry,
    SectionStatement,
    YearGrade,
)
from roster.services import files as services
from roster.services.appointments import appoint
from roster.services.people import save_person
from tests.at_once import at_once
from tests.people import make_county, make_user
from tests.roster.build import number, person
from tests.roster.files import education, pdf, picture

ON = "2016-09-30"
# A sound row of every section, as the form sends it, and what the page then shows.
ROWS = {
    Section.EDUCATION: (
        {"level": "college", "study": "on_the_job", "school": "关岭示范学院", "finished_on": "2012-07-01"},
        "关岭示范学院",
    ),
    Section.RESUME: ({"started_on": "2001-08-01", "ended_on": "2005-07-31", "text": "在家务农"}, "在家务农"),
    Section.YEAR_GRADES: ({"year": "2015", "grade": "excellent", "document_number": "〔2016〕3号"}, "优秀"),
    Section.HONOURS: (
        {
            "kind": "reward",
            "level": "county",
            "name": "先进个人",
            "given_on": "2015-03-08",
            "given_by": "县人民政府",
        },
        "先进个人",
    ),
    Section.FAMILY: ({"relation": "spouse", "name": "韦𠮷芬", "birth_date": "1981-02-03"}, "韦𠮷芬"),
}
SECTIONS = sorted(ROWS)


@pytest.fixture
def world(db):
    return make_county()


@pytest.fixture
def someone(world):
    """A director of the first township's village, born 1980-01-01, with an account of his own."""
    made = person(world.townships[0], "王小档", education="senior_high", account=world.users[Role.SELF])
    appoint(
        person=made,
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2014, 8, 1),
    )
    return made


def login(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def clerk(world):
    return login(world.users[Role.TOWNSHIP_CLERK])


def page(client, someone, **data):
    response = client.get(reverse("roster:person", args=[someone.pk]), {"on": ON, **data})
    assert response.status_code == 200
    return response.content.decode()


def add(client, someone, section, follow=True, **changes):
    address = reverse("roster:file-row-new", args=[someone.pk, section])
    return client.post(address, ROWS[section][0] | changes, follow=follow)


# --- rows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("section", SECTIONS)
def test_a_row_is_entered_corrected_and_removed(clerk, someone, section, world):
    data, shown = ROWS[section]
    form = clerk.get(reverse("roster:file-row-new", args=[someone.pk, section]))
    assert f"登记{Section(section).label}：王小档" in form.content.decode()
    response = add(clerk, someone, section, follow=False)
    assert response.url.endswith(f"#{section}")
    row = services.section_rows(someone, section).get()
    assert row.entered_by == world.users[Role.TOWNSHIP_CLERK]
    assert shown in page(clerk, someone)

    edit = reverse("roster:file-row-edit", args=[someone.pk, section, row.pk])
    assert "更正" in clerk.get(edit).content.decode()
    name = next(name for name in ("school", "text", "document_number", "name") if hasattr(row, name))
    assert clerk.post(edit, data | {name: "改过的内容"}).status_code == 302
    assert "改过的内容" in page(clerk, someone)

    remove = reverse("roster:file-row-remove", args=[someone.pk, section, row.pk])
    assert "变更记录中仍然保留" in clerk.post(remove, follow=True).content.decode()
    assert not services.section_rows(someone, section).exists()
    assert "改过的内容" not in page(clerk, someone)
    # The history keeps what was taken out.
    labels = row.events.model.objects.filter(pgh_obj_id=row.pk).values_list("pgh_label", flat=True)
    assert set(labels) == {"insert", "update", "delete"}
    assert clerk.post(remove).status_code == 404


@pytest.mark.parametrize(
    ("section", "changes", "sentence"),
    [
        (Section.EDUCATION, {"level": ""}, "请选择学历。"),
        (Section.EDUCATION, {"school": ""}, "请填写毕业院校。"),
        (Section.EDUCATION, {"started_on": "2013-01-01"}, "毕业时间不能早于入学时间。"),
        (Section.EDUCATION, {"finished_on": "2099-07-01"}, "还没有到，请核对。"),
        (Section.EDUCATION, {"finished_on": "1979-07-01"}, "毕业时间早于本人出生日期（1980年1月1日）"),
        (Section.EDUCATION, {"finished_on": "7月"}, "毕业时间不是日期，请写成 2016-09-05。"),
        (Section.RESUME, {"started_on": ""}, "请填写起。"),
        (Section.RESUME, {"ended_on": "2000-01-01"}, "止期不能早于起期。"),
        (Section.RESUME, {"text": "长" * 121}, "120"),
        (Section.YEAR_GRADES, {"year": "2099"}, "2099年还没有到，请核对年度。"),
        (Section.YEAR_GRADES, {"year": "16"}, "1980"),
        (Section.HONOURS, {"kind": "sanction"}, "惩处须填写文号。"),
        (Section.HONOURS, {"holds_to": "2014-01-01"}, "有效期不能早于批准日期。"),
        (Section.FAMILY, {"relation": "mother"}, "relation"),
        (Section.FAMILY, {"name": "吴3"}, "姓名中有数字，请核对"),
        (Section.FAMILY, {"relation": "son", "birth_date": "1979-01-01"}, "子女的出生日期早于本人"),
    ],
)
def test_a_row_that_cannot_be_says_so_and_keeps_what_was_typed(clerk, someone, section, changes, sentence):
    response = add(clerk, someone, section, **changes)
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    for name, value in ROWS[section][0].items():
        assert name in changes or f'value="{value}"' in text
    assert not services.section_rows(someone, section).exists()


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (Section.EDUCATION, "这一学历已经登记。"),
        (Section.RESUME, "这一段简历已经登记。"),
        (Section.YEAR_GRADES, "这一年度的考核结果已经登记。"),
        (Section.HONOURS, "这一奖惩已经登记。"),
        (Section.FAMILY, "这一家庭成员已经登记。"),
    ],
)
def test_the_same_row_twice_is_told(clerk, someone, section, sentence):
    add(clerk, someone, section)
    response = add(clerk, someone, section)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_only_one_spouse(clerk, someone):
    add(clerk, someone, Section.FAMILY)
    response = add(clerk, someone, Section.FAMILY, name="李小妹")
    assert "已登记配偶" in response.content.decode()
    assert (
        add(clerk, someone, Section.FAMILY, name="王小儿", relation="son", birth_date="").status_code == 200
    )
    with pytest.raises(IntegrityError, match="family_one_spouse"), transaction.atomic():
        FamilyMember.objects.create(person=someone, relation=Relation.SPOUSE, name="又一人")


def test_family_says_why_it_is_kept_and_offers_nobody_else(clerk, someone):
    text = clerk.get(reverse("roster:file-row-new", args=[someone.pk, "family"])).content.decode()
    assert "《实施方案》P6.6" in text
    assert text.count("<option") == 4
    assert "《实施方案》P6.6" in page(clerk, someone)


def test_a_row_is_found_only_in_its_own_section_and_file(clerk, someone, world):
    add(clerk, someone, Section.RESUME)
    row = ResumeEntry.objects.get()
    other = person(world.townships[0], "李小邻", serial=9)
    for args in ([someone.pk, "honours", row.pk], [other.pk, "resume", row.pk]):
        assert clerk.get(reverse("roster:file-row-edit", args=args)).status_code == 404
        assert clerk.post(reverse("roster:file-row-remove", args=args)).status_code == 404
    for section in ("photo", "basic", "papers", "nonsense"):
        assert clerk.get(reverse("roster:file-row-new", args=[someone.pk, section])).status_code == 404


def test_an_honour_holds_or_has_lapsed_on_the_day_seen(clerk, someone):
    sanction = {"kind": "sanction", "name": "党内警告", "document_number": "关纪〔2015〕2号"}
    add(clerk, someone, Section.HONOURS, **sanction, holds_to="2015-09-07")
    assert "已失效" in page(clerk, someone)
    seen = page(clerk, someone, on="2015-09-07")
    assert "有效" in seen
    assert "已失效" not in seen
    assert "当日尚未作出" in page(clerk, someone, on="2014-01-01")


def test_the_resume_shows_appointments_in_order_of_time(clerk, someone):
    add(clerk, someone, Section.RESUME)
    text = page(clerk, someone)
    assert text.index("在家务农") < text.index("甲镇甲家村人口主任")
    assert "任职记录" in text


def test_a_proof_is_a_scan_of_the_same_file(clerk, someone, world):
    other = person(world.townships[0], "李小邻", serial=9)
    own, foreign = (
        services.attach(
            person=owner, section=Section.EDUCATION, name=f"{owner.name}证.pdf", data=pdf(2), user=None
        )
        for owner in (someone, other)
    )
    assert add(clerk, someone, Section.EDUCATION, proof=foreign.pk).status_code == 422
    assert "王小档证" in add(clerk, someone, Section.EDUCATION, proof=own.pk).content.decode()
    address = reverse("roster:attachment", args=[own.pk])
    assert page(clerk, someone).count(address) == 4
    services.withdraw(attachment=own, user=None)
    text = page(clerk, someone)
    assert address not in text
    assert "已撤下" in text


# --- education -----------------------------------------------------------------------------------


def test_a_finished_study_raises_the_education_by_the_same_act(clerk, someone):
    text = add(clerk, someone, Section.EDUCATION).content.decode()
    assert "文化程度由“高中”提升为“大专”（P3.6）" in text
    someone.refresh_from_db()
    assert someone.education == Education.COLLEGE
    education(someone, Education.SENIOR_HIGH, finished_on=date(1999, 7, 1))
    assert "学历提升" in page(clerk, someone)


def test_a_study_that_goes_on_raises_nothing_until_it_is_finished(clerk, someone):
    add(clerk, someone, Section.EDUCATION, finished_on="")
    someone.refresh_from_db()
    assert someone.education == Education.SENIOR_HIGH
    row = EducationRecord.objects.get()
    edit = reverse("roster:file-row-edit", args=[someone.pk, "education", row.pk])
    clerk.post(edit, ROWS[Section.EDUCATION][0])
    someone.refresh_from_db()
    assert someone.education == Education.COLLEGE


def test_a_lower_study_stands_beside_the_education(clerk, someone):
    text = add(clerk, someone, Section.EDUCATION, level="junior_high").content.decode()
    assert "文化程度仍为“高中”" in text
    someone.refresh_from_db()
    assert someone.education == Education.SENIOR_HIGH
    assert "没有与文化程度“高中”相应的记录" in page(clerk, someone)


def test_the_basic_data_cannot_contradict_a_finished_study(clerk, someone):
    add(clerk, someone, Section.EDUCATION)
    address = reverse("roster:person-edit", args=[someone.pk])
    for level in ("senior_high", ""):
        response = clerk.post(address, {"name": "王小档", "education": level})
        assert response.status_code == 422
        assert "学历记录中有已毕业的“大专”，文化程度不能低于它" in response.content.decode()
    someone.refresh_from_db()
    someone.education = Education.PRIMARY
    with pytest.raises(Refusal, match="不能低于它"):
        save_person(person=someone)
    assert clerk.post(address, {"name": "王小档", "education": "bachelor"}).status_code == 302


def test_a_file_without_education_gets_it_from_the_first_study(clerk, world):
    someone = person(world.townships[0], "李小白", serial=9)
    text = add(clerk, someone, Section.EDUCATION).content.decode()
    assert "由“未填”提升为“大专”" in text


# --- basic data ----------------------------------------------------------------------------------

BASIC = {
    "name": "王小档",
    "education": "senior_high",
    "native_place": "贵州关岭",
    "birth_place": "贵州镇宁",
    "political_status": "中共党员",
    "party_joined_on": "2006-07-01",
    "work_started_on": "2001-08-01",
    "health": "sound",
    "professional_title": "主治医师",
    "speciality": "妇幼保健",
}


def test_the_new_basic_data_are_kept_and_shown(clerk, someone):
    address = reverse("roster:person-edit", args=[someone.pk])
    assert clerk.post(address, BASIC).status_code == 302
    text = page(clerk, someone)
    for words in ("贵州关岭", "贵州镇宁", "2006年7月1日", "2001年8月1日", "健康", "主治医师", "妇幼保健"):
        assert words in text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"health": "患有某病"}, "health"),
        ({"political_status": "群众"}, "政治面貌不是中共党员，入党时间应留空"),
        ({"party_joined_on": "2099-01-01"}, "入党时间还没有到"),
        ({"work_started_on": "1979-12-31"}, "参加工作时间早于出生日期"),
    ],
)
def test_basic_data_that_cannot_be(clerk, someone, changes, sentence):
    response = clerk.post(reverse("roster:person-edit", args=[someone.pk]), BASIC | changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_the_database_keeps_one_word_about_health(someone):
    with pytest.raises(IntegrityError, match="person_health_is_one_word"), transaction.atomic():
        Person.objects.filter(pk=someone.pk).update(health="糖尿病")


# --- statements of none --------------------------------------------------------------------------


def state(client, someone, section, lift=False):
    name = "roster:file-none-lift" if lift else "roster:file-none"
    return client.post(reverse(name, args=[someone.pk, section]), follow=True).content.decode()


@pytest.mark.parametrize("section", [section for section in CAN_BE_NONE if section != Section.EDUCATION])
def test_none_is_stated_and_taken_back(clerk, someone, section):
    assert "声明没有" in state(clerk, someone, section)
    assert SectionStatement.objects.get().section == section
    assert "这一部分已经声明没有" in state(clerk, someone, section)
    assert "取消声明" in page(clerk, someone)
    assert "已取消" in state(clerk, someone, section, lift=True)
    assert not SectionStatement.objects.exists()
    assert "已被他人处理" in state(clerk, someone, section, lift=True)


@pytest.mark.parametrize("section", sorted({*Section} - {*CAN_BE_NONE}))
def test_what_everybody_has_cannot_be_stated_not_to_exist(clerk, someone, section):
    assert "人人都有，不能声明没有" in state(clerk, someone, section)
    with pytest.raises(IntegrityError, match="statement_can_be_none"), transaction.atomic():
        SectionStatement.objects.create(person=someone, section=section)


@pytest.mark.parametrize("section", [name for name in SECTIONS if name != Section.EDUCATION])
def test_none_is_refused_beside_rows_and_lifted_by_one(clerk, someone, section):
    state(clerk, someone, section)
    assert "的声明已取消" in add(clerk, someone, section).content.decode()
    assert not SectionStatement.objects.exists()
    assert "已有登记，不能声明没有" in state(clerk, someone, section)
    assert not SectionStatement.objects.exists()


def test_no_education_cannot_be_stated_where_the_basic_data_name_one(clerk, someone, world):
    assert "不能声明没有学历" in state(clerk, someone, Section.EDUCATION)
    unschooled = person(world.townships[0], "李小白", serial=9)
    assert "已声明“学历”没有" in state(clerk, unschooled, Section.EDUCATION)


def test_a_section_that_there_is_not_is_not_found(clerk, someone):
    for name in ("roster:file-none", "roster:file-none-lift"):
        assert clerk.post(reverse(name, args=[someone.pk, "nonsense"])).status_code == 404


# --- two at once ---------------------------------------------------------------------------------


def row_and_statement(monkeypatch, *, lock=True):
    """One clerk enters a row while another states that there is none; each has looked first, if it can."""
    world = make_county()
    someone = person(world.townships[0], "王小争")
    together, look, put = threading.Barrier(2), services.section_rows, services.save_checked

    def meet():
        with contextlib.suppress(threading.BrokenBarrierError):  # the other waits for the lock
            together.wait(timeout=1)

    def looked(*args):
        found = look(*args)
        met = found.exists()
        meet()
        return found if met else found.none()

    def saved(row):
        put(row)
        if isinstance(row, Honour):
            meet()

    monkeypatch.setattr(services, "section_rows", looked)
    monkeypatch.setattr(services, "save_checked", saved)
    if not lock:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows)
    row = Honour(
        person=someone,
        kind=HonourKind.REWARD,
        level="county",
        name="先进个人",
        given_on=date(2015, 3, 8),
        given_by="县政府",
    )
    results = at_once(
        lambda: services.save_row(row=row, section=Section.HONOURS, user=None),
        lambda: services.state_none(person=someone, section=Section.HONOURS, user=None),
    )
    return results, Honour.objects.exists() and SectionStatement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_and_a_statement_of_none_at_once_never_stand_beside_each_other(monkeypatch):
    results, both = row_and_statement(monkeypatch)
    assert not both
    assert Honour.objects.exists()
    assert not [
        result for result in results if isinstance(result, Exception) and not isinstance(result, Refusal)
    ]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_do(monkeypatch):
    """The control: the race is real."""
    _, both = row_and_statement(monkeypatch, lock=False)
    assert both


# --- who sees and writes -------------------------------------------------------------------------

FILE_WORDS = ("籍贯", "简历", "年度考核", "奖惩", "家庭成员", "证件和材料", "打印登记表", "没有照片")


def test_the_village_sees_what_it_saw_before(someone, world, clerk):
    for section in SECTIONS:
        add(clerk, someone, section)
    for role in (Role.VILLAGE_COMMITTEE, Role.FINANCE, Role.COUNTY_READER):
        # What the navigation calls the parts of the work is no section of a file.
        text = page(login(world.users[role]), someone).partition("<main")[2]
        assert "王小档" in text
        assert "人口主任" in text
        assert not [words for words in FILE_WORDS if words in text], role
        assert not [shown for _, shown in ROWS.values() if shown in text], role


@pytest.mark.parametrize("role", [Role.BUREAU_REVIEWER, Role.ORGANIZATION, Role.TOWNSHIP_DIRECTOR, Role.SELF])
def test_who_may_see_files_sees_the_whole_and_changes_nothing(someone, world, clerk, role):
    for section in SECTIONS:
        add(clerk, someone, section)
    client = login(world.users[role])
    text = page(client, someone)
    assert not [words for words in FILE_WORDS if words not in text]
    assert not [shown for _, shown in ROWS.values() if shown not in text]
    for words in ("确认删除", "上传材料", "声明没有</button>", "修改基本信息"):
        assert words not in text
    assert ("这是您本人的档案" in text) == (role == Role.SELF)


def test_a_foreign_township_finds_nothing(someone, world):
    client = login(world.foreign[Role.TOWNSHIP_CLERK])
    assert client.get(reverse("roster:person", args=[someone.pk])).status_code == 404
    assert add(client, someone, Section.RESUME).status_code == 404
    assert client.post(reverse("roster:file-none", args=[someone.pk, "honours"])).status_code == 404
    assert client.post(reverse("roster:registration-print", args=[someone.pk])).status_code == 404
    assert not ResumeEntry.objects.exists()


@pytest.mark.parametrize("foreign", [False, True])
def test_a_clerk_does_not_write_in_the_own_file(world, foreign):
    """Neither in the own township's, nor as a clerk elsewhere, for whom only the own file is in sight."""
    village, township = world.villages[0], world.townships[1 if foreign else 0]
    both = make_user("jianzhi", (Role.SELF, village), (Role.TOWNSHIP_CLERK, township))
    someone = person(world.townships[0], "王小兼", account=both)
    client = login(both)
    text = page(client, someone)
    assert "这是您本人的档案" in text
    assert "登记</a>" not in text
    for section in SECTIONS:
        response = add(client, someone, section)
        assert response.status_code == 422
        assert "本人的档案须由他人登记" in response.content.decode()
    assert "本人的档案须由他人登记" in state(client, someone, Section.HONOURS)
    row = YearGrade.objects.create(person=someone, year=2015, grade="failed")
    remove = reverse("roster:file-row-remove", args=[someone.pk, "year_grades", row.pk])
    assert "本人的档案须由他人登记" in client.post(remove, follow=True).content.decode()
    assert YearGrade.objects.exists()
    edit = client.post(reverse("roster:person-edit", args=[someone.pk]), BASIC, follow=True)
    assert "本人的档案须由他人登记" in edit.content.decode()


def test_the_form_opens_within_the_page(clerk, someone):
    """By htmx the form is taken out of its own page; without, the link leads there."""
    text = page(clerk, someone)
    address = reverse("roster:file-row-new", args=[someone.pk, "honours"])
    assert f'href="{address}" hx-get="{address}" hx-select="#row-form" hx-target="#new-honours"' in text
    assert 'id="new-honours"' in text
    assert (
        f'id="row-form" class="card-form two-columns" action="{address}"'
        in clerk.get(address).content.decode()
    )


def test_statements_do_not_grow_with_the_rows(clerk, someone):
    def count():
        with CaptureQueriesContext(connection) as seen:
            page(clerk, someone)
        return len(seen)

    for section in SECTIONS:
        add(clerk, someone, section)
    count()
    few = count()
    for serial in range(20):
        ResumeEntry.objects.create(person=someone, started_on=date(1998, 1, 1), text=f"务农{serial}")
        Honour.objects.create(
            person=someone,
            kind="reward",
            level="county",
            name=f"先进{serial}",
            given_on=date(2015, 1, 1),
            given_by="县政府",
        )
        services.attach(
            person=someone,
            section=Section.PAPERS,
            name=f"{serial}.png",
            data=picture(size=(10, 10 + serial)),
            user=None,
        )
    assert count() == few
    assert few < 45


def test_a_new_file_shows_that_everything_is_missing(clerk, world):
    fresh = person(world.townships[0], "李小新", identity_number=number(40, "19900101"))
    text = page(clerk, fresh)
    assert "缺 8 项" in text
    assert "还没有登记。有的请登记" in text
