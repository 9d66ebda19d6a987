"""Addresses of rewards."""

from django.urls import path

from payroll.views import rewards

urlpatterns = [
    path("rewards/", rewards.rewards, name="rewards"),
    path("rewards/export/", rewards.export, name="rewards-export"),
    path("rewards/print/", rewards.print_list, name="rewards-print"),
    path("rewards/propose/", rewards.propose, name="rewards-propose"),
    path("rewards/<int:pk>/", rewards.reward, name="reward"),
    path("rewards/<int:pk>/grant/", rewards.grant, name="reward-grant"),
    path("rewards/<int:pk>/refuse/", rewards.refuse, name="reward-refuse"),
]
