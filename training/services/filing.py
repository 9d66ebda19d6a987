"""Numbers under which the county files plans and sessions (P3.4, N7.1)."""

from datetime import date

from guanling.documents.papers import number_text
from guanling.documents.services.papers import take_numbers
from roster.models import Unit

# Behind the county's one-character abbreviation: 关人口计生培备〔2016〕9号.
NUMBER_MARK, NUMBER_KIND = "人口计生培备", "training-filing"


def take_filing_numbers(county_code: str, year: int, count: int) -> range:
    """Take the next ``count`` numbers of the county's filings of training in ``year``, without a gap.

    Must run in a transaction: the counter stays locked until it ends, and a failure gives them back.
    """
    return take_numbers(kind=NUMBER_KIND, issuer_code=county_code, year=year, count=count)


def filing_number(*, county: Unit, day: date) -> str:
    """Take one number of ``county`` on ``day`` and return it as it is written: 关人口计生培备〔2016〕9号."""
    serial = take_filing_numbers(county.code, day.year, 1)[0]
    return number_text(f"{county.short_name[0]}{NUMBER_MARK}", day.year, serial)
