"""Doing an act that a form asks for: what is refused is shown where it was typed."""

from django.contrib import messages
from django.shortcuts import redirect

from guanling.runs.errors import Outrun, Refusal


def do_act(request, form, act, *, to, page):
    """Do ``act(typed)`` with a valid form and go ``to``; else show ``page(form)`` with status 422.

    ``act`` returns what is told. Where somebody else was first the user is led to the thing as it is now.
    """
    if form.is_valid():
        try:
            told = act(form.cleaned_data)
        except Outrun as outrun:
            messages.error(request, str(outrun))
            return redirect(*to)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, told)
            return redirect(*to)
    return page(form)
