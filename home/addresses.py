"""Web addresses editors type: https, unless they say otherwise and are told why not."""

from typing import Any

from django import forms
from django.db import models

from campaigns.blocks.links import check_https


class HttpsField(models.URLField):
    """An https address; who types none of the scheme gets it added."""

    default_validators = [*models.URLField.default_validators, check_https]

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs
