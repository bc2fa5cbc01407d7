"""The people who log in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor, translator, data officer or administrator; ours from the first migration, so that it can change."""
