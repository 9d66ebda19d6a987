"""What every page's frame shows: the navigation and the unit one works in."""

from django.urls import reverse

from guanling.accounts.enums import Action

# (heading, url name, right that shows it, namespace all of whose pages belong to it, or further lists whose
# pages belong to it too)
NAVIGATION = (
    ("工作台", "home:index", None, None),
    ("机构", "roster:units", Action.UNIT_VIEW, None),
    ("编制", "roster:establishment", Action.ESTABLISHMENT_VIEW, None),
    ("人员", "roster:people", Action.PERSON_VIEW, None),
    ("人事办理", "roster:changes", Action.PERSON_VIEW, ("roster:moves", "roster:agreements")),
    ("我的档案", "roster:mine", Action.OWN_VIEW, None),
    ("教育培训", "training:sessions", Action.TRAINING_VIEW, "training"),
    ("我的培训", "training:mine", Action.OWN_VIEW, None),
    ("月考核", "appraisal:months", Action.SHEET_VIEW, "appraisal"),
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
    here = request.resolver_match.namespace if request.resolver_match else ""
    entries = []
    for label, name, action, also in NAVIGATION:
        if action is not None and not user.can(action):
            continue
        address = reverse(name)
        exact = request.path == address
        lists = (address, *map(reverse, also)) if isinstance(also, tuple) else (address,)
        below = name != "home:index" and request.path.startswith(lists)
        within = below or (also is not None and here == also)
        # The page itself, or the part of the work to which the page belongs.
        entries.append({"label": label, "url": address, "current": "page" if exact else within and "true"})
    return {"navigation": entries, "grants": user.current_grants}
