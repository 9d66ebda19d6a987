"""Filters that every page uses; built in, so that no template loads them."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter(expects_localtime=True)
def day(value):
    """A date, or a time's day here, as 2016年9月5日; nothing for nothing."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


@register.filter(expects_localtime=True)
def month(value):
    """A date's month as 2016年9月."""
    return f"{value.year}年{value.month}月" if value else ""


@register.filter
def plain(value):
    """A decimal without trailing zeros, as people write scores: 82.50 as 82.5; nothing for None."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def yuan(value):
    """An amount as papers write it: 1,700.00; nothing for None."""
    return "" if value is None or value == "" else f"{Decimal(value):,.2f}"


@register.filter
def has_right(user, action):
    """Whether the user may do ``action`` (its string) somewhere today."""
    return user.is_authenticated and user.can(action)


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The page's query string with some values changed (None drops one)."""
    values = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    return f"?{values.urlencode()}"
