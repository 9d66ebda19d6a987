"""What free text must not hold: training is about the work, never about residents."""

import re

_IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def personal_number(text: str) -> str:
    """Return what personal number stands in ``text`` (身份证号码, 手机号码); empty where none does."""
    if _IDENTITY.search(text):
        return "身份证号码"
    return "手机号码" if _MOBILE.search(text) else ""


def refusal(text: str) -> str:
    """Return why ``text`` cannot be kept, or nothing: it holds somebody's number."""
    found = personal_number(text)
    return f"里面有{found}；这里只写政策和业务知识，请删去个人信息" if found else ""
