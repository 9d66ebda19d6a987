"""A month's pay from the button to the bank file, by the four hands it takes, and what the person sees."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.test_leaving import act, login

pytestmark = pytest.mark.browser

DEMO = "1"
# Before the county's first assessed month: nothing is deducted, and nobody waits for a circular.
PERIOD = "2016-04"
OWN_NAME = "彭琼"
PREPARED, HANDED_IN = "huajiang_jb", "huajiang_zr"
CHECKS, CONFIRMS = "caizheng", "caizheng2"


def state(page, word):
    """The part's page says where it stands."""
    expect(page.locator(".state", has_text=re.compile(f"^\\s*{word}\\s*$")).first).to_be_visible()


def worked_out(visit, picture):
    """The clerk opens the month and has the township's part worked out; returns the part's address."""
    clerk = login(visit, PREPARED)
    clerk.goto("/payroll/months/")
    clerk.locator("#id_period").fill(PERIOD)
    clerk.get_by_role("button", name="建立", exact=True).click()
    clerk.locator("a[href^='/payroll/parts/']").first.click()
    clerk.get_by_role("button", name="计算", exact=True).click()
    row = clerk.locator("tr", has_text=OWN_NAME).first
    expect(row).to_contain_text("1,700.00")
    address = clerk.url.partition("?")[0]
    clerk.goto(address)
    picture(clerk, "pay-worked-out")
    row.get_by_role("link", name=OWN_NAME).click()
    # From the amount to its value, the days and the clause.
    expect(clerk.get_by_text("1,700.00 元（全月 30 天）")).to_be_visible()
    expect(clerk.get_by_role("link", name="N2.3").first).to_be_visible()
    picture(clerk, "pay-explained")
    return clerk, address


def test_a_month_from_the_button_to_the_bank_file(visit, picture):
    clerk, address = worked_out(visit, picture)
    director = login(visit, HANDED_IN)
    director.goto(address)
    act(director, "提交县财政审核")
    state(director, "乡镇提交")

    finance = login(visit, CHECKS)
    finance.goto(address)
    act(finance, "审核通过")
    state(finance, "财政审核")
    second = login(visit, CONFIRMS)
    second.goto(address)
    act(second, "确认")
    state(second, "确认")
    picture(second, "pay-confirmed")

    finance.goto(f"/payroll/months/{PERIOD}/outputs/")
    finance.get_by_role("button", name=re.compile("^制作银行文件")).click()
    finance.locator("summary", has_text="下载文件，报送银行").click()
    picture(finance, "pay-bank-file")
    with finance.expect_download() as handed:
        act(finance, "下载", reason="报送代发银行")
    with handed.value.path().open("rb") as file:
        cells = [cell for row in load_workbook(file).active.iter_rows(values_only=True) for cell in row]
    assert OWN_NAME in cells

    clerk.goto(address)
    clerk.get_by_role("link", name="发放登记").click()
    clerk.locator("[name$='late_reason']").fill("补录")
    clerk.get_by_role("button", name="登记发放", exact=True).click()
    clerk.goto(address)
    state(clerk, "已发放")

    person = login(visit, "benren")
    person.goto("/payroll/mine/")
    person.get_by_role("link", name="2016年4月").click()
    expect(person.get_by_text("1,700.00").first).to_be_visible()
    picture(person, "pay-own")
