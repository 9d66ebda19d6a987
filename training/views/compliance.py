"""Who has what training and who lacks it: the county, its townships, one person (P3.1–P3.4, A4.7)."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from guanling.accounts.access import requires
from guanling.accounts.enums import Action
from guanling.pages import days_of, print_out, seen_day, workbook
from guanling.policy.queries import at
from roster.enums import Level
from roster.models import Appointment, Person, Unit
from roster.queries.offices import county_name, reporting_office
from training.enums import Met
from training.forms.compliance import OF_PEOPLE, ComplianceFilter
from training.prints import compliance as prints
from training.queries import compliance as queries
from training.queries.overview import overview
from training.queries.records import record_of
from training.workbooks import compliance as workbooks

PAGE = 50
COUNTY = len("520424")


def _seen(request):
    """Return (day asked for, filter form, overview, people in the chosen list, measures of the year)."""
    on = seen_day(request)
    action = Action.TRAINING_VIEW
    units = Unit.objects.visible_to(request.user, action)
    named = units.on(on).filter(level=Level.TOWNSHIP).order_by("code").values_list("code", "short_name")
    form = ComplianceFilter(request.GET, on=on, townships=list(named))
    form.is_valid()
    chosen = form.cleaned_data
    year = int(chosen.get("year") or on.year)
    found = overview(
        Appointment.objects.visible_to(request.user, action),
        units,
        on,
        year,
        township=chosen.get("township") or "",
    )
    state = chosen.get("state")
    shown = found.listed(chosen.get("need") or "", (state,) if state else ())
    return on, form, found, shown, Measures(request.user, year)


class Measures:
    """What a year is measured by in the user's county: value and source, or None where nothing holds."""

    def __init__(self, user, year):
        county = min(user.prefixes(Action.TRAINING_VIEW), key=len)[:COUNTY]
        self.policy = at(county, date(year, 12, 31))
        for name, key in (
            ("update", queries.UPDATE_DAYS),
            ("service", queries.SERVICE_DAYS),
            ("tests", queries.TESTS_MIN),
            ("township_min", queries.TOWNSHIP_MIN),
            ("township_max", queries.TOWNSHIP_MAX),
            ("township_days", queries.TOWNSHIP_DAYS),
            ("township_counts", queries.TOWNSHIP_COUNTS),
        ):
            setattr(self, name, self._measure(key))

    def _measure(self, key):
        value = self.policy.get(key)
        if value is None:
            return None
        source = self.policy.source(key)
        return {"key": key, "value": value, "text": self.policy.text(key), "source": source.text}


@requires(Action.TRAINING_VIEW)
@require_GET
def compliance(request):
    """How the directors and townships stand in a year as seen on a day (P3.1–P3.3, A4.7)."""
    on, form, found, shown, measures = _seen(request)
    asked = next(line for line in found.needs if line.need == "update")
    return render(
        request,
        "training/compliance.html",
        {
            **days_of(on),
            "form": form,
            "found": found,
            "measures": measures,
            "states": OF_PEOPLE,
            "needs": [
                {
                    "line": line,
                    "measure": getattr(measures, line.need, None),
                    "cells": [(state, line.counts[state]) for state in OF_PEOPLE],
                }
                for line in found.needs
            ],
            "whole": [(state, found.whole[state]) for state in OF_PEOPLE],
            "will_miss": asked.counts[Met.WILL_MISS],
            "may_invite": request.user.can(Action.TRAINING_RUN) and found.day == on,
            "townships": [_township(line) for line in found.townships],
            "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        },
    )


def _township(line):
    """A township's line with the figures that its columns show."""
    return {
        "line": line,
        "year": line.year,
        "lacking": line.initial[Met.LACKING],
        "waiting": line.initial[Met.WAITING],
        "update": [line.update[state] for state in (Met.MET, Met.ON_TRACK, Met.WILL_MISS, Met.SHORT)],
        "tests_met": line.tests[Met.MET],
        "tests_asked": sum(line.tests.values()) - line.tests[Met.NOT_REQUIRED],
    }


@requires(Action.TRAINING_VIEW)
@require_GET
def compliance_export(request):
    """The list as chosen and the townships, as a workbook."""
    _, form, found, shown, _ = _seen(request)
    content = workbooks.compliance_book(found, shown, county_name(request.user), shown_as=form.shown_as)
    return workbook(content, f"{found.year}年度教育培训达标情况表", found.day)


@requires(Action.TRAINING_VIEW)
@require_POST
def compliance_print(request):
    """The list as chosen, to be signed: a table per township."""
    _, form, found, shown, measures = _seen(request)
    if not shown:
        messages.error(request, "没有符合条件的人口主任，没有可以打印的达标情况表；请改变条件。")
        return redirect("training:compliance")
    content = prints.compliance_content(
        found,
        shown,
        county=county_name(request.user),
        unit=reporting_office(request.user, Action.TRAINING_VIEW),
        shown_as=form.shown_as,
        measures=[
            (label, one["text"], one["source"])
            for label, one in (
                ("知识更新培训", measures.update),
                ("年度任职不满多少天的不要求", measures.service),
                ("知识测试", measures.tests),
                ("乡镇集中培训不少于", measures.township_min),
                ("乡镇集中培训不多于", measures.township_max),
            )
            if one
        ],
    )
    return print_out(request, prints.COMPLIANCE, content)


@requires(Action.TRAINING_VIEW, Action.OWN_VIEW)
@require_GET
def person(request, pk):
    """One person's record of training: every session and test, and each year against what it asks."""
    shown = get_object_or_404(Person.objects.visible_to(request.user, Action.TRAINING_VIEW), pk=pk)
    on = seen_day(request)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 1950 <= int(asked) <= on.year else on.year
    return render(
        request,
        "training/person.html",
        {
            **days_of(on),
            "person": shown,
            "own": shown.account_id == request.user.pk,
            "record": record_of(shown, on, year),
        },
    )
