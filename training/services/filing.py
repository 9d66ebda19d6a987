"""The county's numbers of filed plans and sessions (登记备案, P3.4, N7.1)."""

from datetime import date

from guanling.documents.papers import number_text
from guanling.documents.services.papers import take_number
from roster.models import Unit

# Behind the county's one-character abbreviation: 关人口计生培备〔2016〕9号.
NUMBER_MARK, NUMBER_KIND = "人口计生培备", "training-filing"


def filing_number(*, county: Unit, day: date) -> str:
    """Take and return the county's next filing number of ``day``'s year, without gaps.

    In the caller's transaction: the counter stays locked until commit, a failure gives the number back.
    """
    serial = take_number(kind=NUMBER_KIND, issuer_code=county.code, year=day.year)
    return number_text(f"{county.short_name[0]}{NUMBER_MARK}", day.year, serial)
