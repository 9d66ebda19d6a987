"""Normalisers of workbook cells: what is certain is put right, what is not is refused.

A normaliser is a callable taking the raw cell value as openpyxl gives it (never ``None`` and never an
empty string: emptiness is the column's affair) and returning the clean value. It raises
:class:`CellError` with a Chinese sentence that says what to do, or returns :class:`Noted` when the
value is taken but somebody should look at it. Pure: no Django, and no clock except where a date says so.
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

ZONE = ZoneInfo("Asia/Shanghai")

# Spaces that str.strip() does not know, and marks that no one sees on the screen.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202c"))
# Full-width digits and Latin letters only. NFKC as a whole would also exchange Chinese characters.
HALF_WIDTH = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
# Punctuation that belongs to numbers and dates.
HALF_WIDTH_SIGNS = HALF_WIDTH | {
    ord("．"): ".",
    ord("，"): ",",
    ord("－"): "-",
    ord("／"): "/",
    ord("＋"): "+",
}
MIDDLE_DOTS = dict.fromkeys(map(ord, "\u2022\u2027\u22c5\u30fb\uff65\u0387\u16eb\u2219\u25cf"), "·")
EXCEL_ERRORS = {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
SPACES = re.compile(r"\s+")
HAN_GAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])\s+(?=[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
)
DATE_FORMS = (
    re.compile(r"(\d{4})\s*[.\-/]\s*(\d{1,2})\s*[.\-/]\s*(\d{1,2})\.?"),
    re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
MONTH_FORMS = (
    re.compile(r"(\d{4})\s*[.\-/]\s*(\d{1,2})"),
    re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:份)?"),
    re.compile(r"(\d{4})(\d{2})"),
)
TIME_TAIL = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?$")
SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
# Excel's day number of 1930-01-01 and of 2100-01-01: outside, a bare number is no date of this trade.
SERIAL_RANGE = range(10959, 73051)
EXCEL_EPOCH = Date(1899, 12, 30)

_IDENTITY_IN_TEXT = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_MOBILE_IN_TEXT = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
LOST_DIGITS = "被Excel存成数字，末位已丢失；请先把该列设为“文本”格式，再重新录入完整号码"


class CellError(Exception):
    """A cell that cannot be taken; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that is taken although something about it should be looked at."""

    value: Any
    note: str


def show(value):
    """Return the cell as people see it, for messages and the workbook of rejected rows."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if not (value.hour or value.minute or value.second)
            else value.isoformat(" ")
        )
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e22 else repr(value)
    return str(value)


def tidy(value):
    """Return the cell as text without stray spaces, invisible marks and full-width digits or letters."""
    return SPACES.sub(" ", show(value).translate(INVISIBLE)).translate(HALF_WIDTH).strip()


def _number_text(value):
    return show(value).translate(INVISIBLE).translate(HALF_WIDTH_SIGNS).strip()


def _refuse_error_value(text):
    if text in EXCEL_ERRORS:
        raise CellError(f"公式出错（{text}），请改成实际内容")


def text(max_length=200):
    """Make a normaliser for free text of at most ``max_length`` characters."""

    def normalise(value):
        result = tidy(value)
        _refuse_error_value(result)
        if len(result) > max_length:
            raise CellError(f"内容过长：最多{max_length}个字，现有{len(result)}个")
        if "\x00" in result or "\ufffd" in result:
            raise CellError("含有乱码，请重新录入")
        return result

    return normalise


def paragraphs(most):
    """Make a normaliser for text of several lines, each tidied; at most ``most`` characters."""
    whole = text(most)

    def normalise(value):
        lines = [tidy(line) for line in value.splitlines()]
        kept = "\n".join(line for line in lines if line)
        whole(kept)
        return kept

    return normalise


