"""What free text must not hold: training is about the work, never about residents."""

from guanling.documents.cells import personal_number


def refusal(text: str) -> str:
    """Return why ``text`` cannot be kept, or nothing: it holds somebody's number."""
    found = personal_number(text)
    return f"里面有{found}；这里只写政策和业务知识，请删去个人信息" if found else ""
