"""What contract, yearly letter, public promise and duty sheet say; pure, figures from the dated policy alone.

Each function returns frozen content: JSON-able, texts ready to be read, and under ``figures`` every figure
used with its value, clause and source. A sentence whose figure no rule gives on the day says so in words.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import cn2an

from guanling.policy.rules import catalogue, chinese_date, clause, plain
from roster.enums import PostKind
from roster.rules.agreements import whole_years

# --- names ---------------------------------------------------------------------------------------

_BODIES = ("人民政府", "办事处", "管理委员会", "管委会")


def government(name: str) -> str:
    """Return the body that speaks for a township: 花江镇人民政府, 顶云街道办事处."""
    if name.endswith(_BODIES):
        return name
    return f"{name}办事处" if name.endswith("街道") else f"{name}人民政府"


def office(short_name: str) -> str:
    """Return the family-planning office of a township."""
    return f"{short_name}人口和计划生育办公室"


def bureau(short_name: str) -> str:
    """Return the bureau of a county."""
    return f"{short_name}人口和计划生育局"


# One character each, behind the township's own: 花聘〔2016〕12号.
NUMBER_WORDS = {"contract": "聘", "responsibility": "责", "commitment": "诺", "duty_sheet": "职"}


@dataclass(frozen=True)
class Place:
    """Where the post is: full and short names on the day."""

    county: str
    township: str
    township_short: str
    # Empty for a post of the township itself.
    village: str = ""
    village_short: str = ""

    @property
    def unit(self) -> str:
        """The unit of the post, short, with its township."""
        return f"{self.township_short}{self.village_short}"


@dataclass(frozen=True)
class Holder:
    """Who signs: nothing that the paper does not need. Address and identity number are written by hand."""

    name: str
    sex: str
    birth_date: date
    ethnicity: str

    def as_content(self) -> dict[str, str]:
        """Return the facts as papers write them."""
        born = f"{self.birth_date.year}年{self.birth_date.month}月"
        return {"name": self.name, "sex": self.sex, "born": born, "ethnicity": self.ethnicity}


class Figures:
    """The dated figures that a paper uses, written down as they are read."""

    def __init__(self, policy: Any):
        self.policy = policy
        self.used: dict[str, dict[str, str]] = {}

    def get(self, key: str) -> Any:
        """Return the value of ``key``, None where no rule gives one, and remember that it was used."""
        value = self.policy.get(key)
        if value is not None:
            self.note(key)
        return value

    def require(self, key: str) -> Any:
        """Return the value of ``key``; raise the policy's own Refusal where no rule gives one."""
        value = self.policy[key]
        self.note(key)
        return value

    def note(self, key: str) -> None:
        """Write down a figure that stands in the paper."""
        source = self.policy.source(key)
        self.used[key] = {
            "key": key,
            "label": source.parameter.label,
            "value": self.policy.text(key),
            "clause": source.value.clause.id,
            "source": source.text,
        }

    def as_content(self) -> list[dict[str, str]]:
        """Return what was used, in the order of its use."""
        return list(self.used.values())


def in_words(amount: Decimal) -> str:
    """Return an amount as contracts write it: 1,700.00元（人民币壹仟柒佰元整）."""
    return f"{amount:,.2f}元（人民币{cn2an.an2cn(str(amount), 'rmb')}）"


def basis(day: date) -> str:
    """Return the titles of the two documents that stood on ``day``; empty before the first."""
    documents = [clause(name).document for name in ("N3.3", "P5.1")]
    return "和".join(document.title for document in documents if document.date <= day)


def _under(day: date) -> str:
    found = basis(day)
    return f"根据{found}" if found else "根据县有关规定"


# --- duties --------------------------------------------------------------------------------------

# The four groups of P4.1, each in a sentence.
DIRECTOR_DUTIES = (
    ("宣传教育", "组织开展人口和计划生育政策法规、优生优育知识的宣传，办好村级宣传阵地，按月完成宣传任务。"),
    ("信息采集上报", "按规定采集、核对和更新人口信息，按月如实填报统计数，做到账表相符、不瞒报、不漏报。"),
    ("随访服务", "按计划开展随访和优质服务，协助服务站做好技术服务的组织工作，如实记录完成情况。"),
    ("流动人口管理", "掌握本村流入流出人口情况，落实登记、协查和服务，按月上报工作数。"),
)
CONFIDENCE = "工作报告只填报数字，不写群众个人姓名和情况；对工作中知悉的个人信息负有保密责任。"

