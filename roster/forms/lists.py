"""Filters of the promotion list and of the education share."""

from django import forms

from guanling.forms import DatedTownshipFilter


class PromotionFilter(DatedTownshipFilter):
    """What narrows the promotion list."""

    state = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[("", "全部"), ("eligible", "符合"), ("lacking", "尚缺"), ("unknown", "尚缺：缺少记录")],
    )


class EducationFilter(DatedTownshipFilter):
    """What narrows the education share and the list of people below it."""

    show = forms.ChoiceField(
        label="名单",
        required=False,
        choices=[
            ("below", "未达到"),
            ("unknown", "文化程度未填"),
            ("way", "在读，毕业后达到"),
            ("met", "已达到"),
            ("all", "全部"),
        ],
    )
