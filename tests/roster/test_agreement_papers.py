"""What contract, letter, promise and duty sheet say, and that every character of them is drawn."""

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from guanling.documents import papers
from guanling.documents.services.papers import render_content, render_paper
from guanling.policy.rules import NoValue, settle_all
from roster.enums import AgreementKind, PostKind
from roster.prints.agreements import SET
from roster.rules.agreements import OPTIONAL, REQUIREMENTS
from roster.services.agreements import paper_kind
from roster.wording import agreements as wording
from tests.documents.glyphs import NOTDEF, drawn
from tests.people import make_county
from tests.roster.test_agreements import made

DAY = date(2016, 9, 20)
RARE = wording.Holder("阿吉莫萨·伍尔妮娅", "女", date(1980, 2, 29), "布依族")
OTHER = wording.Holder("韦𠮷芬", "女", date(1980, 2, 29), "仡佬族")
LONG = wording.Place(
    county="关岭布依族苗族自治县",
    township="花江镇",
    township_short="花江镇",
    village="花江布依族苗族仡佬族和平大坪上社区居民委员会",
    village_short="花江布依族苗族仡佬族和平大坪上社区",
)


def policy(day):
    return settle_all("520424", day, ())


def contract(first=date(2014, 8, 1), last=date(2017, 7, 31), day=DAY, holder=RARE, place=LONG):
    return wording.contract(
        holder=holder,
        place=place,
        first=first,
        last=last,
        policy=policy(first),
        today_policy=policy(day),
        day=day,
    )


def text_of(content):
    """The running text of a contract."""
    return "\n".join("".join(article["paragraphs"]) for article in content["articles"])


def duty_sheet(kind=PostKind.POPULATION_DIRECTOR, extra="", holder=RARE):
    key = "agreement.duty_sheet_director" if kind == PostKind.POPULATION_DIRECTOR else ""
    return wording.duty_sheet(
        holder=holder,
        place=LONG,
        kind=kind,
        since=date(2014, 8, 1),
        policy=policy(DAY),
        key=key,
        day=DAY,
        extra=extra,
    )


def letter(holder=RARE, day=DAY):
    return wording.responsibility(holder=holder, place=LONG, year=day.year, policy=policy(day), day=day)


def commitment(holder=RARE):
    return wording.commitment(holder=holder, place=LONG, year=2016, policy=policy(DAY))


# --- the contract --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "pay"),
    [
        (date(2014, 4, 14), "月报酬为1,000.00元（人民币壹仟元整）"),
        (date(2014, 4, 15), "月报酬为1,700.00元（人民币壹仟柒佰元整）"),
    ],
)
def test_the_pay_is_that_of_the_terms_first_day(first, pay):
    content = contract(first=first, last=date(2017, 4, 13))
    assert pay in text_of(content)
    (figure,) = [row for row in content["figures"] if row["key"] == "pay.director_monthly"]
    assert figure["clause"] == "N2.3"
    assert "人口主任月报酬" in figure["source"]


def test_a_contract_states_its_figures_with_their_clauses():
    content = contract()
    text = text_of(content)
    for words in (
        "自2014年8月1日起至2017年7月31日止，共3年",
        "每月15日发放",
        "月考核得分75分以上的，不扣减；60分以上、不满75分的，扣减当月报酬的5%；不满60分的，扣减当月报酬的10%",
        "每任满一年，由县给予养老保险补助100.00元（人民币壹佰元整）",
        "知识更新培训不少于3天",
        "每年4至6次、每次不少于1天",
        "聘期内，甲方不调整乙方的岗位",
        "连续2年工作落后的",
        "提前30日书面告知乙方",
        "自收到告知之日起7日内可以陈述和申辩",
        "一式三份",
    ):
        assert words in text
    assert content["party_a"] == "花江镇人民政府"
    assert {row["clause"] for row in content["figures"]} >= {
        "N2.3", "P7.1", "P6.4", "P6.5", "N3.3", "P3.2", "P3.3", "P8.2", "P8.2a", "P8.1",
    }  # fmt: skip
    assert "《关岭自治县进一步加强村级人口计生队伍职业化建设实施方案》" in content["opening"]


def test_a_term_before_the_documents_promises_nothing_that_no_rule_gives():
    text = text_of(contract(first=date(2013, 1, 1), last=date(2015, 12, 31)))
    assert "1,000.00元" in text
    for word in ("日发放", "养老保险补助", "一个聘期为", "连续2年"):
        assert word not in text
    assert "扣减按县规定的办法执行" in text


def test_a_contract_from_29_february():
    text = text_of(contract(first=date(2016, 2, 29), last=date(2019, 2, 27)))
    assert "自2016年2月29日起至2019年2月27日止，共3年" in text


def test_a_term_cut_short_is_not_called_whole_years():
    assert "止，共" not in text_of(contract(last=date(2016, 12, 31)))


