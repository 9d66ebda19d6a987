"""The reviewed table: every address, who may use it, and whether its object is bound to a unit.

``roles`` are those who get through; everybody else gets 403. An address that is ``scoped`` leads to a
thing of the first township: who holds the right only elsewhere gets 404.
"""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from appraisal.enums import ResultStatus
from appraisal.models import Circular, Correction, Result
from appraisal.services.findings import record_finding
from appraisal.services.months import open_month
from guanling.accounts.enums import Role
from guanling.documents.models import Draft, ImportBatch, Paper, PrintJob
from guanling.policy.services import decide
from roster.enums import AgreementKind, HonourKind, HonourLevel, MoveKind, PostKind, Section
from roster.models import Honour
from roster.services import moves
from roster.services.agreements import prepare
from roster.services.appointments import appoint
from roster.services.exceptions import propose
from roster.services.files import attach
from roster.services.unit_changes import add_recode, draft_change
from tests.access.appraisal import MATRIX as APPRAISAL
from tests.access.payroll import MATRIX as PAYROLL
from tests.access.recruitment import MATRIX as RECRUITMENT
from tests.access.rows import (
    ADMIN,
    AUDITOR,
    BUREAU,
    CLERK,
    EVERYBODY,
    FILE_READERS,
    IMPORTERS,
    MOVE_READERS,
    POLICY_READERS,
    REVIEWER,
    STAFF_READERS,
    TOWNSHIP_OFFICE,
    WITH_VILLAGE,
    Row,
)
from tests.access.training import MATRIX as TRAINING
from tests.people import make_user
from tests.roster.build import person
from tests.roster.files import picture


def things(world):
    """Objects of the first township, to which addresses with arguments lead."""
    user = make_user("subject", (Role.TOWNSHIP_CLERK, world.townships[0]))
    subject = person(world.townships[0], "王小测", account=world.users[Role.SELF])
    appoint(
        person=subject,
        unit=world.villages[0],
        kind=PostKind.POPULATION_DIRECTOR,
        valid_from=date(2014, 8, 1),
    )
    month = open_month(county=world.county, first_day=date(2016, 9, 1))
    frozen = {"kind": "circular", "key": "2016-08", "unit_code": world.county.code, "title": "通报"}
    content = {"fingerprint": "", "number_mark": "关人口计生通", "copies": "县委办公室"}
    return SimpleNamespace(
        result=Result.objects.create(
            month=month,
            issued=True,
            person=subject,
            person_name=subject.name,
            township_code=world.townships[0].code,
            township_name=world.townships[0].name,
            village_code=world.villages[0].code,
            village_name=world.villages[0].name,
            days_served=30,
            status=ResultStatus.NOT_SCORED,
        ),
        circular=Circular.objects.create(
            month=month, draft=Draft.objects.create(**frozen | {"key": "2016-09"}, content=content)
        ),
        correction=Correction.objects.create(
            entry=month.sheets.get(unit=world.townships[0]).entries.get(),
            reason="核实",
            document_number="关府〔2016〕9号",
            # Nobody of the matrix: everybody who may decide gets through.
            proposed_by=user,
        ),
        batch=ImportBatch.objects.create(unit_code=world.townships[0].code, on=date(2016, 9, 30)),
        paper=Paper.objects.create(
            **frozen,
            draft=Draft.objects.create(**frozen, content={}),
            content={},
            number="关人口计生通〔2016〕8号",
            year=2016,
            serial=8,
            issued_at=timezone.now(),
            issued_on=date(2016, 9, 9),
        ),
        agreement=prepare(
            appointment=subject.appointments.get(),
            kind=AgreementKind.DUTY_SHEET,
            day=date(2016, 9, 20),
            user=user,
        ),
        print_job=PrintJob.objects.create(kind="circular", title="花名册", content={}, requested_by=user),
        sheet=month.sheets.get(unit=world.townships[0]),
        finding=record_finding(
            month=month,
            village=world.villages[0],
            person=subject,
            found_on=date(2016, 9, 12),
            deduction=Decimal("0.5"),
            reason="未按时入户",
            document_number="关人口计生督〔2016〕3号",
            user=world.users[Role.BUREAU_CLERK],
        ),
        exception=propose(
            unit=world.villages[0],
            kind=PostKind.SPECIAL_OFFICER,
            extra=1,
            valid_from=date(2016, 9, 1),
            reason="并村后工作量大",
            user=user,
        ),
        account=user,
        grant=user.grants.get(),
        decision=decide(
            user=world.users[Role.BUREAU_CLERK],
            county_code=world.county.code,
            key="assessment.min_days",
            value="10",
            valid_from=date(2017, 1, 1),
            document_number="关人口计生发〔2016〕20号",
            reason="试行",
        ),
        township=world.townships[0],
        village=world.villages[0],
        person=subject,
        appointment=subject.appointments.get(),
        **moving(world, user),
        unit_change=(
            unit_change := draft_change(
                county=world.county,
                day=date(2016, 12, 1),
                document_number="关府〔2016〕30号",
                reason="更名",
                user=user,
            )
        ),
        unit_change_line=add_recode(
            change=unit_change,
            old=world.villages[0],
            code=world.villages[0].code,
            name="幸福村",
            user=user,
        ),
    )