DISCRETION = "遵守工作纪律，保守工作秘密，对知悉的个人信息负有保密责任。"

DUTIES: dict[str, tuple[tuple[str, str], ...]] = {
    PostKind.LEADER_IN_CHARGE: (
        ("组织领导", "负责本乡镇（街道）人口计生工作的组织领导，每月研究部署一次，及时解决工作中的困难。"),
        ("目标落实", "组织签订并落实年度目标管理责任书，对本乡镇（街道）完成目标任务负分管责任。"),
        ("队伍管理", "指导计生办、服务站和村级队伍建设，落实定人定岗定责，保持队伍稳定。"),
        ("督查考核", "组织月督查、月考核、月排序、月通报，对考核结果的真实性负责。"),
        ("保障", "督促村级人员报酬按月足额发放，落实工作场所和必要的工作条件。"),
    ),
    PostKind.OFFICE_DIRECTOR: (
        ("全面工作", "主持计生办日常工作，制定年度和月度工作计划并组织实施。"),
        ("人员管理", "负责计生办人员分工和村级人口主任的日常管理，组织签订合同、责任书和岗位职责书。"),
        ("考核", "组织月考核评分，审核考核表并按时报送县局。"),
        ("培训", "组织乡镇集中培训和应知应会测试，做好登记备案。"),
        ("档案", "负责人事信息档案的建立、更新和上报，保证内容真实完整。"),
    ),
    PostKind.OFFICE_STAFF: (
        ("包村指导", "按分工联系村（居、社区），指导人口主任开展工作，按月到村督查。"),
        ("政策咨询", "受理来信来访和政策咨询，依法依规办理，一次告知。"),
        ("资料管理", "负责分管业务的台账、报表和文书资料，按时整理归档。"),
        ("协助考核", "参加月督查和月考核，如实记录发现的问题并督促整改。"),
    ),
    PostKind.COMPUTER_OPERATOR: (
        ("信息录入", "负责人口信息系统的录入、变更和维护，做到及时、准确、完整。"),
        ("统计报表", "汇总各村上报的统计数，按月编制报表，按时报送县局。"),
        ("数据核查", "定期开展逻辑校验和数据比对，发现差错及时反馈核实。"),
        ("信息安全", "管好账号、密码和设备，不外传数据，不在无关设备上存储工作信息。"),
    ),
    PostKind.PHYSICIAN: (
        ("技术服务", "在执业范围内开展计划生育技术服务和生殖健康服务，遵守操作规程。"),
        ("业务指导", "指导助理医师和村级人员开展随访服务，负责疑难问题的转诊。"),
        ("质量安全", "负责服务站医疗质量、药具和设备管理，防范差错事故。"),
        ("登记统计", "如实登记服务情况，按月汇总服务数量上报。"),
    ),
    PostKind.ASSISTANT_PHYSICIAN: (
        ("协助服务", "在执业医师指导下开展技术服务和生殖健康检查，遵守操作规程。"),
        ("随访", "按计划参加随访服务，做好服务前后的准备和登记。"),
        ("药具管理", "负责药具的领取、保管和发放登记，做到账物相符。"),
        ("健康宣传", "开展优生优育和生殖健康知识宣传，配合人口主任做好群众工作。"),
    ),
    PostKind.SPECIAL_OFFICER: (
        ("驻村服务", "在所驻村（居、社区）开展人口计生日常工作，配合人口主任完成月度任务。"),
        ("信息采集", "协助采集和核对信息，按时报送统计数，保证真实准确。"),
        ("宣传随访", "参加宣传教育和随访服务，如实登记完成情况。"),
        ("流动人口", "协助做好流动人口登记、协查和服务。"),
    ),
    PostKind.POPULATION_DIRECTOR: DIRECTOR_DUTIES,
}


# --- contract (P5.1) -----------------------------------------------------------------------------


def _ground(letter, figures):
    """Return a ground of dismissal in words (P8.2), with its figures."""
    match letter:
        case "a":
            return f"责任心不强，连续{figures.require('dismissal.a_years')}年工作落后的"
        case "b":
            years = figures.require("dismissal.b_consecutive_years")
            times = figures.require("dismissal.b_times_in_year")
            return f"所任村连续{years}年或者一年内{times}次出现违法生育的，以村为单位的统计数和文号为据"
        case "g":
            return f"连续{figures.require('dismissal.g_years')}年未参加知识更新培训的"
    return _GROUNDS[letter]


