"""Measures how long a letter takes from words to PDF, beside WeasyPrint setting the same words in the same turns.

Every letter is another one: what was set before helps neither. The first of each language is not counted, as it loads
fonts and templates. Memory is that of this process while it sets letters of ours only.
"""

import argparse
import logging
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from resource import getpagesize

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
django.setup()

from campaigns.printing.fonts import families_for  # noqa: E402 - Django comes first
from campaigns.printing.letter import Letter, print_letters  # noqa: E402
from tests.campaigns.printing.samples import letter  # noqa: E402

# WeasyPrint tells of every step; writing that down would count as its time.
logging.disable(logging.WARNING)
try:
    import weasyprint
except (ImportError, OSError) as error:
    weasyprint, reason = None, str(error).splitlines()[0]

LANGUAGES = ("de", "ko", "zh-hans", "ar")
STYLE = """@page { size: A4; margin: 98mm 20mm 20mm 25mm }
p, h1 { font-size: 11pt } address { position: absolute; top: -35mm }"""


def letters(language: str, number: int, purpose: str) -> list[Letter]:
    """Different letters: words in another order, another name; others again for another purpose."""
    chance = random.Random(language + purpose)  # noqa: S311 - nothing secret
    model = letter(language)
    words = model.text.split() if language != "zh-hans" else list(model.text.replace("\n", ""))
    glue = "" if language == "zh-hans" else " "
    return [
        letter(language, text=glue.join(chance.sample(words, len(words))), name=f"Jane Doe {purpose} {each}")
        for each in range(number)
    ]


def with_clarion(one: Letter) -> bytes:
    return print_letters([one]).pdf


def with_weasyprint(one: Letter) -> bytes:
    """The same words, tagged as well, with the fonts the system has: our files would take it seconds for Chinese."""
    direction = "rtl" if one.language == "ar" else "ltr"
    families = ", ".join(f"'{family}'" for family in families_for(one.language))
    sender, address = ("<br>".join(map(escape, lines)) for lines in (one.sender, (*one.recipient, one.country_line)))
    texts = "".join(f"<p>{escape(part)}" for part in (one.salutation, one.text, one.closing, one.name))
    html = (
        f"<html lang={one.language} dir={direction}><title>{escape(one.title)}</title>"
        f"<style>{STYLE} body {{ font-family: {families} }}</style><p>{sender}<address>{address}</address>"
        f"<p>{escape(one.place_and_date)}<h1>{escape(one.subject)}</h1>{texts}"
    )
    pdf: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def memory() -> float:
    """MB this process holds in RAM."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * getpagesize() / 2**20


def measure(makers: dict[str, Callable[[Letter], bytes]], language: str, rounds: int) -> None:
    """One line for each maker: the makers take turns, letter by letter."""
    took: dict[str, list[float]] = {name: [] for name in makers}
    sizes: dict[str, list[int]] = {name: [] for name in makers}
    for one in letters(language, rounds + 1, "time"):
        for name, make in makers.items():
            started = time.perf_counter()
            pdf = make(one)
            took[name].append((time.perf_counter() - started) * 1000)
            sizes[name].append(len(pdf))
    for name in makers:
        times, size = took[name][1:], statistics.median(sizes[name]) / 1024
        p95 = statistics.quantiles(times, n=20)[-1]
        sys.stdout.write(f"{language:10}{name:12}{statistics.median(times):10.1f}{p95:10.1f}{size:10.1f}\n")
        sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.letters", description="Measure letters against WeasyPrint.")
    parser.add_argument("--quick", action="store_true", help="a short look: fewer letters")
    rounds, many = (10, 400) if parser.parse_args().quick else (60, 2000)
    makers: dict[str, Callable[[Letter], bytes]] = {"Clarion": with_clarion}
    for language in LANGUAGES:
        with_clarion(letters(language, 1, "first")[0])
    before, held = memory(), []
    for number, group in enumerate(
        zip(*(letters(language, many // 4, "memory") for language in LANGUAGES), strict=True), 1
    ):
        for one in group:
            with_clarion(one)
        if number % (many // 16) == 0:
            held.append(memory())
    quarters = ", ".join(f"{megabytes:.0f}" for megabytes in held)
    sys.stdout.write(f"memory: {before:.0f} MB before {many} letters, then {quarters} MB after each quarter\n")
    if weasyprint:
        makers["WeasyPrint"] = with_weasyprint
    else:
        sys.stdout.write(f"WeasyPrint cannot be used here, so there is nothing to compare with: {reason}\n")
    sys.stdout.write(f"\n{'':22}{'median ms':>10}{'p95 ms':>10}{'KB':>10}\n")
    for language in LANGUAGES:
        measure(makers, language, rounds)


if __name__ == "__main__":
    main()
