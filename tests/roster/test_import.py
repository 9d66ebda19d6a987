"""The offices' workbooks with everything that can be wrong in them (issue: the importer)."""

import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from appraisal.enums import MonthState
from appraisal.models import Month
from guanling.accounts.enums import Role
from guanling.documents.imports import Context
from guanling.documents.services.imports import import_directly, run_import
from roster.enums import Education, EndGround, Identity, Level, PostKind, Selection, Sex
from roster.models import Appointment, Change, Person, Post, Unit, VillageFigures
from roster.queries import establishment
from roster.services.appointments import end_appointment, name_acting
from roster.services.exceptions import approve, propose
from tests.people import make_user
from tests.roster.build import (
    STAFF_HEAD,
    VILLAGE_HEAD,
    VILLAGE_STAFF_HEAD,
    end_unit,
    number,
    person,
    save_book,
    staff_row,
    village_row,
    village_staff_row,
)

pytestmark = pytest.mark.django_db

ON = date(2016, 9, 30)


@pytest.fixture
def load(tmp_path):
    """Import sheets given as {sheet name: (title, head, rows)} and return the outcome."""
    count = 0

    def do(sheets, on=ON, dry_run=False):
        nonlocal count
        count += 1
        path = tmp_path / f"表{count}.xlsx"
        save_book(path, sheets)
        return import_directly(sources=[path], on=on, dry_run=dry_run)

    return do


@pytest.fixture
def villages(load):
    """Two townships; 场坝村 stands in both."""

    def do(*rows, on=ON):
        rows = rows or (
            village_row("顶云街道", "八角村村民委员会", "520424002201", population=2000),
            village_row("顶云街道", "角寨村村民委员会", "520424002204", population=2001),
            village_row("顶云街道", "场坝村村民委员会", "520424002207", population=5000),
            village_row("永宁镇", "场坝村村民委员会", "520424102201", population=5001),
            village_row("永宁镇", "永宁居委会", "520424102001", population=900),
        )
        return load({"村居": ("关岭自治县村（居、社区）基本情况表", VILLAGE_HEAD, rows)}, on)

    return do


@pytest.fixture
def directors(load, villages):
    """Import a sheet of population directors after the villages."""
    assert villages().saved

    def do(*rows, head=VILLAGE_STAFF_HEAD, title="村级人口主任花名册", **options):
        return load({"人口主任": (title, head, rows)}, **options)

    return do


def reasons(outcome):
    """(row, column, reason) of every rejection."""
    return [(error.row, error.column, error.reason) for error in outcome.report.errors]


def only_reason(outcome):
    """The one rejection's column and reason; nothing was saved."""
    assert not outcome.saved
    report = outcome.report
    assert report.read == report.accepted + report.rejected
    ((_, column, reason),) = reasons(outcome)
    return column, reason


def events():
    """How many rows of history the roster has."""
    return [
        model.events.rel.related_model.objects.count()
        for model in (Unit, VillageFigures, Post, Person, Appointment)
    ]


# --- villages ------------------------------------------------------------------------------------


def test_villages_make_county_townships_and_figures(villages):
    outcome = villages()
    assert outcome.saved
    assert Unit.objects.get(code="520424").name == "关岭自治县"
    village = Unit.objects.get(code="520424002201")
    assert (village.short_name, village.parent.short_name, village.parent.code, village.valid_from) == (
        "八角村",
        "顶云街道",
        "520424002",
        None,
    )
    assert village.figures.get().year == 2016


def test_required_directors_at_the_touching_populations(villages):
    villages()
    required = {
        line.unit_code: line.required
        for line in establishment(ON)
        if line.kind == PostKind.POPULATION_DIRECTOR
    }
    assert required == {
        "520424002201": 1,
        "520424002204": 2,
        "520424002207": 2,
        "520424102201": 3,
        "520424102001": 1,
    }


def test_same_villages_twice_change_nothing_and_a_later_one_begins_on_the_day(villages):
    villages()
    before = events()
    again = villages()
    assert again.saved
    assert again.kinds[0].unchanged == 5
    assert events() == before
    assert villages(village_row("永宁镇", "新村村民委员会", "520424102209"), on=date(2017, 3, 1)).saved
    assert Unit.objects.get(code="520424102209").valid_from == date(2017, 3, 1)