_GROUNDS = {
    "c": "工作出现重大失误的",
    "d": "本人违反计划生育政策的",
    "e": "提供虚假工作信息的",
    "f": "工作台账混乱的",
    "h": "利用职权庇护亲属的",
    "i": "贪污、受贿或者有其他违法违纪行为的",
}
_LETTERS = "abcdefghi"


def _numbered(texts):
    return [f"{number}. {text}" for number, text in enumerate(texts, 1)]


def _term_article(place, first, last, figures):
    years = whole_years(first, last)
    span = f"，共{years}年" if years else ""
    texts = [
        f"甲方聘用乙方担任{place.township_short}{place.village}人口主任，工作地点为{place.village_short}。",
        f"聘期自{chinese_date(first)}起至{chinese_date(last)}止{span}。",
    ]
    if figures.get("stability.director_term_years"):
        texts[-1] += f"按规定，人口主任一个聘期为{figures.get('stability.director_term_years')}年。"
    texts.append("聘期届满，本合同自然终止。继续聘用的，乙方须重新具备条件并履行选聘程序，双方另行签订合同。")
    return _numbered(texts)


def _duty_article():
    texts = ["乙方承担下列四项职责："]
    texts += [
        f"（{number}）{name}。{text}"
        for number, (name, text) in zip("一二三四", DIRECTOR_DUTIES, strict=True)
    ]
    return [
        *texts,
        f"乙方服从甲方和所在村（居）委会的共同管理，定期报告工作，公开服务承诺。{CONFIDENCE}",
    ]


def deduction_texts(bands) -> list[str]:
    """Return the bands of the deduction by the month's score in words (P6.4)."""
    texts, above = [], None
    for row in bands.rows:
        if row.limit is None:
            scope = "" if above is None else f"不满{plain(above)}分的"
        elif above is None:
            scope = f"{plain(row.limit)}分以上的"
        else:
            scope = f"{plain(row.limit)}分以上、不满{plain(above)}分的"
        share = f"扣减当月报酬的{plain(row.result)}%" if row.result else "不扣减"
        texts.append(f"{scope}，{share}" if scope else f"一律{share}")
        above = row.limit
    return texts


def _pay_article(figures):
    monthly, pay_day = figures.get("pay.director_monthly"), figures.get("pay.day")
    when = f"，每月{pay_day}日发放" if pay_day else ""
    texts = [
        f"乙方月报酬为{in_words(monthly)}，由县财政列支、甲方按月足额发放{when}。"
        if monthly is not None
        else f"乙方月报酬按县规定的标准执行，由县财政列支、甲方按月足额发放{when}。",
        "聘期内县调整报酬标准的，自调整之日起按新标准执行，不再另行签订合同。",
    ]
    bands = figures.get("pay.deduction")
    if bands is not None:
        texts.append(
            f"报酬与月考核结果挂钩。月考核得分{'；'.join(deduction_texts(bands))}。扣减须告知乙方，并在发放表上列明。"
        )
    else:
        texts.append("报酬与考核结果挂钩，扣减按县规定的办法执行，并告知乙方。")
    pension = figures.get("pay.pension_per_year")
    if pension is not None:
        texts.append(
            f"乙方参加城乡居民养老保险、符合条件的，每任满一年，由县给予养老保险补助{in_words(pension)}。"
        )
    return _numbered(texts)


def _training_article(figures):
    texts = ["乙方上岗前参加县统一安排的初任培训，培训后上岗。"]
    days = figures.get("training.update_days")
    low, high = figures.get("training.township_sessions_min"), figures.get("training.township_sessions_max")
    each = figures.get("training.township_session_days")
    yearly = f"乙方每年参加知识更新培训不少于{plain(days)}天" if days else "乙方每年按县安排参加知识更新培训"
    if low and high and each:
        yearly += f"；参加乡镇（街道）集中培训，每年{low}至{high}次、每次不少于{plain(each)}天"
    texts += [f"{yearly}。", "培训的出勤和结果登记备案，作为考核和续聘的依据。甲方保证乙方参加培训的时间。"]
    return _numbered(texts)


def _assessment_article():
    return _numbered(
        [
            "双方每年会同所在村（居）委会签订目标管理责任书，明确当年的目标任务。",
            "乙方接受月督查、月考核、月排序、月通报。考核以德、能、勤、绩、廉和群众满意度为内容，结果作为报酬、"
            "表彰、调整和续聘的依据。",
            "考核结果以书面形式告知乙方；乙方有异议的，可以向甲方或者县人口和计划生育局书面反映。单凭名次不得"
            "解除本合同。",
        ]
    )


