"""Request log and the context of the change history."""

import logging
import time
import uuid

import pghistory

logger = logging.getLogger("guanling.request")


class RequestLogMiddleware:
    """One log line per request: view name, status, milliseconds, account id. No path, query or body."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex
        begun = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        user = getattr(request, "user", None)
        logger.info(
            "request",
            extra={
                "request_id": request.id,
                "method": request.method,
                "view": match.view_name if match else None,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - begun) * 1000),
                "user_id": getattr(user, "pk", None),
            },
        )
        return response


class HistoryMiddleware:
    """Every change made by a request says who made it and from which page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD"):
            return self.get_response(request)
        with pghistory.context(
            user=request.user.pk,
            user_name=request.user.name if request.user.is_authenticated else "",
            page=request.path,
            request=request.id,
        ):
            return self.get_response(request)