def test_changed_figures_are_said_and_another_year_stands_beside(villages):
    villages()
    row = village_row("顶云街道", "八角村村民委员会", "520424002201", population=2100)
    outcome = villages(row)
    assert outcome.saved
    assert outcome.kinds[0].changed == 1
    assert "原为2000，将改为2100" in outcome.report.warnings[0].reason
    villages(row, on=date(2017, 9, 30))
    assert list(VillageFigures.objects.filter(unit__code="520424002201").values_list("year", flat=True)) == [
        2016,
        2017,
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (
            village_row("顶云街道", "石板井村村民委员会", "520424002201"),
            "村（居、社区）",
            "在系统中是“八角村”",
        ),
        (village_row("永宁镇", "新寨村村民委员会", "520424002299"), "乡镇（街道）", "在系统中是“顶云街道”"),
        (
            village_row("顶云街道", "八角村村民委员会", "520424002299"),
            "区划代码",
            "在系统中的代码是520424002201",
        ),
        (village_row("顶云街道", "新寨村村民委员会", "520423002299"), "区划代码", "不属于本县"),
        (village_row("顶云街道", "新寨村村民委员会", "52042400229"), "区划代码", "12位"),
        (village_row("顶云街道", "新寨村村民委员会", "520424002299", population=-1), "总人口", ""),
        (
            village_row("顶云街道", "新寨村村民委员会", "520424002299", population="一千"),
            "总人口",
            "不是数字",
        ),
    ],
)
def test_village_rows_that_contradict_what_stands(villages, row, column, reason):
    villages()
    met = only_reason(villages(row))
    assert met[0] == column
    assert reason in met[1]


def test_code_or_village_twice_in_a_workbook(villages):
    row = village_row("顶云街道", "八角村村民委员会", "520424002201")
    column, reason = only_reason(villages(row, row))
    assert (column, reason) == ("区划代码", "区划代码重复：第4行已有这一代码")
    other = village_row("顶云街道", "八角村", "520424002202")
    assert "村名重复：第4行" in only_reason(villages(row, other))[1]


def test_a_township_brings_figures_but_no_new_village(villages, tmp_path):
    villages()
    path = tmp_path / "乡镇.xlsx"
    rows = [
        village_row("顶云街道", "八角村村民委员会", "520424002201", population=2100),
        village_row("顶云街道", "新寨村村民委员会", "520424002299"),
        village_row("永宁镇", "永宁居委会", "520424102001"),
    ]
    save_book(path, {"村居": ("关岭自治县村居基本情况表", VILLAGE_HEAD, rows)})
    context = Context(on=ON, prefixes=("520424002",), county="520424")
    outcome = run_import(sources=[path], context=context, commit=True)
    assert [(row, reason) for row, _, reason in reasons(outcome)] == [
        (5, "系统中没有这个村（居、社区）；新设的村请报县局导入"),
        (6, "不在您的管理范围内，不能导入"),
    ]
    save_book(path, {"村居": ("关岭自治县村居基本情况表", VILLAGE_HEAD, rows[:1])})
    assert run_import(sources=[path], context=context, commit=True).saved
    assert VillageFigures.objects.get(unit__code="520424002201").population == 2100


# --- village staff -------------------------------------------------------------------------------


def test_a_directors_row_becomes_person_post_and_appointment(directors):
    outcome = directors(
        village_staff_row(
            "顶云街道",
            "八角村村民委员会",
            " 𠮷·䶮堃 ",
            number(7, "19780413", male=False).replace("X", "x"),
            sex="女",
            start="2014.08.01",
            end=date(2017, 7, 31),
        )
    )
    assert outcome.saved, reasons(outcome)
    person = Person.objects.get()
    assert (person.name, person.sex, person.birth_date) == ("𠮷·䶮堃", Sex.FEMALE, date(1978, 4, 13))
    assert (person.pinyin, person.initials) == ("jiyankun", "jyk")
    assert (person.unit.short_name, person.education) == ("顶云街道", Education.SENIOR_HIGH)
    appointment = person.appointments.get()
    assert (appointment.valid_from, appointment.valid_to) == (date(2014, 8, 1), date(2017, 7, 31))
    assert (appointment.selection, appointment.identity) == (Selection.OPEN, Identity.CONTRACT)
    assert (appointment.post.kind, appointment.post.unit.short_name) == (
        PostKind.POPULATION_DIRECTOR,
        "八角村",
    )