def test_a_ground_that_the_law_has_repealed_is_in_no_later_contract():
    first = date(2021, 8, 19)
    assert "违法生育" in text_of(contract(first=first, last=date(2024, 8, 18), day=first))
    for begins in (first, date(2021, 8, 20)):
        text = text_of(contract(first=begins, last=date(2024, 8, 18), day=date(2021, 8, 20)))
        assert "违法生育" not in text
        assert "本人违反计划生育政策" not in text
        assert "（7）贪污" in text


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("花江镇", "花江镇人民政府"),
        ("普利乡", "普利乡人民政府"),
        ("顶云街道", "顶云街道办事处"),
        ("顶云街道办事处", "顶云街道办事处"),
        ("花江镇人民政府", "花江镇人民政府"),
    ],
)
def test_who_speaks_for_a_township(name, body):
    assert wording.government(name) == body


# --- letter, promise, duty sheet -----------------------------------------------------------------


def test_the_letter_has_the_weights_of_the_assessment_and_they_add_up():
    content = letter()
    assert content["title"] == "2016年度人口主任目标管理责任书"
    assert [(row["item"], row["points"]) for row in content["rows"]] == [
        ("德", "15"), ("能", "15"), ("勤", "15"), ("绩", "35"), ("廉", "10"), ("群众满意度", "10"),
    ]  # fmt: skip
    assert sum(Decimal(row["points"]) for row in content["rows"]) == Decimal(content["total"]) == 100
    assert "各项以100分为满分" in content["sections"][0]["paragraphs"][0]
    assert len(content["signers"]) == 3


def test_a_letter_of_a_year_without_weights_is_refused_with_what_to_do():
    with pytest.raises(NoValue, match="没有“月考核项目权重”的规定"):
        letter(day=date(2014, 7, 8))


def test_every_post_with_a_duty_sheet_has_duties():
    asked = {kind for row in REQUIREMENTS if row.kind == AgreementKind.DUTY_SHEET for kind in row.posts}
    assert set(wording.DUTIES) == asked | OPTIONAL[AgreementKind.DUTY_SHEET]
    names = [name for name, _ in wording.DIRECTOR_DUTIES]
    assert names == ["宣传教育", "信息采集上报", "随访服务", "流动人口管理"]


def test_the_townships_own_lines_stand_on_the_duty_sheet():
    assert duty_sheet(extra="联系第一村民小组。\n\n每周三值班。")["extra"] == [
        "联系第一村民小组。",
        "每周三值班。",
    ]


# --- pages ---------------------------------------------------------------------------------------

MAKERS = {
    AgreementKind.CONTRACT: contract,
    AgreementKind.RESPONSIBILITY: letter,
    AgreementKind.COMMITMENT: commitment,
    AgreementKind.DUTY_SHEET: duty_sheet,
}
PAGES = {
    AgreementKind.CONTRACT: 4,
    AgreementKind.RESPONSIBILITY: 2,
    AgreementKind.COMMITMENT: 1,
    AgreementKind.DUTY_SHEET: 1,
}


def issued(kind, holder):
    return papers.with_issue(MAKERS[kind](holder=holder), number="花聘〔2016〕12号", day=DAY)


@pytest.mark.parametrize("holder", [RARE, OTHER], ids=["long", "rare"])
@pytest.mark.parametrize("kind", list(AgreementKind))
def test_every_character_is_drawn_within_the_sheet(kind, holder):
    rendered = render_content(kind=paper_kind(kind), content=issued(kind, holder))
    assert rendered.pages == PAGES[kind]
    glyphs = drawn(rendered.data)
    assert [glyph for glyph in glyphs if glyph.gid == NOTDEF] == []
    assert [glyph for glyph in glyphs if not glyph.outlined and glyph.text.strip()] == []
    text = "".join(glyph.text for glyph in glyphs)
    assert holder.name in text
    assert "花聘〔2016〕12号" in text
    for page in PdfReader(io.BytesIO(rendered.data)).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        beyond = []

        def look(text, _cm, tm, _font, _size, beyond=beyond):
            if text.strip() and not 50 < tm[4] < 560:
                beyond.append(text)

        page.extract_text(visitor_text=look)
        assert beyond == []


def test_many_are_set_in_one_file_each_counting_its_own_pages():
    content = {
        "papers": [
            {"kind": paper_kind(kind), "content": issued(kind, OTHER)}
            for kind in (AgreementKind.CONTRACT, AgreementKind.RESPONSIBILITY)
        ]
    }
    rendered = render_content(kind=SET, content=content)
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(rendered.data)).pages]
    assert len(texts) == 6
    assert "共 4 页" in texts[3]
    assert "第 1 页" in texts[4]
    assert "共 2 页" in texts[5]


@pytest.mark.django_db
def test_a_paper_is_set_and_archived():
    agreement = made(make_county())
    render_paper(agreement.paper_id)
    agreement.paper.refresh_from_db()
    assert (agreement.paper.state, agreement.paper.pages) == ("ready", 4)
