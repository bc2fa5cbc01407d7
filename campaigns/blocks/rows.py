"""Rows that editors add: at most one for each thing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamBlock, StreamBlockValidationError, StreamValue


class OnceEach(StreamBlock):
    """Rows that must differ in one of their values."""

    key = ""

    def clean(self, value: StreamValue, *args: Any, **kwargs: Any) -> StreamValue:
        """Refuse a second row for the same thing."""
        cleaned = super().clean(value, *args, **kwargs)
        seen: set[str] = set()
        errors = {}
        for number, row in enumerate(cleaned):
            if row.value[self.key] in seen:
                errors[number] = ValidationError(_("There is a row for this already: change that one."))
            seen.add(row.value[self.key])
        if errors:
            raise StreamBlockValidationError(errors)
        return cleaned
