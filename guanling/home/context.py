"""What every page's frame shows: the navigation and the unit one works in."""

from guanling.accounts.enums import Action

# (heading, url name, right that shows it, url namespace that marks it as current)
NAVIGATION = (
    ("工作台", "home:index", None, "home"),
    ("机构", "roster:units", Action.UNIT_VIEW, None),
    ("编制", "roster:establishment", Action.ESTABLISHMENT_VIEW, None),
    ("人员", "roster:people", Action.PERSON_VIEW, None),
    ("我的档案", "roster:mine", Action.OWN_VIEW, None),
    ("月考核", "appraisal:months", Action.SHEET_VIEW, None),
    ("公文", "documents:papers", Action.PAPER_VIEW, None),
    ("导入表格", "documents:imports", Action.IMPORT, None),
    ("政策参数", "policy:list", Action.POLICY_VIEW, None),
    ("账号", "accounts:users", Action.ACCOUNT_MANAGE, None),
    ("变更记录", "audit:events", Action.AUDIT_VIEW, None),
)


def page(request):
    """The user's navigation and units. Nothing for somebody who is not logged in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    from django.urls import NoReverseMatch, reverse

    current = request.resolver_match.view_name if request.resolver_match else ""
    entries = []
    for label, name, action, _ in NAVIGATION:
        if action is not None and not user.can(action):
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        entries.append({"label": label, "url": address, "current": current == name})
    return {"navigation": entries, "grants": user.current_grants}
