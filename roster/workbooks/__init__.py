"""The roster's workbooks: what offices send in, and lists that go out."""

from guanling.documents.imports import register
from roster.workbooks.people import TownshipStaff, VillageStaff
from roster.workbooks.villages import Villages

register(Villages())
register(VillageStaff())
register(TownshipStaff())
