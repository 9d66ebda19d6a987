"""Addresses of the policy page."""

from django.urls import path

from guanling.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.index, name="list"),
    path("export/", views.export, name="export"),
    path("clauses/", views.clauses, name="clauses"),
    path("decisions/<int:pk>/end/", views.end, name="end"),
    path("decisions/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:key>/", views.detail, name="detail"),
    path("<str:key>/decide/", views.decide, name="decide"),
]
