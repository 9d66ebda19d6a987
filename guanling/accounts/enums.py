"""Roles, actions and the one table that joins them."""

from enum import StrEnum

from django.db.models import TextChoices

# A division code begins with its county's: so many digits.
COUNTY_DIGITS = 6


class Level(TextChoices):
    """Levels of units, top down; a unit's division code begins with its parent's."""

    PROVINCE = "province", "省"
    PREFECTURE = "prefecture", "市（州）"
    COUNTY = "county", "县"
    TOWNSHIP = "township", "乡镇（街道）"
    VILLAGE = "village", "村（居、社区）"
    GROUP = "group", "村民小组"


class Role(TextChoices):
    """What a grant lets its user be in a unit."""

    SYSTEM_ADMIN = "system_admin", "系统管理员"
    AUDITOR = "auditor", "审计员"
    BUREAU_CLERK = "bureau_clerk", "县局经办"
    BUREAU_REVIEWER = "bureau_reviewer", "县局审核"
    ORGANIZATION = "organization", "组织部"
    FINANCE = "finance", "县财政"
    COUNTY_READER = "county_reader", "县级查阅"
    TOWNSHIP_CLERK = "township_clerk", "乡镇经办"
    TOWNSHIP_DIRECTOR = "township_director", "乡镇计生办主任"
    TOWNSHIP_LEADER = "township_leader", "乡镇分管领导"
    VILLAGE_COMMITTEE = "village_committee", "村两委"
    SELF = "self", "本人"


class Action(StrEnum):
    """A right. Views ask for one; roles hold sets of them."""

    ACCOUNT_MANAGE = "account.manage"
    AUDIT_VIEW = "audit.view"
    POLICY_VIEW = "policy.view"
    POLICY_DECIDE = "policy.decide"
    UNIT_VIEW = "unit.view"
    PERSON_VIEW = "person.view"
    PERSON_EDIT = "person.edit"
    PERSON_REVEAL = "person.reveal"
    IMPORT = "import"
    ESTABLISHMENT_VIEW = "establishment.view"
    FILE_VIEW = "file.view"
    CHANGE_FILE = "change.file"
    EXCEPTION_PROPOSE = "exception.propose"
    EXCEPTION_APPROVE = "exception.approve"
    AGREEMENT_PREPARE = "agreement.prepare"
    AGREEMENT_FILE = "agreement.file"
    MOVE_REQUEST = "move.request"
    MOVE_SEND = "move.send"
    MOVE_CONSENT_BUREAU = "move.consent_bureau"
    MOVE_CONSENT_ORGANIZATION = "move.consent_organization"
    UNIT_CHANGE_PROPOSE = "unit_change.propose"
    UNIT_CHANGE_CONFIRM = "unit_change.confirm"
    TRAINING_VIEW = "training.view"
    TRAINING_RUN = "training.run"
    TRAINING_FILE = "training.file"
    SHEET_VIEW = "sheet.view"
    SHEET_ENTER = "sheet.enter"
    SHEET_SUBMIT = "sheet.submit"
    SHEET_REVIEW = "sheet.review"
    FINDING_RECORD = "finding.record"
    MONTH_CLOSE = "month.close"
    RANKING_RUN = "ranking.run"
    RESULT_VIEW = "result.view"
    CIRCULAR_PREPARE = "circular.prepare"
    CIRCULAR_ISSUE = "circular.issue"
    CORRECTION_PROPOSE = "correction.propose"
    CORRECTION_DECIDE = "correction.decide"
    REPORT_VIEW = "report.view"
    REPORT_ENTER = "report.enter"
    VISIT_RUN = "visit.run"
    REVIEW_RUN = "review.run"
    REVIEW_COUNT = "review.count"
    APPEAL_ENTER = "appeal.enter"
    YEAR_ENTER = "year.enter"
    YEAR_SUBMIT = "year.submit"
    YEAR_RUN = "year.run"
    YEAR_CONFIRM = "year.confirm"
    COUNT_RECORD = "count.record"
    COUNT_CONFIRM = "count.confirm"
    INCIDENT_VIEW = "incident.view"
    INCIDENT_RECORD = "incident.record"
    INCIDENT_CONFIRM = "incident.confirm"
    TALK_RUN = "talk.run"
    SWEEP_RUN = "sweep.run"
    CASE_VIEW = "case.view"
    CASE_HANDLE = "case.handle"
    CASE_DECIDE = "case.decide"
    CASE_FILE = "case.file"
    PAY_VIEW = "pay.view"
    PAY_PREPARE = "pay.prepare"
    PAY_SUBMIT = "pay.submit"
    PAY_CHECK = "pay.check"
    PAY_CONFIRM = "pay.confirm"
    PAY_TRANSFER = "pay.transfer"
    PAY_RECORD = "pay.record"
    PENSION_RUN = "pension.run"
    PENSION_CONFIRM = "pension.confirm"
    REWARD_PROPOSE = "reward.propose"
    REWARD_DECIDE = "reward.decide"
    RELIEF_APPLY = "relief.apply"
    RELIEF_DECIDE = "relief.decide"
    BUDGET_EDIT = "budget.edit"
    SELECTION_VIEW = "selection.view"
    SELECTION_RUN = "selection.run"
    SELECTION_CONFIRM = "selection.confirm"
    SELECTION_SCORE = "selection.score"
    SELECTION_APPROVE = "selection.approve"
    PAPER_VIEW = "paper.view"
    OWN_VIEW = "own.view"


