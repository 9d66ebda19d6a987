"""The list of people, the person's page and its forms."""

import re
from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from guanling.accounts.enums import Role
from guanling.audit.models import AccessRecord
from roster.enums import Education, EndGround, PostKind, Selection
from roster.models import Appointment, Person
from roster.services.appointments import appoint, end_appointment
from tests.people import make_county, make_user
from tests.roster.build import number, person

pytestmark = pytest.mark.django_db

ON = "2016-09-30"


@pytest.fixture
def world():
    """Directors in both townships, one who left, one without a post."""
    world = make_county()
    first, second = world.townships
    rows = [
        ("单䶮", first, 0, date(2014, 8, 1), None, Education.BACHELOR, "19700101"),
        ("杨永芳", first, 0, date(2012, 3, 1), None, Education.JUNIOR_HIGH, "19850101"),
        ("𠮷·阿芳", second, 1, date(2015, 5, 1), None, Education.VOCATIONAL, "19900101"),
    ]
    for serial, (name, township, place, start, end, education, born) in enumerate(rows, 1):
        someone = person(
            township, name, identity_number=number(serial, born), education=education, phone="14200000000"
        )
        appoint(
            person=someone,
            unit=world.villages[place],
            kind=PostKind.POPULATION_DIRECTOR,
            valid_from=start,
            valid_to=end,
            selection=Selection.OPEN,
        )
    # The register from which they were taken over sets no end: they serve today too.
    Appointment.objects.update(valid_to=None)
    gone = person(first, "罗堃", serial=8)
    appointment = appoint(
        person=gone, unit=first, kind=PostKind.COMPUTER_OPERATOR, valid_from=date(2010, 1, 1)
    )
    end_appointment(appointment=appointment, last_day=date(2016, 5, 31), ground=EndGround.RESIGNED)
    person(first, "岑慧", serial=9)
    return world


@pytest.fixture
def bureau(client, world):
    client.force_login(world.users[Role.BUREAU_CLERK])
    return client


def names(page):
    """The names in a list's page, in order."""
    return re.findall(r'<td class="name"><a href="/roster/people/\d+/">([^<]+)</a>', page.content.decode())


def listed(client, **filters):
    """The names that the list shows with some filters."""
    page = client.get(reverse("roster:people"), filters)
    assert page.status_code == 200
    return names(page)


def search(client, text):
    """The names that a search finds."""
    page = client.post(reverse("roster:people-search"), {"q": text}, follow=True)
    found = names(page)
    client.post(reverse("roster:people-search"), {"q": ""})
    return found


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"on": ON}, ["单䶮", "杨永芳", "𠮷·阿芳"]),
        ({"on": ON, "township": "520424102"}, ["𠮷·阿芳"]),
        ({"on": ON, "village": "520424101201"}, ["单䶮", "杨永芳"]),
        ({"on": ON, "kind": "computer_operator"}, []),
        ({"on": "2016-05-31", "kind": "computer_operator"}, ["罗堃"]),
        ({"on": "2012-02-29"}, ["罗堃"]),
        ({"on": ON, "state": "left"}, ["罗堃"]),
        ({"on": ON, "state": "none"}, ["岑慧"]),
        ({"on": ON, "state": "all", "sort": "pinyin"}, ["岑慧", "𠮷·阿芳", "罗堃", "单䶮", "杨永芳"]),
        ({"on": ON, "education": "senior_high_up"}, ["单䶮", "𠮷·阿芳"]),
        ({"on": ON, "education": "junior_high"}, ["杨永芳"]),
        ({"on": ON, "sort": "birth_date"}, ["单䶮", "杨永芳", "𠮷·阿芳"]),
        ({"on": ON, "sort": "-birth_date"}, ["𠮷·阿芳", "杨永芳", "单䶮"]),
        ({"on": ON, "sort": "start"}, ["杨永芳", "单䶮", "𠮷·阿芳"]),
        ({"on": ON, "sort": "education"}, ["单䶮", "𠮷·阿芳", "杨永芳"]),
        ({"on": ON, "sort": "nonsense", "kind": "nonsense", "township": "9"}, ["单䶮", "杨永芳", "𠮷·阿芳"]),
        (
            {"on": "2016-02-30", "state": "all", "sort": "pinyin"},
            ["岑慧", "𠮷·阿芳", "罗堃", "单䶮", "杨永芳"],
        ),
    ],
)
def test_filter_sort_and_day(bureau, filters, expected):
    assert listed(bureau, **filters) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("单", ["单䶮"]),
        ("𠮷", ["𠮷·阿芳"]),
        ("芳", ["杨永芳", "𠮷·阿芳"]),
        ("shan", ["单䶮"]),
        ("SY", ["单䶮"]),
        ("yyf", ["杨永芳"]),
        ("yangyong", ["杨永芳"]),
        ("罗 堃", ["罗堃"]),
        (number(2, "19850101"), ["杨永芳"]),
        (number(2, "19850101").lower(), ["杨永芳"]),
        ("520499", []),
        ("无此人", []),
    ],
)
def test_search_by_name_pinyin_and_number(bureau, text, expected):
    assert search(bureau, text) == expected