def moving(world, user):
    """A decided and a prepared matter of the first township, asked for by nobody of the matrix."""
    leaving, staying = (
        appoint(
            person=person(world.townships[0], name, serial=serial),
            unit=world.villages[0],
            kind=kind,
            valid_from=date(2014, 8, 1),
            valid_to=end,
        )
        for name, serial, kind, end in (
            ("王小调", 2, PostKind.SPECIAL_OFFICER, None),
            ("王小续", 3, PostKind.POPULATION_DIRECTOR, date(2017, 7, 31)),
        )
    )
    director = make_user("moving_director", (Role.TOWNSHIP_DIRECTOR, world.townships[0]))
    reviewer = make_user("moving_reviewer", (Role.BUREAU_REVIEWER, world.county))
    made = moves.prepare(
        appointment=leaving,
        kind=MoveKind.TRANSFER,
        to_unit=world.townships[0],
        to_kind=PostKind.COMPUTER_OPERATOR,
        day=date(2100, 1, 1),
        reason="工作需要",
        user=user,
    )
    moves.send(move=made, user=director)
    moves.decide(move=made, user=reviewer, consent=True)
    return {
        "move": made,
        "prepared_move": moves.prepare_renewal(appointment=staying, reason="考核合格", user=user),
    }


def account(objects):
    """An account of the first township."""
    return {"pk": objects.account.pk}


def grant(objects):
    """A grant of that account."""
    return {"pk": objects.grant.pk}


def parameter(objects):
    """A parameter that the county may decide."""
    return {"key": "assessment.min_days"}


def decision(objects):
    """A decision of the county."""
    return {"pk": objects.decision.pk}


def subject(objects):
    """A person who serves in the first township's village and has an account."""
    return {"pk": objects.person.pk}


def appointment(objects):
    """That person's appointment."""
    return {"pk": objects.appointment.pk}


def change(objects):
    """What happened by that appointment."""
    return {"pk": objects.appointment.changes.get().pk}


def agreement(objects):
    """An agreement of that person, made out."""
    return {"pk": objects.agreement.pk}


def agreement_of_kind(objects):
    """A kind of agreement for that person's appointment."""
    return {"pk": objects.appointment.pk, "kind": "commitment"}


def township(objects):
    """The first township."""
    return {"pk": objects.township.pk}


def village(objects):
    """The first township's village."""
    return {"pk": objects.village.pk}


def batch(objects):
    """An upload for the first township."""
    return {"pk": objects.batch.pk}


def paper(objects):
    """A paper that the county has issued."""
    return {"pk": objects.paper.pk}


def print_job(objects):
    """A print that the first township's subject account asked for."""
    return {"pk": objects.print_job.pk}


def draft(objects):
    """The draft of that paper."""
    return {"pk": objects.paper.draft_id}


def period(objects):
    """The month of the first township's sheet."""
    return {"period": objects.sheet.month.period}


