"""What every page's frame shows: the navigation and the unit one works in."""

from django.urls import reverse

from guanling.accounts.enums import Action

# (heading, url name, right that shows it, namespace all of whose other pages belong to it, or further lists
# and beginnings of addresses whose pages belong to it too)
NAVIGATION = (
    ("工作台", "home:index", None, None),
    ("机构", "roster:units", Action.UNIT_VIEW, None),
    ("编制", "roster:establishment", Action.ESTABLISHMENT_VIEW, None),
    ("人员", "roster:people", Action.PERSON_VIEW, None),
    ("人事办理", "roster:changes", Action.PERSON_VIEW, ("roster:moves", "roster:agreements")),
    ("我的档案", "roster:mine", Action.OWN_VIEW, None),
    ("公开选聘", "recruitment:rounds", Action.SELECTION_VIEW, "recruitment"),
    ("教育培训", "training:sessions", Action.TRAINING_VIEW, "training"),
    ("我的培训", "training:mine", Action.OWN_VIEW, None),
    ("工作报告", "appraisal:reports", Action.REPORT_ENTER, None),
    ("月考核", "appraisal:months", Action.SHEET_VIEW, "appraisal"),
    (
        "督查评议",
        "appraisal:visits",
        Action.SHEET_VIEW,
        ("appraisal:checklist", "appraisal:rechecks", "appraisal:reviews", "appraisal:reports"),
    ),
    (
        "年度考核",
        "appraisal:years",
        Action.SHEET_VIEW,
        ("/appraisal/year-", "appraisal:recommendations", "appraisal:appeals"),
    ),
    (
        "分流辞退",
        "appraisal:cases",
        Action.CASE_VIEW,
        ("appraisal:sweeps", "appraisal:incidents", "appraisal:counts", "appraisal:talks"),
    ),
    ("待遇", "payroll:months", Action.PAY_VIEW, "payroll"),
    (
        "补助奖励",
        "payroll:pension",
        Action.PAY_VIEW,
        ("payroll:rewards", "payroll:reliefs", "/payroll/relief-papers/"),
    ),
    ("我的考核", "appraisal:mine", Action.OWN_VIEW, ("/appraisal/cases/own/",)),
    ("我的待遇", "payroll:mine", Action.OWN_VIEW, None),
    ("我的救助", "payroll:relief-mine", Action.OWN_VIEW, None),
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
    entries, namespaces = [], []
    for label, name, action, also in NAVIGATION:
        if action is not None and not user.can(action):
            continue
        address = reverse(name)
        more = also if isinstance(also, tuple) else ()
        lists = (address, *(one if one.startswith("/") else reverse(one) for one in more))
        here_already = any(entry["current"] for entry in entries)
        within = name != "home:index" and not here_already and request.path.startswith(lists)
        # The page itself, or the part of the work to which the page belongs.
        current = "page" if request.path == address else "true" if within else False
        entries.append({"label": label, "url": address, "current": current})
        namespaces.append(also if isinstance(also, str) else None)
    if not any(entry["current"] for entry in entries) and here in namespaces:
        entries[namespaces.index(here)]["current"] = "true"
    return {"navigation": entries, "grants": user.current_grants}
