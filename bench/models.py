"""The yardstick's table: the least that "one person, one signature" needs."""

from django.db import models


class Row(models.Model):
    """A name under a key that exists once."""

    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.key