def sheet(objects):
    """The first township's sheet."""
    return {"pk": objects.sheet.pk}


def row(objects):
    """That person's row on it."""
    return {"pk": objects.sheet.pk, "entry": objects.sheet.entries.get().pk}


def result(objects):
    """That person's issued result."""
    return {"pk": objects.result.pk}


def circular(objects):
    """The month's circular as prepared."""
    return {"pk": objects.circular.pk}


def correction(objects):
    """A correction of that person's row."""
    return {"pk": objects.correction.pk}


def finding(objects):
    """A finding about that person."""
    return {"pk": objects.finding.pk}


def place_exception(objects):
    """An exception proposed for that village."""
    return {"pk": objects.exception.pk}


def village_post(objects):
    """A post of the first township's village."""
    return {"pk": objects.village.pk, "kind": PostKind.SPECIAL_OFFICER.value}


def move(objects):
    """A decided move within the first township, with both its letters."""
    return {"pk": objects.move.pk}


def prepared_move(objects):
    """A renewal that the first township has prepared."""
    return {"pk": objects.prepared_move.pk}


def section(objects):
    """A section of that person's file."""
    return {"pk": objects.person.pk, "section": "honours"}


def file_row(objects):
    """A row of that section."""
    honour = Honour.objects.create(
        person=objects.person,
        kind=HonourKind.REWARD,
        level=HonourLevel.COUNTY,
        name="先进个人",
        given_on=date(2015, 3, 8),
        given_by="县人民政府",
    )
    return {**section(objects), "row": honour.pk}


def attachment(objects):
    """A scan in that person's file."""
    scan = attach(person=objects.person, section=Section.PAPERS, name="证.png", data=picture(), user=None)
    return {"pk": scan.pk}