def _ending_article(figures, letters):
    age = figures.get("leaving.renewal_age_max")
    over = f"超过续聘年龄（{age}周岁）的" if age else "超过续聘年龄的"
    notice = figures.get("leaving.resignation_notice_days")
    resign = f"提前{notice}日书面告知甲方" if notice else "书面告知甲方"
    texts = [
        "经双方协商一致，可以书面变更本合同，并报县人口和计划生育局备案。",
        f"有下列情形之一的，解除聘用：岗位变动的；因身体原因不能坚持工作的；{over}；本人辞职的。乙方辞职应当{resign}。",
    ]
    if letters:
        grounds = "；".join(
            f"（{number}）{_ground(letter, figures)}" for number, letter in enumerate(letters, 1)
        )
        texts.append(f"乙方有下列情形之一，经查证属实的，甲方可以按程序辞退：{grounds}。")
    else:
        texts.append("甲方辞退乙方，须有规定的情形，并经查证属实。")
    texts.append(_procedure(figures))
    return _numbered(texts)


def _procedure(figures):
    """Return the due process of a dismissal in words (P8.2)."""

    def within(key, words, without=""):
        days = figures.get(key)
        return words.format(days) if days else without

    return (
        "辞退应当"
        + within("leaving.notice_days", "提前{}日", "事先")
        + "书面告知乙方事实、理由和依据；乙方"
        + within("leaving.statement_days", "自收到告知之日起{}日内")
        + "可以陈述和申辩；甲方"
        + within("leaving.decision_days", "在{}日内")
        + "作出书面决定，"
        + within("leaving.filing_days", "并在{}日内", "并")
        + "报县人口和计划生育局备案。乙方不服的，可以"
        + within("leaving.review_request_days", "自知道决定之日起{}日内")
        + "申请复核，对复核决定仍不服的，可以"
        + within("leaving.appeal_days", "在{}日内")
        + "申诉；复核和申诉不加重处理。"
    )


def grounds_holding(*policies: Any) -> str:
    """Return the letters of the grounds of dismissal that hold under every one of ``policies``."""
    return "".join(
        letter for letter in _LETTERS if all(policy.holds(f"dismissal.{letter}") for policy in policies)
    )


def contract(
    *, holder: Holder, place: Place, first: date, last: date, policy: Any, today_policy: Any, day: date
) -> dict:
    """Return the content of a population director's contract (P5.1) for the term ``first`` to ``last``.

    ``policy`` is that of the term's first day, from which all figures come; a ground of dismissal that has
    been repealed by the ``day`` of preparing is left out, too.
    """
    figures = Figures(policy)
    letters = grounds_holding(policy, today_policy)
    stable = "聘期内，甲方不调整乙方的岗位，乙方本人辞职、依照规定辞退或者经批准的除外。"
    if policy.holds("stability.director_term_years"):
        stable += "因特殊情况确需调整的，由甲方书面报县人口和计划生育局同意后办理。"
    articles = [
        ("聘用岗位和期限", _term_article(place, first, last, figures)),
        ("工作职责", _duty_article()),
        ("工作报酬和待遇", _pay_article(figures)),
        ("教育培训", _training_article(figures)),
        ("考核", _assessment_article()),
        ("聘期内的稳定", [stable]),
        ("合同的变更、解除和终止", _ending_article(figures, letters)),
        (
            "违约责任",
            [
                "甲方无正当理由拖欠、克扣报酬的，应当补足；违反本合同解除聘用的，应当予以纠正，造成损失的依法承担责任。",
                "乙方违反本合同、给工作造成损失的，依照规定承担相应责任；离任时应当在离任之日前交清工作资料和物品。",
            ],
        ),
        (
            "争议的处理",
            [
                "因履行本合同发生争议的，双方协商解决；协商不成的，可以请县人口和计划生育局调解，也可以依法申请仲裁或者提起诉讼。"
            ],
        ),
        (
            "其他",
            _numbered(
                [
                    "本合同未尽事宜，按照国家和县的有关规定执行。",
                    "本合同一式三份，甲方、乙方各执一份，报县人口和计划生育局备案一份。",
                    "本合同经甲方盖章、双方签字后生效。",
                ]
            ),
        ),
    ]
    return {
        "title": "人口主任聘用合同书",
        "party_a": government(place.township),
        "village": place.village,
        "bureau": bureau(place.county),
        "person": holder.as_content(),
        "opening": (
            f"{_under(day)}，甲方聘用乙方为村级人口主任。双方在平等自愿、协商一致的基础上订立本合同，共同遵守。"
        ),
        "articles": [{"title": title, "paragraphs": texts} for title, texts in articles],
        "figures": figures.as_content(),
    }