def row_with(**changes):
    """A sound row of the village staff's sheet with some cells changed."""
    values = {
        "township": "顶云街道",
        "village": "八角村村民委员会",
        "name": "吴珍福",
        "identity": number(3, "19681108"),
        "sex": "男",
    }
    return village_staff_row(**values | changes)


WRONG_DIGIT = number(3, "19681108")[:-1] + ("0" if number(3, "19681108")[-1] != "0" else "1")


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"identity": WRONG_DIGIT}, "身份证号码", "校验码"),
        ({"identity": number(1, "19790230")}, "身份证号码", "不存在"),
        ({"identity": number(1, "20990101")}, "身份证号码", "在今天之后"),
        ({"identity": 520499196811080000}, "身份证号码", "数字"),
        ({"identity": 5.20499196811080e17}, "身份证号码", "数字"),
        ({"identity": "52049919681108"}, "身份证号码", "18位"),
        ({"identity": None}, "身份证号码", "不能为空"),
        ({"sex": "女"}, "性别", "与身份证号码不符"),
        ({"name": "吴3福"}, "姓名", "数字"),
        ({"name": "？"}, "姓名", "不是姓名"),
        ({"village": "八脚村村民委员会"}, "村（居、社区）", "是不是：八角村"),
        ({"township": "顶云镇街道"}, "乡镇（街道）", "是不是：顶云街道"),
        ({"township": "花江镇"}, "乡镇（街道）", "没有这个乡镇"),
        ({"end": "2014-07-31"}, "聘期止", "早于起日"),
        ({"start": "2014-02-30"}, "聘期起", "不是存在的日期"),
        ({"start": "2014.08"}, "聘期起", "缺少“日”"),
        ({"start": "去年"}, "聘期起", "不是日期"),
        ({"post": "村主任"}, "职务", "只能填"),
        ({"education": "博学"}, "文化程度", "只能填"),
        ({"open": "也许"}, "是否公开选聘", "只能填"),
    ],
)
def test_rows_that_are_refused(directors, changes, column, reason):
    met = only_reason(directors(row_with(**changes)))
    assert met[0] == column
    assert reason in met[1]
    assert not Person.objects.exists()


ENDS_IN_X = next(found for n in range(99) if (found := number(n, "19681108")).endswith("X"))


def test_a_small_x_at_the_end_of_the_number(directors):
    assert directors(row_with(identity=ENDS_IN_X.lower())).saved
    assert Person.objects.get().identity_number == ENDS_IN_X
    again = directors(row_with(identity=ENDS_IN_X.replace("X", "ｘ")))
    assert again.saved
    assert again.kinds[0].unchanged == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("阿吉·莫萨", "阿吉·莫萨"),
        ("阿吉•莫萨", "阿吉·莫萨"),
        ("阿吉・莫萨", "阿吉·莫萨"),
        (" 阿吉 · 莫萨", "阿吉·莫萨"),
        ("杨䶮", "杨䶮"),
        ("罗　堃", "罗堃"),
        ("𠮷 小芬 ", "𠮷小芬"),
    ],
)
def test_names_are_kept_whole(directors, written, kept):
    assert directors(row_with(name=written)).saved
    assert Person.objects.get().name == kept


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": number(3, "19681108").translate(str.maketrans("0123456789", "０１２３４５６７８９"))},
        {"identity": f" {number(3, '19681108')}　"},
        {"name": "　吴 珍福 "},
        {"village": "八角村"},
        {"village": "八角"},
        {"village": "八角村委会"},
        {"township": "顶云街道办事处"},
        {"start": "2014-08-01"},
        {"start": "2014/8/1"},
        {"start": "2014年8月1日"},
        {"start": "20140801"},
        {"start": date(2014, 8, 1)},
        {"start": 41852},
    ],
)
def test_what_is_certain_is_put_right(directors, changes):
    outcome = directors(row_with(**changes))
    assert outcome.saved, reasons(outcome)
    person = Person.objects.get()
    assert (person.name, person.identity_number) == ("吴珍福", number(3, "19681108"))
    appointment = person.appointments.get()
    assert (appointment.valid_from, appointment.post.unit.code) == (date(2014, 8, 1), "520424002201")


