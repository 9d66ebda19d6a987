"""Addresses of pay, by part of the work."""

from payroll.urls import budget, facts, months, payments, pension, relief, rewards

app_name = "payroll"
urlpatterns = [
    *months.urlpatterns,
    *facts.urlpatterns,
    *payments.urlpatterns,
    *pension.urlpatterns,
    *rewards.urlpatterns,
    *relief.urlpatterns,
    *budget.urlpatterns,
]