# --- yearly letter of responsibility (P5.2) ------------------------------------------------------

# Item of the monthly assessment → (what is asked, how it is scored). Weights and full marks are policy.
_TARGETS = {
    "de": (
        "遵纪守法，执行政策，服从安排，团结协作，全年无违法违纪行为。",
        "由乡镇（街道）和村（居）委会按月评议。",
    ),
    "neng": (
        "熟悉业务和政策，能独立完成工作。{training}应知应会测试合格。",
        "按当月业务表现和培训、测试记录评分。",
    ),
    "qin": (
        "按时参加例会、培训和集中行动，按月报送工作报告，坚持经常下组入户。",
        "按当月出勤和报送记录评分。",
    ),
    "ji": (
        "按月完成下达的宣传教育、信息采集上报、随访服务、流动人口管理四项任务，数据真实准确，台账规范。",
        "按当月计划数和完成数对照评分，督查发现的问题另从总分中扣除。",
    ),
    "lian": (
        "廉洁自律，不借工作之便谋取利益，不庇护亲属，保守工作秘密。",
        "按当月有无经查证属实的反映评分。",
    ),
    "satisfaction": (
        "文明服务，兑现服务承诺，群众反映的问题按时办结、有回音。",
        "按当月群众满意度调查或者评议结果评分。",
    ),
}


def responsibility(*, holder: Holder, place: Place, year: int, policy: Any, day: date) -> dict:
    """Return the content of a director's target responsibility letter of ``year`` (P5.2).

    Items, weights and full marks are those of the monthly assessment under ``policy``.
    """
    figures = Figures(policy)
    weights = figures.require("assessment.weights")
    labels = catalogue().parameters["assessment.weights"].shape.options
    full = figures.require("assessment.item_max")
    days = figures.get("training.update_days")
    training = f"全年参加知识更新培训不少于{plain(days)}天，" if days else "按要求参加培训，"
    rows = [
        {
            "item": labels[key],
            "target": _TARGETS[key][0].format(training=training),
            "points": plain(weight),
            "method": _TARGETS[key][1],
        }
        for key, weight in weights.items()
    ]
    return {
        "title": f"{year}年度人口主任目标管理责任书",
        "parties": [
            ("责任人", f"{holder.name}（{place.township_short}{place.village_short}人口主任）"),
            ("管理单位", office(place.township_short)),
            ("用人单位", place.village),
        ],
        "opening": (
            f"{_under(day)}，为落实{year}年度人口计生工作目标，明确责任，"
            f"{office(place.township_short)}、{place.village}与村级人口主任{holder.name}签订本责任书。"
        ),
        "term": f"{year}年1月1日至{year}年12月31日；聘期在年内开始或者终止的，按实际任职时间计算。",
        "heads": ["指标", "年度目标", "分值", "计分办法"],
        "rows": rows,
        "total": plain(sum(weights.values(), Decimal(0))),
        "sections": [
            {"title": "一、计分和评定", "paragraphs": _scoring(figures, full)},
            {"title": "二、奖励", "paragraphs": _rewards(figures)},
            {"title": "三、责任追究", "paragraphs": _liability(figures)},
            {
                "title": "四、其他",
                "paragraphs": [
                    "管理单位和用人单位为责任人提供必要的工作条件，按月告知考核结果。本责任书一式三份，三方各执一份，"
                    "由管理单位报县人口和计划生育局备案。"
                ],
            },
        ],
        "signers": [
            ("责任人（签字）", ""),
            (f"{office(place.township_short)}（盖章）", "负责人（签字）"),
            (f"{place.village}（盖章）", "负责人（签字）"),
        ],
        "figures": figures.as_content(),
    }


def _scoring(figures, full):
    texts = [
        f"每月考核一次，各项以{plain(full)}分为满分评分，按上表分值所占比例折算后相加，"
        "减去当月督查扣分，即为当月得分。全年成绩按各月得分评定。"
    ]
    bands = figures.get("assessment.bands")
    if bands is not None:
        named, above = [], None
        for row in bands.rows:
            if row.limit is None:
                named.append(f"不满{plain(above)}分为{row.result}" if above is not None else str(row.result))
            else:
                named.append(f"{plain(row.limit)}分以上为{row.result}")
            above = row.limit
        texts.append(f"月考核得分{'，'.join(named)}（“以上”包含本数）。")
    return texts


