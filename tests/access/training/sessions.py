"""Addresses of training: sessions."""

from datetime import date

from guanling.accounts.enums import Role
from guanling.documents.models import Paper
from tests.access.rows import IMPORTERS, REVIEWER, STAFF_READERS, Row
from tests.training.build import enrol, session
from training.enums import SessionState, Source
from training.models import Certificate, Session

SELF = frozenset({Role.SELF})
DAY = date(2016, 9, 5)


def own_session(objects):
    """An announced session of the first township with its person listed, made by nobody of the matrix."""
    held = Session.objects.filter(unit=objects.township).first()
    if held is None:
        held = session(objects.township, DAY, made_by=objects.account)
        enrol(held, objects.person, unit=objects.village, source=Source.RULE, seat=1, places=60)
    return {"pk": held.pk}


def handed_in(objects):
    """The same, laid before the county."""
    found = own_session(objects)
    Session.objects.filter(**found).update(state=SessionState.SUBMITTED, submitted_by=objects.account)
    return found


def row(objects):
    """The person's row on its list."""
    return {"pk": Session.objects.get(**own_session(objects)).enrolments.get().pk}


def own_certificate(objects):
    """The person's certificate of it."""
    held = Session.objects.get(**own_session(objects))
    paper = Paper.objects.create(
        kind="training-certificate",
        key="1",
        unit_code=objects.township.code,
        title="结业证书",
        content={},
        number="关人口计生培证〔2016〕1号",
        year=2016,
        serial=1,
        issued_at="2016-09-20T08:00Z",
        issued_on=DAY,
    )
    return {"pk": Certificate.objects.create(enrolment=held.enrolments.get(), paper=paper).pk}


MATRIX = {
    "training:sessions": Row(STAFF_READERS),
    "training:sessions-export": Row(STAFF_READERS),
    "training:session-new": Row(IMPORTERS),
    "training:session": Row(STAFF_READERS, arguments=own_session, scoped=True),
    "training:session-edit": Row(IMPORTERS, arguments=own_session, scoped=True),
    "training:session-announce": Row(IMPORTERS, "post", arguments=own_session, scoped=True),
    "training:session-cancel": Row(IMPORTERS, "post", arguments=own_session, scoped=True),
    "training:session-hand-in": Row(IMPORTERS, "post", arguments=own_session, scoped=True),
    "training:session-file": Row(REVIEWER, "post", arguments=handed_in, scoped=True),
    "training:session-return": Row(REVIEWER, "post", arguments=handed_in, scoped=True),
    "training:session-certificates": Row(IMPORTERS, "post", arguments=own_session, scoped=True),
    "training:session-certificates-print": Row(IMPORTERS, "post", arguments=own_session, scoped=True),
    "training:session-filing-print": Row(STAFF_READERS, "post", arguments=own_session, scoped=True),
    "training:certificate": Row(STAFF_READERS | SELF, arguments=own_certificate, scoped=True),
    "training:session-invite": Row(IMPORTERS, arguments=own_session, scoped=True),
    "training:session-add": Row(IMPORTERS, arguments=own_session, scoped=True),
    "training:enrolments-notify": Row(IMPORTERS, "post", arguments=own_session, scoped=True),
    "training:enrolment-withdraw": Row(IMPORTERS, "post", arguments=row, scoped=True),
    "training:session-attendance": Row(IMPORTERS, arguments=own_session, scoped=True),
    "training:session-export": Row(STAFF_READERS, arguments=own_session, scoped=True),
    "training:session-form": Row(IMPORTERS, "post", arguments=own_session, scoped=True),
    "training:session-sign-sheet": Row(IMPORTERS, "post", arguments=own_session, scoped=True),
    "training:session-desk": Row(IMPORTERS, arguments=own_session, scoped=True),
    "training:mine": Row(SELF),
    "training:sign-in-code": Row(SELF, "post", arguments=row, scoped=True),
    "training:leave-ask": Row(SELF, "post", arguments=row, scoped=True),
}