def test_a_number_searched_for_is_neither_kept_nor_shown(bureau):
    sought = number(2, "19850101")
    page = bureau.post(reverse("roster:people-search"), {"q": sought}, follow=True)
    assert sought not in page.content.decode()
    assert sought not in str(dict(bureau.session))
    assert page.redirect_chain[0][0] == reverse("roster:people")


def test_who_left_is_listed_with_the_last_post_and_the_reason(bureau):
    page = bureau.get(reverse("roster:people"), {"on": ON, "state": "all"}).content.decode()
    assert "原任微机员，至 2016年5月31日（本人辞职）" in page
    assert "此前没有任职" in page


def test_a_search_looks_among_all_and_giving_it_up_leads_back_to_those_serving(bureau):
    bureau.get(reverse("roster:people"), {"on": ON})
    page = bureau.post(reverse("roster:people-search"), {"q": "luokun"}, follow=True)
    assert names(page) == ["罗堃"]
    page = bureau.post(reverse("roster:people-search"), {"q": "", "clear": "1"}, follow=True)
    assert names(page) == ["单䶮", "杨永芳", "𠮷·阿芳"]


def test_filters_and_day_are_remembered_on_every_page(bureau):
    assert listed(bureau, on="2016-05-31", kind="computer_operator") == ["罗堃"]
    assert listed(bureau) == ["罗堃"]
    for name in ("units", "establishment", "people"):
        page = bureau.get(reverse(f"roster:{name}")).content.decode()
        assert "截至 2016年5月31日" in page
        assert "不是今天的情况" in page
    assert "截至今天（" in bureau.get(reverse("roster:people"), {"on": ""}).content.decode()


def test_nobody_to_show_leads_to_the_last_day_with_somebody(bureau):
    page = bureau.get(reverse("roster:people"), {"kind": "computer_operator"}).content.decode()
    assert "没有符合条件的人员" in page
    assert "最近有人在任的日期是 2016年5月31日" in page
    assert "on=2016-05-31" in page
    Appointment.objects.filter(valid_to=None).update(valid_to=date(2017, 7, 31))
    page = bureau.get(reverse("roster:establishment")).content.decode()
    assert "最近有人在任的日期是 2017年7月31日" in page


def test_who_has_one_place_chooses_none(client, world):
    def filters(role):
        client.force_login(world.users[role])
        page = client.get(reverse("roster:people")).content.decode()
        assert client.get(reverse("roster:village-options"), {"township": "520424101"}).status_code == 200
        return [name for name in ("township", "village") if f'name="{name}"' in page]

    assert filters(Role.BUREAU_CLERK) == ["township", "village"]
    assert filters(Role.VILLAGE_COMMITTEE) == []


def test_the_list_goes_out_as_shown_with_masked_numbers(bureau):
    answer = bureau.get(reverse("roster:people-export"), {"on": ON, "township": "520424101"})
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=4, values_only=True))
    assert [row[3] for row in rows] == ["单䶮", "杨永芳"]
    assert {row[7] for row in rows} == {
        "520499**********" + number(n, born)[-2:] for n, born in ((1, "19700101"), (2, "19850101"))
    }


def test_full_numbers_leave_only_with_a_reason_and_a_record(bureau, client, world):
    refused = bureau.post(reverse("roster:roster-export"), {"reason": " "}, follow=True)
    assert "请填写导出完整花名册的事由" in refused.content.decode()
    assert not AccessRecord.objects.exists()
    answer = bureau.post(reverse("roster:roster-export"), {"reason": "年度核对"})
    assert answer.headers["Content-Type"].endswith("sheet")
    record = AccessRecord.objects.get()
    assert (record.reason, "3人" in record.what) == ("年度核对", True)