def _rewards(figures):
    texts = ["完成年度目标、成绩突出的，由乡镇（街道）推荐参加县、乡年度表彰，并作为续聘的依据。"]
    years, points = figures.get("selection.bonus_years"), figures.get("selection.bonus_points")
    age = figures.get("selection.bonus_age_max")
    if years and points and age:
        texts.append(
            f"连续{years}年年度考核优秀、年龄{age}周岁以下并符合学历条件的，推荐参加县事业单位考录，笔试总分加{plain(points)}分。"
        )
    term, amount = figures.get("pay.reward_years"), figures.get("pay.reward_amount")
    if term and amount:
        texts.append(f"连续任人口主任满{term}年、所在村工作达标的，一次性奖励{in_words(amount)}。")
    return texts


def _liability(figures):
    texts = ["未完成年度目标或者工作出现失误的，给予批评教育，限期改正。"]
    bands = figures.get("pay.deduction")
    if bands is not None:
        texts.append(f"报酬按月考核得分扣减：{'；'.join(deduction_texts(bands))}。")
    texts.append("扣减和处理应当告知责任人，听取本人意见。考核名次不作为直接解聘的理由。")
    return texts


# --- public service commitment (P5.3) ------------------------------------------------------------


def commitment(*, holder: Holder, place: Place, year: int, policy: Any) -> dict:
    """Return the content of a director's public service commitment of ``year`` (P5.3), for posting."""
    figures = Figures(policy)
    figures.note("agreement.commitment")
    return {
        "title": "公开服务承诺书",
        "name": holder.name,
        "unit": place.unit,
        "post": PostKind.POPULATION_DIRECTOR.label,
        "year": f"{year}年度",
        "opening": f"我是{place.village_short}人口主任{holder.name}。为做好工作、接受监督，郑重承诺：",
        "promises": [
            "宣传政策讲清楚。政策、程序和所需材料一次讲明白，不推诿、不误导。",
            "上门服务有礼貌。按时走访，态度和气，随叫随到，不与群众争吵。",
            "办事公道守规矩。依法依规办事，对谁都一样，不优亲厚友。",
            "不收不占不索要。不收取规定以外的任何费用，不接受吃请和礼品。",
            "个人信息不外传。只报工作数，替群众保守个人和家庭的秘密。",
            "反映问题有回音。能办的当场办，不能当场办的说明理由和办结时间。",
        ],
        "closing": "以上承诺，请广大群众监督。",
        "phone_label": "监督电话",
        "supervisor": office(place.township_short),
        "figures": figures.as_content(),
    }


# --- duty sheet (N6.1, P4.1) ---------------------------------------------------------------------

_CLAUSES = {PostKind.POPULATION_DIRECTOR: "P4.1"}


def duty_sheet(
    *, holder: Holder, place: Place, kind: str, since: date, policy: Any, key: str, day: date, extra: str = ""
) -> dict:
    """Return the content of a duty sheet: a fixed person in a fixed post with fixed duties (N6.1, P4.1).

    ``key`` is the switch by which it is needed, empty where it is made out without being needed; ``extra``
    are the township's own lines.
    """
    figures = Figures(policy)
    if key:
        figures.note(key)
    director = kind == PostKind.POPULATION_DIRECTOR
    return {
        "title": "岗位职责书",
        "subtitle": "（定人定岗定责）",
        "person": holder.as_content(),
        "post": PostKind(kind).label,
        "unit": place.unit,
        "since": chinese_date(since),
        "basis": clause(_CLAUSES.get(PostKind(kind), "N6.1")).document.short,
        "opening": f"{_under(day)}，现明确{holder.name}的岗位职责如下：",
        "duties": [{"name": name, "text": text} for name, text in DUTIES[PostKind(kind)]],
        "confidence": CONFIDENCE
        if director
        else "遵守工作纪律，保守工作秘密，对知悉的个人信息负有保密责任。",
        "extra": [line for line in extra.splitlines() if line.strip()],
        "government": government(place.township),
        "bureau": bureau(place.county),
        "copies": "本职责书一式三份，本人、乡镇（街道）、县人口和计划生育局各一份。",
        "figures": figures.as_content(),
    }
