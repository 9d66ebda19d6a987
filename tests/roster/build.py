"""People and workbooks for tests: synthetic identity numbers of the area 520499."""

from openpyxl import Workbook
from stdnum.cn import ric

from roster.models import Person
from roster.services.people import save_person


def number(serial=1, born="19800101", male=True):
    """A synthetic identity number, sound but for a wrong birth date asked for; ``serial`` is 0 to 499."""
    order = serial * 2 + (1 if male else 0)
    first = f"520499{born}{order:03d}"
    return first + ric.calc_check_digit(first + "0")


def person(unit, name="测试人", serial=1, **fields):
    """A person on file with ``unit``."""
    identity = fields.pop("identity_number", None) or number(serial)
    return save_person(person=Person(unit=unit, name=name, **fields), identity_number=identity)


def end_unit(*, unit, last_day, successor=None, document_number=""):
    """A unit that has ended, with its posts: the bare fact, for tests of what meets it."""
    unit.posts.filter(valid_to=None).update(valid_to=last_day)
    type(unit).objects.filter(pk=unit.pk).update(
        valid_to=last_day, successor=successor, document_number=document_number
    )


VILLAGE_HEAD = ("序号", "乡镇（街道）", "村（居、社区）", "区划代码", "村民小组数", "总人口", "驻村干部数")
VILLAGE_STAFF_HEAD = (
    "序号",
    "乡镇（街道）",
    "村（居、社区）",
    "姓名",
    "性别",
    "民族",
    "身份证号码",
    "文化程度",
    "政治面貌",
    "职务",
    "聘期起",
    "聘期止",
    "是否公开选聘",
    "联系电话",
    "开户行",
    "银行账号",
    "是否参加城乡居民养老保险",
    "备注",
)
STAFF_HEAD = (
    "序号",
    "乡镇（街道）",
    "姓名",
    "性别",
    "民族",
    "身份证号码",
    "文化程度",
    "政治面貌",
    "职务",
    "身份",
    "任现职时间",
    "联系电话",
    "银行账号",
)


def village_row(township, village, code, *, groups=5, population=1500, cadres=4):
    """A row of the villages' sheet."""
    return (1, township, village, code, groups, population, cadres)


def village_staff_row(
    township,
    village,
    name,
    identity,
    *,
    sex="男",
    education="高中",
    post="人口主任",
    start="2014-08-01",
    end="2017-07-31",
    open="是",
    phone="13800000000",
):
    """A row of the village staff's sheet."""
    return (
        1,
        township,
        village,
        name,
        sex,
        "布依族",
        identity,
        education,
        "群众",
        post,
        start,
        end,
        open,
        phone,
        "关岭县农村信用社",
        "6217994622791724969",
        "是",
        None,
    )


def staff_row(township, name, identity, *, sex="男", post, identity_kind="公务员", start="2008-02-01"):
    """A row of the township staff's sheet."""
    return (
        1,
        township,
        name,
        sex,
        "汉族",
        identity,
        "大专",
        "群众",
        post,
        identity_kind,
        start,
        "13800000000",
        None,
    )


def save_book(path, sheets, touch=None):
    """Write {sheet name: (title, head, rows)} as offices do: a title, a unit line, the header, a footer."""
    book = Workbook()
    book.remove(book.active)
    for name, (title, head, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append([title])
        sheet.append(["填报单位（盖章）：关岭自治县人口和计划生育局"])
        sheet.append(list(head))
        for row in rows:
            sheet.append(list(row))
        sheet.append([])
        sheet.append(["填表人：            审核人：            填表日期："])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(head))
    if touch:
        touch(book)
    book.save(path)
