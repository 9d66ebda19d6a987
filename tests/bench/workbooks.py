"""Importing a workbook of people against reading the same file with openpyxl alone."""

import tempfile
from datetime import date
from pathlib import Path

from openpyxl import Workbook, load_workbook

from guanling.documents.imports import Context
from guanling.documents.services.imports import run_import
from roster.models import Appointment
from tests.bench import clock, fill

HEAD = (
    "序号", "乡镇（街道）", "村（居、社区）", "姓名", "性别", "民族", "身份证号码", "出生日期", "文化程度",
    "政治面貌", "职务", "聘期起", "聘期止", "是否公开选聘", "联系电话", "开户行", "银行账号",
    "是否参加城乡居民养老保险",
)  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
SURNAMES = "王李张刘陈杨黄赵吴周韦罗伍岑潘陆卢邓廖蒙"
GIVEN = "秀英珍兰梅芳琴丽华国明光贵福德仁义军强林平安云花香月春桂凤玉美红艳群霞慧婷敏燕娟"


def identity(number: int) -> str:
    """The ``number``-th invented identity number of a woman, with a right check digit."""
    body = f"520499{1960 + number // 4500 % 40}{number // 375 % 12 + 1:02d}15{number % 500 * 2:03d}"
    return body + CHECK[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


def name(number: int) -> str:
    """The ``number``-th invented name; as varied as in an office's list."""
    return SURNAMES[number % 20] + GIVEN[number // 20 % 40] + GIVEN[number // 800 % 40]


def write(path: Path, rows: int) -> None:
    """Write a 人口主任花名册 of ``rows`` people in the villages of the filled county."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(["人口主任花名册"])
    sheet.append(["填报单位：测试县"])
    sheet.append(HEAD)
    villages = -(-rows // fill.DIRECTORS_A_VILLAGE)
    townships = min(fill.TOWNSHIPS, villages)
    for number in range(rows):
        village = number // fill.DIRECTORS_A_VILLAGE
        code = identity(number)
        sheet.append(
            (
                number + 1, f"第{village % townships + 1}镇", f"第{village // townships + 1}村",
                name(number), "女", "布依族", code, date(int(code[6:10]), int(code[10:12]), 15), "大专",
                "群众", "人口主任",
                date(2014, 8, 1), date(2017, 7, 31), "是", f"139{number:08d}", "农村信用社", "", "是",
            )
        )  # fmt: skip
    book.save(path)


def read(path: Path) -> int:
    """Read the file as openpyxl offers it, row by row, and return the number of cells."""
    book = load_workbook(path, read_only=True, data_only=True)
    cells = sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return cells


def measure(rows: int) -> dict:
    """Return rows, seconds of openpyxl, of the check and of the saving import, and both ratios."""
    fill.empty()
    fill.county(rows)
    Appointment.objects.all()._raw_delete(using="default")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.xlsx"
        write(path, rows)
        baseline = clock.seconds(lambda: read(path))

        def bring_in(*, commit):
            outcome = run_import(sources=[path], context=Context(on=date(2016, 9, 30)), commit=commit)
            if not outcome.clean or outcome.saved != commit:
                raise AssertionError([error.as_json() for error in outcome.report.errors[:5]])

        checked = clock.seconds(lambda: bring_in(commit=False))
        saved = clock.seconds(lambda: bring_in(commit=True), repeats=1)
    return {
        "rows": rows,
        "openpyxl": baseline,
        "check": checked,
        "save": saved,
        "check_ratio": checked / baseline,
        "save_ratio": saved / baseline,
    }