_READ = frozenset(
    {Action.UNIT_VIEW, Action.ESTABLISHMENT_VIEW, Action.POLICY_VIEW, Action.PAPER_VIEW, Action.RESULT_VIEW}
)
_READ_PEOPLE = _READ | {Action.PERSON_VIEW, Action.SHEET_VIEW, Action.REPORT_VIEW, Action.TRAINING_VIEW}

ROLE_ACTIONS: dict[str, frozenset[Action]] = {
    Role.SYSTEM_ADMIN: frozenset(
        {
            Action.ACCOUNT_MANAGE,
            Action.UNIT_VIEW,
            Action.UNIT_CHANGE_PROPOSE,
            Action.POLICY_VIEW,
        }
    ),
    Role.AUDITOR: frozenset({Action.AUDIT_VIEW}),
    Role.BUREAU_CLERK: _READ_PEOPLE
    | {
        Action.PERSON_EDIT,
        Action.PERSON_REVEAL,
        Action.FILE_VIEW,
        Action.EXCEPTION_PROPOSE,
        Action.AGREEMENT_PREPARE,
        Action.MOVE_REQUEST,
        Action.UNIT_CHANGE_PROPOSE,
        Action.TRAINING_RUN,
        Action.IMPORT,
        Action.POLICY_DECIDE,
        Action.FINDING_RECORD,
        Action.RANKING_RUN,
        Action.CIRCULAR_PREPARE,
        Action.CORRECTION_PROPOSE,
        Action.VISIT_RUN,
        Action.REVIEW_RUN,
        Action.REVIEW_COUNT,
        Action.APPEAL_ENTER,
        Action.YEAR_RUN,
        Action.COUNT_RECORD,
        Action.INCIDENT_VIEW,
        Action.INCIDENT_RECORD,
        Action.TALK_RUN,
        Action.SWEEP_RUN,
        Action.CASE_VIEW,
        Action.PAY_VIEW,
        Action.PAY_PREPARE,
        Action.PENSION_RUN,
        Action.REWARD_PROPOSE,
        Action.SELECTION_VIEW,
        Action.SELECTION_RUN,
        Action.SELECTION_SCORE,
    },
    Role.BUREAU_REVIEWER: _READ_PEOPLE
    | {
        Action.FILE_VIEW,
        Action.CHANGE_FILE,
        Action.EXCEPTION_APPROVE,
        Action.AGREEMENT_FILE,
        Action.MOVE_SEND,
        Action.MOVE_CONSENT_BUREAU,
        Action.UNIT_CHANGE_CONFIRM,
        Action.TRAINING_FILE,
        Action.SHEET_REVIEW,
        Action.MONTH_CLOSE,
        Action.RANKING_RUN,
        Action.CIRCULAR_ISSUE,
        Action.CORRECTION_DECIDE,
        Action.REVIEW_COUNT,
        Action.YEAR_CONFIRM,
        Action.COUNT_CONFIRM,
        Action.INCIDENT_VIEW,
        Action.INCIDENT_CONFIRM,
        Action.SWEEP_RUN,
        Action.CASE_VIEW,
        Action.CASE_FILE,
        Action.PAY_VIEW,
        Action.PAY_SUBMIT,
        Action.REWARD_DECIDE,
        Action.RELIEF_DECIDE,
        Action.SELECTION_VIEW,
        Action.SELECTION_CONFIRM,
        Action.SELECTION_SCORE,
        Action.SELECTION_APPROVE,
    },
    Role.ORGANIZATION: _READ_PEOPLE
    | {Action.FILE_VIEW, Action.MOVE_CONSENT_ORGANIZATION, Action.SELECTION_VIEW},
    Role.FINANCE: _READ_PEOPLE
    | {
        Action.PAY_VIEW,
        Action.PAY_CHECK,
        Action.PAY_CONFIRM,
        Action.PAY_TRANSFER,
        Action.PAY_RECORD,
        Action.PENSION_CONFIRM,
        Action.BUDGET_EDIT,
    },
    Role.COUNTY_READER: _READ_PEOPLE,
    Role.TOWNSHIP_CLERK: _READ_PEOPLE
    | {
        Action.PERSON_EDIT,
        Action.FILE_VIEW,
        Action.EXCEPTION_PROPOSE,
        Action.AGREEMENT_PREPARE,
        Action.MOVE_REQUEST,
        Action.TRAINING_RUN,
        Action.IMPORT,
        Action.SHEET_ENTER,
        Action.REPORT_ENTER,
        Action.VISIT_RUN,
        Action.REVIEW_RUN,
        Action.REVIEW_COUNT,
        Action.APPEAL_ENTER,
        Action.YEAR_ENTER,
        Action.CASE_VIEW,
        Action.CASE_HANDLE,
        Action.PAY_VIEW,
        Action.PAY_PREPARE,
        Action.PAY_RECORD,
        Action.RELIEF_APPLY,
        Action.SELECTION_VIEW,
        Action.SELECTION_RUN,
        Action.SELECTION_SCORE,
    },
    Role.TOWNSHIP_DIRECTOR: _READ_PEOPLE
    | {
        Action.FILE_VIEW,
        Action.MOVE_SEND,
        Action.SHEET_SUBMIT,
        Action.REVIEW_COUNT,
        Action.YEAR_SUBMIT,
        Action.INCIDENT_VIEW,
        Action.INCIDENT_RECORD,
        Action.TALK_RUN,
        Action.CASE_VIEW,
        Action.CASE_DECIDE,
        Action.PAY_VIEW,
        Action.PAY_SUBMIT,
        Action.SELECTION_VIEW,
        Action.SELECTION_CONFIRM,
        Action.SELECTION_SCORE,
    },
    # Who leads the work in the township decides beside the office's director: two people end no post alone.
    Role.TOWNSHIP_LEADER: _READ_PEOPLE
    | {
        Action.FILE_VIEW,
        Action.INCIDENT_VIEW,
        Action.CASE_VIEW,
        Action.CASE_DECIDE,
        Action.PAY_VIEW,
        Action.SELECTION_VIEW,
        Action.SELECTION_CONFIRM,
        Action.SELECTION_SCORE,
    },
    Role.VILLAGE_COMMITTEE: frozenset(
        {
            Action.UNIT_VIEW,
            Action.PERSON_VIEW,
            Action.RESULT_VIEW,
            Action.REPORT_VIEW,
            Action.REPORT_ENTER,
        }
    ),
    Role.SELF: frozenset({Action.OWN_VIEW}),
}

# The level of unit at which each role can be granted.
ROLE_LEVELS: dict[str, str] = {
    **dict.fromkeys(
        (
            Role.SYSTEM_ADMIN,
            Role.AUDITOR,
            Role.BUREAU_CLERK,
            Role.BUREAU_REVIEWER,
            Role.ORGANIZATION,
            Role.FINANCE,
            Role.COUNTY_READER,
        ),
        Level.COUNTY,
    ),
    Role.TOWNSHIP_CLERK: Level.TOWNSHIP,
    Role.TOWNSHIP_DIRECTOR: Level.TOWNSHIP,
    Role.TOWNSHIP_LEADER: Level.TOWNSHIP,
    Role.VILLAGE_COMMITTEE: Level.VILLAGE,
    Role.SELF: Level.VILLAGE,
}
