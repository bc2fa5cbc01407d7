"""`manage.py rotate_keys`: seal everything with the first key of DATA_KEYS, so that older ones can be thrown away."""

from typing import Any

from django.core.management.base import BaseCommand

from campaigns.petitions.rotation import reseal


class Command(BaseCommand):
    help = (
        "Seal all personal data anew with the first key in DATA_KEYS, and make address keys with the present "
        "ADDRESS_KEY. Safe to interrupt and repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(
            f"{reseal()} signatures sealed anew. Links mailed earlier stop working once an old key is removed."
        )
