"""The people who log in."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An editor, translator, data officer or administrator. Ours from the first migration, so that it can change later."""