MATRIX: dict[str, Row] = {
    "home:index": Row(EVERYBODY),
    "home:setup": Row(public=True),
    "home:healthz": Row(public=True),
    "accounts:login": Row(public=True),
    "accounts:logout": Row(EVERYBODY, "post"),
    "accounts:password": Row(EVERYBODY),
    "accounts:users": Row(ADMIN),
    "accounts:user-new": Row(ADMIN),
    "accounts:user": Row(ADMIN, arguments=account, scoped=True),
    "accounts:user-active": Row(ADMIN, "post", arguments=account, scoped=True),
    "accounts:user-reset": Row(ADMIN, "post", arguments=account, scoped=True),
    "accounts:grant-new": Row(ADMIN, "post", arguments=account, scoped=True),
    "accounts:grant-end": Row(ADMIN, "post", arguments=grant, scoped=True),
    "policy:list": Row(POLICY_READERS),
    "policy:export": Row(POLICY_READERS),
    "policy:clauses": Row(POLICY_READERS),
    "policy:detail": Row(POLICY_READERS, arguments=parameter),
    "policy:decide": Row(CLERK, arguments=parameter),
    "policy:end": Row(CLERK, "post", arguments=decision, scoped=True),
    "policy:withdraw": Row(CLERK, "post", arguments=decision, scoped=True),
    "audit:events": Row(AUDITOR),
    "audit:access": Row(AUDITOR),
    "documents:imports": Row(IMPORTERS),
    "documents:import": Row(IMPORTERS, arguments=batch, scoped=True),
    "documents:import-progress": Row(IMPORTERS, arguments=batch, scoped=True),
    "documents:import-save": Row(IMPORTERS, "post", arguments=batch, scoped=True),
    "documents:import-recheck": Row(IMPORTERS, "post", arguments=batch, scoped=True),
    "documents:import-returned": Row(IMPORTERS, "post", arguments=batch, scoped=True),
    "documents:papers": Row(STAFF_READERS),
    "documents:paper": Row(STAFF_READERS, arguments=paper, of_county=True),
    "documents:paper-file": Row(STAFF_READERS, arguments=paper, of_county=True),
    "documents:paper-retry": Row(STAFF_READERS, "post", arguments=paper, of_county=True),
    "documents:print": Row(own_account=True, arguments=print_job),
    "documents:print-file": Row(own_account=True, arguments=print_job),
    "documents:draft-file": Row(BUREAU, arguments=draft, of_county=True),
    "appraisal:months": Row(STAFF_READERS),
    "appraisal:month-open": Row(CLERK | REVIEWER | {Role.TOWNSHIP_CLERK}, "post"),
    "appraisal:month": Row(STAFF_READERS, arguments=period, of_county=True),
    "appraisal:month-close": Row(REVIEWER, "post", arguments=period, of_county=True),
    "appraisal:month-rank": Row(BUREAU, "post", arguments=period, of_county=True),
    "appraisal:month-progress": Row(STAFF_READERS, arguments=period, of_county=True),
    "appraisal:findings": Row(STAFF_READERS, arguments=period, of_county=True),
    "appraisal:finding-new": Row(CLERK, "post", arguments=period, of_county=True),
    "appraisal:finding-withdraw": Row(CLERK, "post", arguments=finding, scoped=True),
    "appraisal:results": Row(WITH_VILLAGE, arguments=period, of_county=True),
    "appraisal:results-export": Row(STAFF_READERS, arguments=period, of_county=True),
    "appraisal:result": Row(WITH_VILLAGE | {Role.SELF}, arguments=result, scoped=True),
    "appraisal:charts": Row(WITH_VILLAGE, arguments=period, of_county=True),
    "appraisal:person-months": Row(WITH_VILLAGE | {Role.SELF}, arguments=subject, scoped=True),
    "appraisal:circular": Row(STAFF_READERS, arguments=period, of_county=True),
    "appraisal:circular-prepare": Row(CLERK, "post", arguments=period, of_county=True),
    "appraisal:circular-issue": Row(REVIEWER, "post", arguments=circular, of_county=True),
    "appraisal:corrections": Row(STAFF_READERS, arguments=period, of_county=True),
    "appraisal:notice-prepare": Row(CLERK, "post", arguments=period, of_county=True),
    "appraisal:correction-new": Row(CLERK, arguments=result, scoped=True),
    "appraisal:correction": Row(STAFF_READERS, arguments=correction, scoped=True),
    "appraisal:correction-approve": Row(REVIEWER, "post", arguments=correction, scoped=True),
    "appraisal:correction-reject": Row(BUREAU, "post", arguments=correction, scoped=True),
    "appraisal:sheet": Row(STAFF_READERS, arguments=sheet, scoped=True),
    "appraisal:row": Row(frozenset({Role.TOWNSHIP_CLERK}), "post", arguments=row, scoped=True),
    "appraisal:sheet-submit": Row(frozenset({Role.TOWNSHIP_DIRECTOR}), "post", arguments=sheet, scoped=True),
    "appraisal:sheet-accept": Row(REVIEWER, "post", arguments=sheet, scoped=True),
    "appraisal:sheet-return": Row(REVIEWER, "post", arguments=sheet, scoped=True),
    "appraisal:sheet-exception": Row(REVIEWER, "post", arguments=sheet, scoped=True),
    "appraisal:sheet-export": Row(STAFF_READERS, arguments=sheet, scoped=True),
    "appraisal:sheet-form": Row(frozenset({Role.TOWNSHIP_CLERK}), "post", arguments=sheet, scoped=True),
    "roster:units": Row(WITH_VILLAGE | ADMIN),
    "roster:units-export": Row(WITH_VILLAGE | ADMIN),
    "roster:unit": Row(WITH_VILLAGE | ADMIN, arguments=village, scoped=True),
    "roster:unit-figures": Row(IMPORTERS, "post", arguments=village, scoped=True),
    "roster:establishment": Row(STAFF_READERS),
    "roster:establishment-export": Row(STAFF_READERS),
    "roster:vacancies": Row(STAFF_READERS),
    "roster:vacancies-export": Row(STAFF_READERS),
    "roster:acting-new": Row(IMPORTERS, arguments=village, scoped=True),
    "roster:stability": Row(WITH_VILLAGE),
    "roster:stability-export": Row(WITH_VILLAGE),
    "roster:people": Row(WITH_VILLAGE),
    "roster:people-search": Row(WITH_VILLAGE, "post"),
    "roster:village-options": Row(WITH_VILLAGE),
    "roster:people-export": Row(WITH_VILLAGE),
    "roster:roster-export": Row(CLERK, "post"),
    "roster:mine": Row(frozenset({Role.SELF})),
    "roster:person-new": Row(IMPORTERS),
    "roster:person": Row(WITH_VILLAGE | {Role.SELF}, arguments=subject, scoped=True),
    "roster:person-edit": Row(IMPORTERS, arguments=subject, scoped=True),
    "roster:person-reveal": Row(CLERK, "post", arguments=subject, scoped=True),
    "roster:appointment-new": Row(IMPORTERS, "post", arguments=subject, scoped=True),
    "roster:appointment-end": Row(IMPORTERS, "post", arguments=appointment, scoped=True),
    "roster:changes": Row(WITH_VILLAGE),
    "roster:changes-export": Row(WITH_VILLAGE),
    "roster:changes-file": Row(REVIEWER, "post"),
    "roster:change-return": Row(REVIEWER, "post", arguments=change, scoped=True),
    "roster:change-resubmit": Row(IMPORTERS, "post", arguments=change, scoped=True),
    "roster:change-revoke": Row(IMPORTERS, "post", arguments=change, scoped=True),
    "roster:establishment-print": Row(STAFF_READERS, "post"),
    "roster:establishment-compare": Row(STAFF_READERS),
    "roster:establishment-compare-export": Row(STAFF_READERS),
    "roster:exceptions": Row(STAFF_READERS),
    "roster:exception-new": Row(IMPORTERS, arguments=village_post, scoped=True),
    "roster:exception": Row(STAFF_READERS, arguments=place_exception, scoped=True),
    "roster:exception-approve": Row(REVIEWER, "post", arguments=place_exception, scoped=True),
    "roster:exception-refuse": Row(REVIEWER, "post", arguments=place_exception, scoped=True),
    "roster:exception-withdraw": Row(IMPORTERS, "post", arguments=place_exception, scoped=True),
    "roster:exception-end": Row(REVIEWER, "post", arguments=place_exception, scoped=True),
    "roster:agreements": Row(FILE_READERS),
    "roster:agreements-export": Row(FILE_READERS),
    "roster:agreements-sign": Row(IMPORTERS, "post"),
    "roster:agreements-print": Row(FILE_READERS, "post"),
    "roster:agreements-filing": Row(REVIEWER),
    "roster:agreements-prepare": Row(IMPORTERS, "post", arguments=township, scoped=True),
    "roster:agreement": Row(FILE_READERS | {Role.SELF}, arguments=agreement, scoped=True),
    "roster:agreement-file": Row(FILE_READERS | {Role.SELF}, arguments=agreement, scoped=True),
    "roster:agreement-sign": Row(IMPORTERS, "post", arguments=agreement, scoped=True),
    "roster:agreement-void": Row(IMPORTERS | REVIEWER, "post", arguments=agreement, scoped=True),
    "roster:agreement-return": Row(REVIEWER, "post", arguments=agreement, scoped=True),
    "roster:agreement-new": Row(IMPORTERS, arguments=agreement_of_kind, scoped=True),
    "roster:term-fix": Row(IMPORTERS, "post", arguments=appointment, scoped=True),
    # lists
    "roster:promotion": Row(FILE_READERS),
    "roster:promotion-export": Row(FILE_READERS),
    "roster:promotion-print": Row(FILE_READERS, "post"),
    "roster:education": Row(WITH_VILLAGE),
    "roster:education-export": Row(WITH_VILLAGE),
    "roster:register-print": Row(WITH_VILLAGE, "post"),
    # moves and renewals
    "roster:moves": Row(MOVE_READERS),
    "roster:moves-export": Row(MOVE_READERS),
    "roster:move": Row(MOVE_READERS, arguments=move, scoped=True),
    "roster:move-letter": Row(MOVE_READERS, arguments=move, scoped=True),
    "roster:move-reply": Row(MOVE_READERS, arguments=move, scoped=True),
    "roster:move-send": Row(
        REVIEWER | {Role.TOWNSHIP_DIRECTOR}, "post", arguments=prepared_move, scoped=True
    ),
    "roster:move-decide": Row(REVIEWER | {Role.ORGANIZATION}, "post", arguments=move, scoped=True),
    "roster:move-withdraw": Row(BUREAU | TOWNSHIP_OFFICE, "post", arguments=move, scoped=True),
    "roster:move-procedure": Row(IMPORTERS, "post", arguments=prepared_move, scoped=True),
    "roster:move-new": Row(IMPORTERS, arguments=appointment, scoped=True),
    "roster:move-target": Row(IMPORTERS, arguments=appointment, scoped=True),
    "roster:renewal-new": Row(IMPORTERS, arguments=appointment, scoped=True),
}


