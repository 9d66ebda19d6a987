"""Addresses of reports of open selection."""

from datetime import date

from guanling.accounts.enums import Role
from recruitment.models import Cost, Round, RoundFile
from recruitment.services import files
from tests.access.recruitment.rounds import a_round
from tests.access.rows import BUREAU, EVERYBODY, TOWNSHIP, Row

READERS = BUREAU | TOWNSHIP | {Role.ORGANIZATION}
RUNNERS = frozenset({Role.BUREAU_CLERK, Role.TOWNSHIP_CLERK})


def cost(objects):
    """What the round cost."""
    round_ = Round.objects.get(**a_round(objects))
    made = Cost.objects.create(
        round=round_,
        item="考务费",
        amount=100,
        spent_on=date(2016, 9, 26),
        voucher="记-1",
        entered_by=objects.account,
    )
    return {"pk": made.pk}


def own_file(objects):
    """A whole file that the account of the matrix asked for."""
    round_ = Round.objects.get(**a_round(objects))
    made = RoundFile.objects.create(round=round_, requested_by=objects.account, reason="核查")
    return {"pk": made.pk}


def made_file(objects):
    """The same, made."""
    pk = own_file(objects)
    files.make(pk["pk"], lambda round_: b"")
    return pk


MATRIX = {
    "recruitment:report": Row(READERS, arguments=a_round, scoped=True),
    "recruitment:report-export": Row(READERS, arguments=a_round, scoped=True),
    "recruitment:cost-enter": Row(RUNNERS, "post", arguments=a_round, scoped=True),
    "recruitment:cost-withdraw": Row(RUNNERS, "post", arguments=cost, scoped=True),
    "recruitment:file-ask": Row(READERS, "post", arguments=a_round, scoped=True),
    "recruitment:round-file": Row(EVERYBODY, arguments=own_file, own_account=True),
    "recruitment:round-file-download": Row(EVERYBODY, arguments=made_file, own_account=True),
    "recruitment:open-rate": Row(READERS),
    "recruitment:open-rate-export": Row(READERS),
    "recruitment:open-rate-people": Row(READERS),
}
