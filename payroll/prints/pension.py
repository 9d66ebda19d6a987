"""The papers of pension accrual and rewards."""

from guanling.accounts.enums import Action
from guanling.documents import papers
from payroll.services.pension import LIST

papers.register(papers.PaperKind(LIST, "养老保险补助花名册", papers.tables_parts, right=Action.PAY_VIEW))
