"""The chores that the timers of deploy/ start every minute and every day, without the pauses.

Prints a line whenever all are done and the numbers are right, and ends where they are not, or where a chore fails.
"""

import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be there first


def main() -> None:
    while True:
        call_command("housekeeping", verbosity=0)
        call_command("verify_counts", verbosity=0)
        print("DONE", flush=True)  # noqa: T201 - read by whoever started this
        time.sleep(0.5)


if __name__ == "__main__":
    main()