def test_birth_date_beside_the_number(directors):
    head = (*VILLAGE_STAFF_HEAD, "出生日期")
    assert directors((*row_with(), "1968-11-08"), head=head).saved
    column, reason = only_reason(directors((*row_with(), "1968-11-09"), head=head))
    assert column == "出生日期"
    assert "号码中为1968年11月8日" in reason
    assert directors((*row_with(), "1968.11"), head=(*VILLAGE_STAFF_HEAD, "出生年月")).saved


def test_a_village_of_the_same_name_in_two_townships(directors):
    outcome = directors(
        row_with(village="场坝村村民委员会"),
        row_with(township="永宁镇", village="场坝村村民委员会", name="王二", identity=number(9)),
    )
    assert outcome.saved
    assert set(Appointment.objects.values_list("post__unit__code", flat=True)) == {
        "520424002207",
        "520424102201",
    }


def test_the_same_person_twice_names_the_first_row(directors):
    column, reason = only_reason(directors(row_with(), row_with(village="角寨村村民委员会")))
    assert column == "身份证号码"
    assert "第4行" in reason


def test_the_same_person_twice_with_the_second_post_on_record_is_no_slip(directors):
    """The list that goes out has a row for each post, and must come in again unchanged."""
    both = (row_with(), row_with(post="育龄妇女小组长", start="2015-01-01"))
    assert directors(both[0]).saved
    assert directors(both[1]).saved
    outcome = directors(*both)
    assert outcome.saved, reasons(outcome)
    assert outcome.kinds[0].unchanged == 2


def test_over_the_cap_is_taken_and_shown_as_surplus(directors):
    outcome = directors(row_with(), row_with(name="王二", identity=number(9)))
    assert outcome.saved
    (warning,) = outcome.report.warnings
    assert "应配1名，连同此人已有2名" in warning.reason
    (line,) = [
        line
        for line in establishment(ON)
        if line.unit_code == "520424002201" and line.kind == PostKind.POPULATION_DIRECTOR
    ]
    assert (line.required, line.actual, line.difference, line.state) == (1, 2, 1, "over")


@pytest.fixture
def township_loads(tmp_path):
    """Import the directors' sheet as a clerk of 顶云街道."""

    def do(*rows):
        path = tmp_path / "乡镇.xlsx"
        save_book(path, {"人口主任": ("村级人口主任花名册", VILLAGE_STAFF_HEAD, rows)})
        context = Context(on=ON, prefixes=("520424002",), county="520424")
        return run_import(sources=[path], context=context, commit=True)

    return do


def test_a_township_brings_nobody_beyond_the_number(directors, township_loads):
    assert directors(row_with()).saved
    outcome = township_loads(row_with(name="王二", identity=number(9)))
    assert not outcome.saved
    _, reason = only_reason(outcome)
    assert reason.startswith("超出应配人数：八角村人口主任应配1名，连同此人已有2名")
    assert "请县局导入" in reason
    assert Appointment.objects.count() == 1


def test_a_township_brings_whom_the_county_has_approved_beyond_the_number(directors, township_loads):
    assert directors(row_with()).saved
    village = Unit.objects.get(code="520424002201")
    clerk = make_user("clerk", (Role.TOWNSHIP_CLERK, village.parent))
    reviewer = make_user("reviewer", (Role.BUREAU_REVIEWER, village.parent.parent))
    exception = propose(
        unit=village,
        kind=PostKind.POPULATION_DIRECTOR,
        extra=1,
        valid_from=date(2016, 9, 1),
        reason="并村",
        user=clerk,
    )
    second = row_with(name="王二", identity=number(9))
    assert not township_loads(second).saved
    approve(exception=exception, document_number="关编〔2016〕3号", user=reviewer)
    outcome = township_loads(second)
    assert outcome.saved, reasons(outcome)
    _, reason = only_reason(township_loads(row_with(name="王三", identity=number(10))))
    assert "应配1名、核准超编1名，连同此人已有3名" in reason


def test_a_township_lengthens_no_term_beyond_the_number(directors, township_loads):
    ended = row_with(end="2016-06-30")
    assert directors(ended, row_with(name="王二", identity=number(9), start="2016-07-01")).saved
    assert "超出应配人数" in only_reason(township_loads(row_with(end="2017-06-30")))[1]
    assert township_loads(row_with(end="2016-06-30")).kinds[0].unchanged == 1