def name(value):
    """Return a personal name: no spaces between Chinese characters, every middle dot as ``·``.

    Private-use characters are refused: they show only on the PC on which somebody drew them.
    """
    result = HAN_GAP.sub("", text(60)(value)).translate(MIDDLE_DOTS)
    result = re.sub(r"\s*·\s*", "·", result)
    for char in result:
        if unicodedata.category(char) == "Co":
            raise CellError("姓名中有自造字，别的电脑无法显示；请换成国家标准汉字（GB 18030）后再导入")
        if char.isdigit():
            raise CellError("姓名中有数字，请核对")
    if not result or not any(char.isalpha() for char in result):
        raise CellError("不是姓名，请核对")
    return result


def _date_of(year, month, day, shown):
    try:
        result = Date(int(year), int(month), int(day))
    except ValueError:
        raise CellError(f"“{shown}”不是存在的日期") from None
    if not 1900 <= result.year <= 2100:
        raise CellError(f"年份{result.year}不合理，请核对")
    return result


def date(value):
    """Return the day of a cell date, an Excel day number or one of the usual written forms.

    Forms: ``2014.08.01``, ``2014年8月1日``, ``2014-8-1``, ``2014/8/1``, ``20140801``.
    """
    if isinstance(value, datetime):
        return _date_of(value.year, value.month, value.day, show(value))
    if isinstance(value, Date):
        return value
    if isinstance(value, (bool, timedelta)):
        raise CellError("不是日期，请写成 2014-08-01 或 2014年8月1日")
    if isinstance(value, (int, float)) and value == int(value) and int(value) in SERIAL_RANGE:
        return EXCEL_EPOCH + timedelta(days=int(value))
    written = TIME_TAIL.sub("", _number_text(value))
    _refuse_error_value(written)
    for form in DATE_FORMS:
        if match := form.fullmatch(written):
            return _date_of(*match.groups(), written)
    for form in MONTH_FORMS:
        if match := form.fullmatch(written):
            raise CellError("只有年月，缺少“日”；请写成 2014-08-01")
    raise CellError("不是日期，请写成 2014-08-01 或 2014年8月1日")


def date_or_month(value):
    """Like :func:`date`, and take a bare year and month as the first day of that month."""
    if not isinstance(value, (datetime, Date)):
        written = _number_text(value)
        for form in MONTH_FORMS:
            if match := form.fullmatch(written):
                return _date_of(*match.groups(), 1, written)
    return date(value)


def decimal(places=None, low=None, high=None):
    """Make a normaliser to :class:`Decimal` with at most ``places`` digits after the point, in bounds."""
    low = None if low is None else Decimal(str(low))
    high = None if high is None else Decimal(str(high))

    def normalise(value):
        if isinstance(value, (bool, datetime, Date, timedelta)):
            raise CellError("不是数字，请把单元格改成数字")
        if isinstance(value, float):
            if not math.isfinite(value):
                raise CellError("不是数字")
            # Excel keeps 15 digits; what stands behind them is noise of binary fractions.
            result = Decimal(f"{value:.15g}")
        else:
            written = _number_text(value).replace(",", "")
            _refuse_error_value(written)
            try:
                result = Decimal(written)
            except InvalidOperation:
                raise CellError("不是数字") from None
            if not result.is_finite():
                raise CellError("不是数字")
        if places is not None and -result.normalize().as_tuple().exponent > places:
            raise CellError(f"最多{places}位小数" if places else "应为整数，不能有小数")
        if (low is not None and result < low) or (high is not None and result > high):
            if low is not None and high is not None:
                raise CellError(f"应在{low}到{high}之间")
            raise CellError(f"不能小于{low}" if low is not None and result < low else f"不能大于{high}")
        return result + Decimal(0)

    return normalise


def integer(low=None, high=None):
    """Make a normaliser to ``int`` within bounds; ``5.0`` is 5, ``5.5`` is refused."""
    exact = decimal(places=0, low=low, high=high)

    def normalise(value):
        return int(exact(value))

    return normalise


