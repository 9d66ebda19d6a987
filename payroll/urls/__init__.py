"""Addresses of pay, by part of the work."""

from payroll.urls import budget, corrections, facts, months, payments, pension, relief, rewards

app_name = "payroll"
urlpatterns = [
    *months.urlpatterns,
    *facts.urlpatterns,
    *corrections.urlpatterns,
    *payments.urlpatterns,
    *pension.urlpatterns,
    *rewards.urlpatterns,
    *relief.urlpatterns,
    *budget.urlpatterns,
]