def test_what_a_township_brings_waits_for_the_countys_filing(directors, township_loads):
    directors(row_with())
    assert not Change.objects.exists()  # the county takes over its register as it is
    assert township_loads(row_with(end="2017-06-30")).saved
    assert township_loads(
        row_with(name="王新来", identity=number(77), start="2017-07-01", end="2020-06-30")
    ).saved
    told = Change.objects.order_by("pk").values_list("kind", "day", "valid_to_before", "state", "title")
    assert list(told) == [
        ("term_set", date(2017, 7, 1), date(2017, 7, 31), "settled", "顶云街道 · 八角村 人口主任"),
        ("appointed", date(2017, 7, 1), None, "settled", "顶云街道 · 八角村 人口主任"),
    ]


def test_a_register_that_reaches_into_issued_months_is_written_down_with_them(directors):
    directors(row_with(end="2017-06-30"))
    county = Unit.objects.get(level=Level.COUNTY)
    for month in (date(2017, 6, 1), date(2017, 7, 1)):
        Month.objects.create(county=county, first_day=month, state=MonthState.ISSUED)
    assert directors(row_with(end="2017-07-31")).saved
    change = Change.objects.get()
    assert (change.kind, change.reaches, change.late_reason) == ("term_set", [date(2017, 7, 1)], "导入花名册")


def resigned():
    """The one director resigned in May 2016, in the middle of the term."""
    end_appointment(
        appointment=Appointment.objects.get(), last_day=date(2016, 5, 31), ground=EndGround.RESIGNED
    )


def test_no_import_of_a_township_takes_the_place_of_a_move_within_the_lock(directors, township_loads):
    assert directors(row_with()).saved
    resigned()
    elsewhere = row_with(village="角寨村", start="2016-07-01", end="2019-06-30")
    column, reason = only_reason(township_loads(elsewhere))
    assert column == "聘期起"
    assert reason == "此人离任八角村人口主任后在2017年7月31日以前不予调整，改任须先办理调动，不能由导入代替"
    # After the lock, or by the county's own register, which a remark accompanies.
    later = row_with(village="角寨村", start="2017-08-01", end="2020-07-31")
    assert township_loads(later).saved
    Change.objects.all().delete()
    Appointment.objects.filter(valid_from=date(2017, 8, 1)).delete()
    outcome = directors(elsewhere)
    assert outcome.saved
    assert "改任须先办理调动，请核对" in outcome.report.warnings[0].reason


def test_no_import_of_a_township_takes_the_place_of_a_renewal(directors, township_loads):
    assert directors(row_with()).saved
    next_term = row_with(start="2017-08-01", end="2020-07-31")
    column, reason = only_reason(township_loads(next_term))
    assert (column, reason) == ("聘期起", "此人上一聘期到2017年7月31日为止，连任须办理续聘，不能由导入代替")
    column, reason = only_reason(township_loads(row_with(end="2018-07-31")))
    assert column == "聘期止"
    assert reason == "聘期最长到2017年7月31日（3年，N3.3），延长须办理续聘，不能由导入代替"
    outcome = directors(next_term)
    assert outcome.saved
    assert "连任须办理续聘，请核对" in outcome.report.warnings[0].reason


def test_a_director_of_the_register_ends_the_acting(directors):
    assert directors(row_with(end="2016-06-30")).saved
    village = Unit.objects.get(code="520424002201")
    acting = name_acting(
        person=person(village.parent, "李小代", serial=30),
        unit=village,
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2016, 7, 1),
    )
    outcome = directors(row_with(name="王二", identity=number(9), start="2016-09-01"))
    assert outcome.saved, reasons(outcome)
    acting.refresh_from_db()
    assert acting.valid_to == date(2016, 8, 31)


def test_who_acts_is_not_taken_for_a_director(directors):
    assert directors(row_with(end="2016-06-30")).saved
    village = Unit.objects.get(code="520424002201")
    acting = person(village.parent, "李小代", serial=30)
    name_acting(person=acting, unit=village, kind=PostKind.POPULATION_DIRECTOR, valid_from=date(2016, 7, 1))
    row = row_with(name="李小代", identity=acting.identity_number, start="2016-07-01")
    assert "人口主任（代行职责），2016年7月1日至今" in only_reason(directors(row))[1]


def test_same_people_twice_change_nothing(directors):
    rows = (row_with(), row_with(village="角寨村", name="王二", identity=number(9), start="2015.7.1"))
    assert directors(*rows).saved
    before = events()
    again = directors(*rows)
    assert again.saved
    assert again.kinds[0].unchanged == 2
    assert events() == before