def choice(meanings):
    """Make a normaliser over ``{written form: value}``; the refusal lists the written forms."""
    forms = {SPACES.sub("", tidy(key)): value for key, value in meanings.items()}

    def normalise(value):
        written = SPACES.sub("", tidy(value))
        _refuse_error_value(written)
        if written not in forms:
            raise CellError(f"不认识的内容，只能填：{'、'.join(meanings)}")
        return forms[written]

    return normalise


yes_no = choice({"是": True, "否": False, "√": True, "×": False})


def today():
    """Return the day of now in Shanghai."""
    return datetime.now(ZONE).date()


def identity_problem(number):
    """Return why ``number`` is no citizen identity number (GB 11643), or ``None``.

    ``number`` has half-width digits and an upper-case X. Any area code passes: old and synthetic ones
    are not in the published list. The birth date must exist and not lie ahead.
    """
    if re.fullmatch(r"\d{15}", number):
        return "是15位旧身份证号码，请改填18位号码"
    if len(number) != 18:
        return f"身份证号码应为18位，现有{len(number)}位"
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return "身份证号码只能由17位数字和末位数字或X组成"
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        return f"身份证号码中的出生日期{number[6:14]}不存在"
    if born > today():
        return f"身份证号码中的出生日期{number[6:14]}在今天之后"
    if born.year < 1900:
        return f"身份证号码中的出生日期{number[6:14]}不合理"
    if ric.calc_check_digit(number) != number[17]:
        return "身份证号码末位校验码不对，请核对是否有录错的数字"
    return None


def identity(value):
    """Return the 18-character identity number with upper-case X, or refuse it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if len(show(value)) == 15:
            raise CellError("是15位旧身份证号码，请改填18位号码")
        raise CellError(LOST_DIGITS)
    number = SPACES.sub("", tidy(value)).upper().lstrip("'’‘`")
    _refuse_error_value(number)
    if SCIENTIFIC.fullmatch(number):
        raise CellError(LOST_DIGITS)
    if problem := identity_problem(number):
        raise CellError(problem)
    return number


def identity_birth(number):
    """Return the birth date in a valid identity number."""
    return Date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def identity_is_male(number):
    """Return whether a valid identity number is a man's (digit 17 odd)."""
    return int(number[16]) % 2 == 1


def bank_account(value):
    """Return the account's digits; one that fails the Luhn check is noted, a rural passbook may."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        raise CellError(LOST_DIGITS)
    number = re.sub(r"[\s\-]", "", tidy(value)).lstrip("'’‘`")
    _refuse_error_value(number)
    if SCIENTIFIC.fullmatch(number):
        raise CellError(LOST_DIGITS)
    if not re.fullmatch(r"\d{8,30}", number):
        raise CellError("银行账号应为8至30位数字")
    if not 16 <= len(number) <= 19:
        return Noted(number, f"银行账号{len(number)}位，不是通常的16至19位，请核对")
    if not luhn.is_valid(number):
        return Noted(number, "银行账号未通过校验，请核对（存折账号可能属正常）")
    return number


def phone(value):
    """Return the telephone number; one that is no mobile number is noted."""
    number = re.sub(r"[\s\-()（）]", "", tidy(value)).removeprefix("+86")
    _refuse_error_value(number)
    if SCIENTIFIC.fullmatch(number) or not re.fullmatch(r"\d{5,20}", number):
        raise CellError("联系电话应为数字")
    if not re.fullmatch(r"1[3-9]\d{9}", number):
        return Noted(number, "不是11位手机号码，请核对")
    return number


def division_code(value):
    """Return a 12-digit division code; Excel may have kept it as a number (12 digits survive that)."""
    code = SPACES.sub("", tidy(value)).lstrip("'’‘`")
    _refuse_error_value(code)
    if not re.fullmatch(r"[1-9]\d{11}", code):
        raise CellError("区划代码应为12位数字")
    return code


def personal_number(text):
    """Return what personal number stands in free text (身份证号码, 手机号码); empty where none does."""
    if _IDENTITY_IN_TEXT.search(text):
        return "身份证号码"
    return "手机号码" if _MOBILE_IN_TEXT.search(text) else ""
