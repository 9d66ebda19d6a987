"""A row of the reviewed table, and the groups of roles that rows name."""

from collections.abc import Callable
from dataclasses import dataclass

from guanling.accounts.enums import Role

EVERYBODY = frozenset(Role)
ADMIN = frozenset({Role.SYSTEM_ADMIN})
AUDITOR = frozenset({Role.AUDITOR})
BUREAU = frozenset({Role.BUREAU_CLERK, Role.BUREAU_REVIEWER})
CLERK = frozenset({Role.BUREAU_CLERK})
REVIEWER = frozenset({Role.BUREAU_REVIEWER})
COUNTY_READERS = frozenset({Role.ORGANIZATION, Role.FINANCE, Role.COUNTY_READER})
TOWNSHIP_OFFICE = frozenset({Role.TOWNSHIP_CLERK, Role.TOWNSHIP_DIRECTOR})
TOWNSHIP = TOWNSHIP_OFFICE | {Role.TOWNSHIP_LEADER}
STAFF_READERS = BUREAU | COUNTY_READERS | TOWNSHIP
WITH_VILLAGE = STAFF_READERS | {Role.VILLAGE_COMMITTEE}
POLICY_READERS = STAFF_READERS | ADMIN
IMPORTERS = CLERK | {Role.TOWNSHIP_CLERK}
FILE_READERS = BUREAU | TOWNSHIP | {Role.ORGANIZATION}
# Who keeps personnel files has to do with moves; finance and mere readers do not.
MOVE_READERS = BUREAU | {Role.ORGANIZATION} | TOWNSHIP


@dataclass(frozen=True)
class Row:
    """One address."""

    roles: frozenset = frozenset()
    method: str = "get"
    # Builds the address's arguments from the things of the first township (see ``things``).
    arguments: Callable | None = None
    # Whether those who hold the right elsewhere get 404 for these things.
    scoped: bool = False
    # Whether it is a thing of the whole county: 404 only for those whose right lies in another county.
    of_county: bool = False
    public: bool = False
    # Whether it is a thing of one account alone: 404 for all others, whatever their rights.
    own_account: bool = False