def test_statements_do_not_grow_with_the_people(bureau, world):
    township, village = world.townships[0], world.villages[0]
    post = Appointment.objects.filter(post__unit=village).first().post

    def add(serials):
        people = [person(township, f"甲{'乙' * (n % 3)}", serial=n) for n in serials]
        Appointment.objects.bulk_create(
            Appointment(person=someone, post=post, place=100 + someone.pk, valid_from=date(2015, 1, 1))
            for someone in people
        )

    def statements():
        found = {}
        for name, args in (
            ("people", []),
            ("people-export", []),
            ("establishment", []),
            ("establishment-export", []),
            ("units", []),
            ("unit", [village.pk]),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert bureau.get(reverse(f"roster:{name}", args=args)).status_code == 200
            found[name] = len(queries)
        return found

    add(range(20, 40))
    statements()  # the session is written once
    few = statements()
    add(range(40, 420))
    assert statements() == few
    assert max(few.values()) < 24


# --- one person ----------------------------------------------------------------------------------

SOUND = {"name": "王小测", "ethnicity": "苗族", "education": "college", "phone": "14211112222"}


def errors(page):
    """What the page says is wrong."""
    assert page.status_code == 422
    return re.findall(r'<p class="wrong" role="alert">([^<]+)</p>', page.content.decode())


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "请填写姓名。"),
        ({"name": "吴3"}, "姓名中有数字，请核对"),
        ({"identity_number": ""}, "请填写身份证号码。"),
        ({"identity_number": "12345"}, "身份证号码应为18位，现有5位"),
        ({"identity_number": number(3, "19790230")}, "身份证号码中的出生日期19790230不存在"),
        ({"identity_number": number(3, "20990101")}, "身份证号码中的出生日期20990101在今天之后"),
        ({"unit": ""}, "请选择档案管理单位。"),
        ({"phone": "电话"}, "联系电话应为数字"),
        ({"bank_account": "123"}, "银行账号应为8至30位数字"),
    ],
)
def test_a_new_file_says_what_is_wrong_and_keeps_what_was_typed(bureau, world, changes, sentence):
    data = SOUND | {"unit": world.townships[0].pk, "identity_number": number(30, "19681108")}
    page = bureau.post(reverse("roster:person-new"), data | changes)
    assert errors(page) == [sentence]
    kept = {**data, **changes}
    assert f'value="{kept["ethnicity"]}"' in page.content.decode()
    if kept["name"]:
        assert f'value="{kept["name"]}"' in page.content.decode()
    assert not Person.objects.filter(ethnicity="苗族").exists()


def test_a_new_file_and_its_first_post(bureau, world):
    data = SOUND | {"unit": world.townships[0].pk, "identity_number": number(30, "19681108", male=False)}
    page = bureau.post(reverse("roster:person-new"), data, follow=True)
    assert "请登记任职" in page.content.decode()
    made = Person.objects.get(name="王小测")
    assert (made.pinyin, made.sex, made.birth_date) == ("wangxiaoce", "female", date(1968, 11, 8))
    again = bureau.post(reverse("roster:person-new"), data)
    assert again.status_code == 422
    assert "系统中已有这一身份证号码的人员" in again.content.decode()
    term = {"unit": world.villages[0].pk, "kind": "population_director", "valid_from": "2016-08-01"}
    page = bureau.post(reverse("roster:appointment-new", args=[made.pk]), term, follow=True)
    assert "已登记任职" in page.content.decode()
    assert made.appointments.get().identity == "contract"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"unit": ""}, "请选择单位。"),
        ({"kind": ""}, "请选择岗位。"),
        ({"valid_from": ""}, "请填写任职起。"),
        ({"valid_from": "2016-02-30"}, "任职起不是日期，请写成 2016-09-05。"),
        ({"valid_to": "2012-12-31"}, "任职止日不能早于起日。"),
        ({"kind": "computer_operator"}, "微机员是乡镇（街道）的岗位，请改选单位。"),
        ({"valid_from": "2015-01-01"}, "此人在这一岗位的任职期间重叠。"),
    ],
)
def test_an_appointment_that_cannot_be(bureau, world, changes, sentence):
    someone = Person.objects.get(name="单䶮")
    term = {
        "unit": world.villages[0].pk,
        "kind": "population_director",
        "valid_from": "2013-01-01",
        "valid_to": "2013-12-31",
        "document_number": "关计〔2016〕9号",
    }
    changed = term | changes
    if "2015" in changed["valid_from"]:
        changed["valid_to"] = ""
    page = bureau.post(reverse("roster:appointment-new", args=[someone.pk]), changed)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert 'value="关计〔2016〕9号"' in page.content.decode()
    assert someone.appointments.count() == 1