# --- changes of units ----------------------------------------------------------------------------


def unit_change(objects):
    """A draft of a change of the county's units."""
    return {"pk": objects.unit_change.pk}


def unit_change_kind(objects):
    """Adding a merger to it."""
    return {"pk": objects.unit_change.pk, "kind": "merge"}


def unit_change_line(objects):
    """A line of it."""
    return {"pk": objects.unit_change_line.pk}


PROPOSERS = CLERK | ADMIN
MATRIX |= {
    "roster:unit-changes": Row(PROPOSERS | REVIEWER),
    "roster:unit-change-new": Row(PROPOSERS),
    "roster:unit-change": Row(PROPOSERS | REVIEWER, arguments=unit_change, of_county=True),
    "roster:unit-change-export": Row(PROPOSERS | REVIEWER, arguments=unit_change, of_county=True),
    "roster:unit-change-edit": Row(PROPOSERS, arguments=unit_change, of_county=True),
    "roster:unit-change-add": Row(PROPOSERS, arguments=unit_change_kind, of_county=True),
    "roster:unit-change-lines": Row(PROPOSERS, "post", arguments=unit_change, of_county=True),
    "roster:unit-change-line": Row(PROPOSERS, arguments=unit_change_line, of_county=True),
    "roster:unit-change-into": Row(PROPOSERS, "post", arguments=unit_change_line, of_county=True),
    "roster:unit-change-people": Row(PROPOSERS, arguments=unit_change, of_county=True),
    "roster:unit-change-submit": Row(PROPOSERS, "post", arguments=unit_change, of_county=True),
    "roster:unit-change-reopen": Row(PROPOSERS, "post", arguments=unit_change, of_county=True),
    "roster:unit-change-withdraw": Row(PROPOSERS, "post", arguments=unit_change, of_county=True),
    "roster:unit-change-approve": Row(REVIEWER, "post", arguments=unit_change, of_county=True),
    "roster:unit-change-reject": Row(REVIEWER, "post", arguments=unit_change, of_county=True),
    # The personnel file.
    "roster:completeness": Row(FILE_READERS),
    "roster:completeness-export": Row(FILE_READERS),
    "roster:file-row-new": Row(IMPORTERS, arguments=section, scoped=True),
    "roster:file-row-edit": Row(IMPORTERS, arguments=file_row, scoped=True),
    "roster:file-row-remove": Row(IMPORTERS, "post", arguments=file_row, scoped=True),
    "roster:file-none": Row(IMPORTERS, "post", arguments=section, scoped=True),
    "roster:file-none-lift": Row(IMPORTERS, "post", arguments=section, scoped=True),
    "roster:attachment-new": Row(IMPORTERS, "post", arguments=subject, scoped=True),
    "roster:photo-new": Row(IMPORTERS, "post", arguments=subject, scoped=True),
    "roster:attachment": Row(FILE_READERS | {Role.SELF}, arguments=attachment, scoped=True),
    "roster:attachment-withdraw": Row(IMPORTERS, "post", arguments=attachment, scoped=True),
    "roster:registration-print": Row(FILE_READERS | {Role.SELF}, "post", arguments=subject, scoped=True),
}
MATRIX |= APPRAISAL | PAYROLL | RECRUITMENT
MATRIX |= TRAINING
MATRIX |= APPRAISAL
