"""Django's own reports of errors, as development shows them and mails may carry them: without secrets."""

import re
from typing import Any

from django.http import HttpRequest
from django.utils.regex_helper import _lazy_re_compile
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from apps.core.observability.own_secrets import secrets_of, without
from apps.core.observability.secrets import NAMES, masked


class ReportFilter(SafeExceptionReporterFilter):
    """Hides what is named like a secret, in development too. The debug toolbar asks it as well."""

    cleansed_substitute = "***"
    hidden_settings = _lazy_re_compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|{NAMES.pattern}", re.IGNORECASE
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> Any:
        if request is None:
            return {}
        return {name: self.cleanse_setting(name, value) for name, value in super().get_post_parameters(request).items()}


class Reporter(ExceptionReporter):
    """The report without what the request itself carried as a secret, wherever it has got to."""

    def get_traceback_html(self) -> SafeString:
        return self._without_secrets(super().get_traceback_html())

    def get_traceback_text(self) -> SafeString:
        return self._without_secrets(super().get_traceback_text())

    def _without_secrets(self, report: str) -> SafeString:
        secrets = secrets_of(self.request) if self.request else []
        return mark_safe(str(masked(without(report, secrets))))  # noqa: S308 # the report is escaped already