def test_leaving_a_post(bureau, world):
    someone = Person.objects.get(name="单䶮")
    appointment = someone.appointments.get()
    address = reverse("roster:appointment-end", args=[appointment.pk])
    page = bureau.post(address, {"last_day": "2014-07-31", "ground": "resigned", "reason": "外出务工"})
    assert "任职止日不能早于起日" in page.content.decode()
    assert 'value="外出务工"' in page.content.decode()
    page = bureau.post(address, {"last_day": "", "reason": ""})
    assert {"请填写最后任职日。", "请选择离任原因。"} == set(errors(page))
    page = bureau.post(address, {"last_day": "2016-09-10", "ground": "resigned"}, follow=True)
    assert "已办理离任" in page.content.decode()
    page = bureau.post(address, {"last_day": "2016-09-11", "ground": "health"}, follow=True)
    assert "已经办理离任" in page.content.decode()


def test_editing_keeps_numbers_that_nobody_typed(bureau):
    someone = Person.objects.get(name="杨永芳")
    before = someone.identity_number
    address = reverse("roster:person-edit", args=[someone.pk])
    assert before not in bureau.get(address).content.decode()
    assert bureau.post(address, SOUND | {"name": "杨永芬"}).status_code == 302
    someone.refresh_from_db()
    assert (someone.name, someone.pinyin, someone.identity_number) == ("杨永芬", "yangyongfen", before)
    taken = Person.objects.get(name="单䶮").identity_number
    page = bureau.post(address, SOUND | {"identity_number": taken})
    assert "系统中已有这一身份证号码的人员" in page.content.decode()


def test_a_person_reaches_the_own_file_once_the_account_is_named(bureau, client, world):
    village = world.villages[0]
    own = make_user("dangshiren", (Role.SELF, village))
    elsewhere = make_user("biecun", (Role.SELF, world.villages[1]))
    someone = Person.objects.get(name="单䶮")
    address = reverse("roster:person-edit", args=[someone.pk])
    sound = {"name": "单䶮", "ethnicity": ""}
    assert "没有账号“nobody”" in errors(bureau.post(address, sound | {"own_account": "nobody"}))[0]
    assert "没有“本人”角色" in errors(bureau.post(address, sound | {"own_account": elsewhere.username}))[0]
    assert bureau.post(address, sound | {"own_account": own.username}).status_code == 302
    other = reverse("roster:person-edit", args=[Person.objects.get(name="杨永芳").pk])
    page = bureau.post(other, {"name": "杨永芳", "own_account": own.username})
    assert "已经是另一人的本人账号" in errors(page)[0]

    client.force_login(own)
    page = client.get(reverse("roster:mine"), follow=True)
    assert page.redirect_chain[0][0] == reverse("roster:person", args=[someone.pk])
    assert "我的档案" in page.content.decode()
    assert "/roster/units/" not in page.content.decode()
    client.force_login(elsewhere)
    assert "还没有与人事档案关联" in client.get(reverse("roster:mine")).content.decode()


def test_full_numbers_are_shown_once_with_a_reason(bureau):
    someone = Person.objects.get(name="单䶮")
    page = reverse("roster:person", args=[someone.pk])
    assert someone.identity_number not in bureau.get(page).content.decode()
    reveal = reverse("roster:person-reveal", args=[someone.pk])
    assert "请填写查看完整号码的事由" in bureau.post(reveal, {}, follow=True).content.decode()
    assert someone.identity_number in bureau.post(reveal, {"reason": "核对合同"}).content.decode()
    assert AccessRecord.objects.get().object_id == someone.pk
    assert someone.identity_number not in bureau.get(page).content.decode()
