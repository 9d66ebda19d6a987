"""Two villages of the demo county with one director too many: one approved by the county, one asked for."""

from datetime import date

from guanling.home.demo.accounts import clerk_of
from guanling.home.demo.county import ONE_OVER, DemoCounty
from roster.enums import PostKind
from roster.services import exceptions

FROM, TO = date(2016, 1, 1), date(2017, 12, 31)
NUMBER = "关人口计生编〔2016〕1号"
REASONS = ("村域分散，原两村合并后工作量大。", "易地搬迁安置点新增人口较多。")


def make_exceptions(made: DemoCounty, users: dict) -> None:
    """Ask for both as the townships' clerks would; the reviewer approves the first."""
    posts = {
        appointment.post.unit.code: appointment.post
        for appointment in made.appointments
        if appointment.post.kind == PostKind.POPULATION_DIRECTOR
    }
    townships = {unit.code: unit for unit in made.townships}
    crowded = [posts[made.villages[number].code] for number in ONE_OVER[: len(REASONS)]]
    for number, (post, reason) in enumerate(zip(crowded, REASONS, strict=True)):
        asked = exceptions.propose(
            unit=post.unit,
            kind=post.kind,
            extra=1,
            valid_from=FROM,
            valid_to=TO,
            reason=reason,
            user=users[clerk_of(townships[post.unit.code[:9]])],
        )
        if not number:
            exceptions.approve(exception=asked, document_number=NUMBER, user=users["shenhe1"])