def test_a_checked_import_leaves_no_trace(directors):
    before = events()
    outcome = directors(row_with(), dry_run=True)
    assert outcome.clean
    assert not outcome.saved
    assert events() == before


def test_one_bad_row_saves_nothing(directors):
    outcome = directors(row_with(), row_with(name="王二", identity=number(9), sex="女"))
    assert (outcome.report.read, outcome.report.accepted, outcome.report.rejected) == (2, 1, 1)
    assert not Person.objects.exists()


def test_another_name_for_a_known_number(directors):
    directors(row_with())
    column, reason = only_reason(directors(row_with(name="吴珍富")))
    assert column == "姓名"
    assert "“吴珍福”" in reason


def test_changed_data_are_taken_and_empty_cells_erase_nothing(directors):
    directors(row_with(phone="13800000001", education="初中"))
    outcome = directors(row_with(phone=None, education="大专", end="2018-07-31"))
    assert outcome.saved
    assert outcome.kinds[0].changed == 1
    person = Person.objects.get()
    assert (person.phone, person.education) == ("13800000001", Education.COLLEGE)
    assert person.appointments.get().valid_to == date(2018, 7, 31)


def test_terms_in_one_post_do_not_overlap_and_follow_each_other(directors):
    directors(row_with())
    column, reason = only_reason(directors(row_with(start="2016-01-01")))
    assert column == "聘期起"
    assert "重叠" in reason
    assert directors(row_with(start="2017-08-01", end="2020-07-31")).saved
    assert Appointment.objects.count() == 2


def test_no_term_goes_on_in_a_village_that_has_ended(directors):
    village = Unit.objects.get(short_name="八角村")
    end_unit(unit=village, last_day=date(2016, 12, 31))
    column, reason = only_reason(directors(row_with()))
    assert column == "聘期止"
    assert reason.startswith("八角村到2016年12月31日为止，此后已作区划调整")
    assert directors(row_with(end="2016-12-31")).saved


def test_somebody_who_left_is_not_brought_back_by_an_old_workbook(directors):
    directors(row_with())
    appointment = Appointment.objects.get()
    end_appointment(appointment=appointment, last_day=date(2016, 5, 1), ground=EndGround.RESIGNED)
    outcome = directors(row_with())
    assert outcome.saved
    assert "离任（本人辞职）" in outcome.report.warnings[0].reason
    appointment.refresh_from_db()
    assert appointment.valid_to == date(2016, 5, 1)


def test_a_person_serving_in_another_township_needs_a_transfer(directors):
    directors(row_with())
    column, reason = only_reason(
        directors(row_with(township="永宁镇", village="场坝村村民委员会", start="2016-01-01"))
    )
    assert column == "乡镇（街道）"
    assert "先办理离任或调动" in reason


# --- shape of the sheet --------------------------------------------------------------------------


def test_reordered_columns(directors):
    order = list(range(len(VILLAGE_STAFF_HEAD)))[::-1]
    row = row_with()
    outcome = directors([row[i] for i in order], head=[VILLAGE_STAFF_HEAD[i] for i in order])
    assert outcome.saved, reasons(outcome)


def test_missing_column(directors):
    place = VILLAGE_STAFF_HEAD.index("身份证号码")
    row = row_with()
    outcome = directors(
        row[:place] + row[place + 1 :], head=VILLAGE_STAFF_HEAD[:place] + VILLAGE_STAFF_HEAD[place + 1 :]
    )
    assert "缺少“身份证号码”" in only_reason(outcome)[1]


def test_duplicate_column(directors):
    outcome = directors((*row_with(), "李四"), head=(*VILLAGE_STAFF_HEAD, "姓名"))
    assert "有两列都是“姓名”" in only_reason(outcome)[1]


def test_column_that_nobody_asked_for(directors):
    outcome = directors((*row_with(), "上环"), head=(*VILLAGE_STAFF_HEAD, "避孕措施"))
    assert "避孕措施" in only_reason(outcome)[1]


