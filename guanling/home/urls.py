"""Addresses of the first page and of the health check."""

from django.urls import path

from guanling.home import views

app_name = "home"
urlpatterns = [
    path("", views.index, name="index"),
    path("setup/", views.setup, name="setup"),
    path("healthz", views.healthz, name="healthz"),
]
