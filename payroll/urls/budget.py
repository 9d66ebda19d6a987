"""Addresses of the budget, and of the lines of pay to which its figures lead."""

from django.urls import path

from payroll.views import budget

urlpatterns = [
    path("lines/", budget.lines, name="lines"),
    path("lines/export/", budget.lines_export, name="lines-export"),
    path("budget/", budget.budget, name="budget"),
    path("budget/export/", budget.budget_export, name="budget-export"),
    path("budget/<int:year>/workbook/", budget.budget_figures, name="budget-figures"),
    path("budget/<int:year>/edit/", budget.budget_edit, name="budget-edit"),
    path("budget/<int:year>/import/", budget.budget_import, name="budget-import"),
    path("budget/<int:year>/check/", budget.budget_check, name="budget-check"),
    path("budget/<int:year>/approve/", budget.budget_approve, name="budget-approve"),
    path("budget/<int:year>/reject/", budget.budget_reject, name="budget-reject"),
]