def test_hidden_row_is_read_and_said(load, villages, tmp_path):
    villages()
    path = tmp_path / "hidden.xlsx"

    def hide(book):
        book.active.row_dimensions[4].hidden = True

    save_book(path, {"人口主任": ("花名册", VILLAGE_STAFF_HEAD, [row_with()])}, hide)
    outcome = import_directly(sources=[path], on=ON)
    assert outcome.saved
    assert any("隐藏的行" in warning.reason for warning in outcome.report.warnings)


def test_formula_without_value(load, villages, tmp_path):
    villages()
    path = tmp_path / "formula.xlsx"

    def formula(book):
        book.active.cell(4, VILLAGE_STAFF_HEAD.index("姓名") + 1).value = '=A1&"x"'

    save_book(path, {"人口主任": ("花名册", VILLAGE_STAFF_HEAD, [row_with()])}, formula)
    column, reason = only_reason(import_directly(sources=[path], on=ON))
    assert column == "姓名"
    assert "公式没有计算结果" in reason


def empty_book(path):
    """A workbook without a single cell."""
    Workbook().save(path)


def nothing(path):
    """No byte at all."""
    path.write_bytes(b"")


def bomb(path):
    """A sheet of a few kilobytes that unpacks to hundreds of megabytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(32):
                sheet.write(bytes(1 << 20))


def word(path):
    """A Word document."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")


def text_file(path):
    """A CSV."""
    path.write_text("姓名,身份证号码\n", encoding="utf-8")


def old_excel(path):
    """The mark of an .xls."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (empty_book, "没有"),
        (nothing, "空文件"),
        (bomb, "异常庞大"),
        (word, "Word文档"),
        (text_file, "不是Excel工作簿"),
        (old_excel, "旧版Excel"),
    ],
)
def test_files_that_are_no_workbook_of_ours(tmp_path, make, sentence):
    path = tmp_path / "花名册.xlsx"
    make(path)
    outcome = import_directly(sources=[path], on=ON)
    assert not outcome.saved
    assert outcome.report.rejected == 1
    assert sentence in reasons(outcome)[0][2]
    assert "花名册.xlsx" in outcome.report.errors[0].file + reasons(outcome)[0][2]


# --- township staff ------------------------------------------------------------------------------


def test_township_staff(load, villages):
    villages()
    rows = [
        staff_row("顶云街道", "邓琴德", number(1, "19761207"), post="计生办主任", identity_kind="公务员"),
        staff_row(
            "顶云街道",
            "岑慧",
            number(2, "19890203", male=False),
            sex="女",
            post="微机员",
            identity_kind="事业编制",
        ),
    ]
    outcome = load({"乡镇计生办、计生站": ("乡镇（街道）计生工作人员花名册", STAFF_HEAD, rows)})
    assert outcome.saved, reasons(outcome)
    appointment = Appointment.objects.get(post__kind=PostKind.COMPUTER_OPERATOR)
    assert (appointment.identity, appointment.valid_to, appointment.post.unit.code) == (
        Identity.PUBLIC_INSTITUTION,
        None,
        "520424002",
    )
    before = events()
    again = load({"乡镇计生办、计生站": ("乡镇（街道）计生工作人员花名册", STAFF_HEAD, rows)})
    assert again.kinds[0].unchanged == 2
    assert events() == before


def test_the_county_centres_staff_stand_under_the_countys_name(load, villages):
    villages()
    row = staff_row("关岭自治县", "岑慧", number(1, "19761207"), post="县计妇中心工作人员")
    sheet = {"乡镇计生办、计生站": ("乡镇（街道）计生工作人员花名册", STAFF_HEAD, [row])}
    outcome = load(sheet)
    assert outcome.saved, reasons(outcome)
    appointment = Appointment.objects.get()
    assert (appointment.post.kind, appointment.post.unit.code) == (PostKind.COUNTY_CENTRE_STAFF, "520424")
    assert load(sheet).kinds[0].unchanged == 1
    for place, post in (("顶云街道", "县计妇中心工作人员"), ("关岭自治县", "微机员")):
        row = staff_row(place, "王二", number(2, "19761207"), post=post)
        column, reason = only_reason(load({"花名册": ("花名册", STAFF_HEAD, [row])}))
        assert column == "职务"
        assert f"不是{place}的岗位" in reason


def test_statements_do_not_grow_with_the_rows(directors, django_assert_max_num_queries):
    rows = [row_with(name="张三", identity=number(n, "19700101"), village="八角村") for n in range(1, 201)]
    with django_assert_max_num_queries(60):
        assert directors(*rows).saved
