"""Parts of the policy page, and where a value comes from."""

from enum import StrEnum


class Part(StrEnum):
    """Parts of the two documents, in the order of the policy page."""

    label: str

    def __new__(cls, value, label):
        """Give each member its Chinese name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    ESTABLISHMENT = "establishment", "编制"
    STABILITY = "stability", "稳定"
    SELECTION = "selection", "选聘"
    TRAINING = "training", "培训"
    ASSESSMENT = "assessment", "考评"
    PAY = "pay", "待遇"
    LEAVING = "leaving", "分流"


class Origin(StrEnum):
    """Who set a value: a document, the default until the county decides, or a county decision."""

    label: str

    def __new__(cls, value, label):
        """Give each member its Chinese name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    DOCUMENT = "document", "文件规定"
    DEFAULT = "default", "县定缺省"
    DECISION = "decision", "县决定"
