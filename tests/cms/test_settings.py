"""Settings: documented, complete, and refusing to start half-configured."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# What production says is made once: in one process.
pytestmark = pytest.mark.xdist_group("production")

TREE = Path(__file__).parents[2]
READERS = [
    *sorted((TREE / "cms/settings").glob("*.py")),
    *(TREE / name for name in ("cms/wsgi.py", "deploy/serve.py", "manage.py")),
]
READING = r"env(\.(list|int|bool|path|float|email_url))?|os\.environ\.(get|setdefault)"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "jK3vTq9ZrX2mWc7NbY5hPd8Lf4Gs6Ae1Ui0Oo-abcdefghijklmnop",
    "ALLOWED_HOSTS": "campaign.example.org",
    "BASE_URL": "https://campaign.example.org",
    "DATABASE_URL": "postgres://clarion@/clarion",
    "CACHE_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Clarion <petitions@example.org>",
    "DATA_KEYS": "1:dGVzdC1vbmx5LXRlc3Qtb25seS10ZXN0LW9ubHktISE=",
    "ADDRESS_KEY": "a-key-for-addresses",
}
CHECK = """
from django.core.management import execute_from_command_line as run
run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"])
"""
REQUIRED = sorted(set(PRODUCTION) - {"DJANGO_SETTINGS_MODULE"})


def variables_read() -> set[str]:
    """Every environment variable that the settings, the web server's configuration or a script ask for."""
    names = set()
    for file in READERS:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and node.args and re.fullmatch(READING, ast.unparse(node.func)):
                name = node.args[0]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    names.add(name.value)
    for script in ("backup", "restore"):
        names |= set(re.findall(r"\$\{(BACKUP_[A-Z]+):", (TREE / "deploy" / script).read_text()))
    signing = (TREE / "deploy" / "systemd" / "clarion-signing.service").read_text()
    return names | set(re.findall(r"^Environment=([A-Z_]+)=", signing, re.MULTILINE))


def variables_documented() -> dict[str, str]:
    """Names in .env.example, with the comment above each."""
    documented, comment = {}, ""
    for line in (TREE / ".env.example").read_text().splitlines():
        if found := re.match(r"(?:# )?([A-Z][A-Z0-9_]+)=", line):
            documented[found[1]] = comment
        elif line.startswith("# "):
            comment = line
    return documented


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a process of its own, so that it reads these variables and nothing that is already loaded."""
    known = dict.fromkeys(variables_read(), "") | {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    known["PYTHONPATH"] = os.environ.get("PYTHONPATH", "")
    given = {name: value for name, value in (known | environment).items() if value or name in REQUIRED}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=TREE, env=given, capture_output=True, text=True, check=False, timeout=120
    )


def test_every_variable_that_is_read_is_documented() -> None:
    assert variables_read() - set(variables_documented()) == set()


def test_every_variable_that_is_documented_is_read() -> None:
    assert set(variables_documented()) - variables_read() == set()


@pytest.mark.parametrize("name", sorted(variables_documented()))
def test_every_variable_is_explained(name: str) -> None:
    assert len(variables_documented()[name]) > 20


@pytest.mark.parametrize("name", REQUIRED)
def test_production_refuses_to_start_without(name: str) -> None:
    result = run_python("import cms.settings.production", **(PRODUCTION | {name: ""}))
    assert result.returncode != 0
    assert re.search(rf"^  {name}: ", result.stderr, re.MULTILINE)


def test_what_a_web_process_has_loaded_is_not_looked_through_for_garbage() -> None:
    result = run_python("import cms.wsgi, gc; print(gc.get_freeze_count())", **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) > 100_000


def test_production_names_everything_that_is_missing_at_once() -> None:
    result = run_python("import cms.settings.production")
    assert [name for name in REQUIRED if f"  {name}: " not in result.stderr] == []


@pytest.fixture(scope="module")
def production_check() -> Iterator[subprocess.CompletedProcess[str]]:
    return run_python(CHECK, **PRODUCTION)


def test_the_deployment_checks_find_nothing(production_check: subprocess.CompletedProcess[str]) -> None:
    assert production_check.returncode == 0, production_check.stderr


def test_production_says_nothing_about_its_keys(production_check: subprocess.CompletedProcess[str]) -> None:
    said = production_check.stdout + production_check.stderr
    assert PRODUCTION["SECRET_KEY"] not in said


def test_development_needs_nothing() -> None:
    assert run_python("import cms.settings.dev").returncode == 0


def test_development_settings_never_reach_production() -> None:
    code = "from cms.settings import production as p; print(p.DEBUG, p.EMAIL_BACKEND, p.SESSION_COOKIE_SECURE)"
    result = run_python(code, **PRODUCTION)
    assert result.stdout.split() == ["False", "django.core.mail.backends.smtp.EmailBackend", "True"]


S3 = {"S3_BUCKET": "pictures", "S3_PRIVATE_BUCKET": "sealed", "S3_ENDPOINT_URL": "https://s3.example.org"}
QUEUE = {"QUEUE_URL": "redis://127.0.0.1:6379/1"}
# Without installing what requirements-s3.txt names: something that passes for it.
WITH_STORAGES = (
    "import sys; from importlib.machinery import ModuleSpec; from types import ModuleType\n"
    "sys.modules['storages'] = module = ModuleType('storages'); module.__spec__ = ModuleSpec('storages', None)\n"
)


def test_pictures_in_a_bucket_keep_an_address_of_our_own() -> None:
    code = WITH_STORAGES + "from cms.settings.production import STORAGES\n"
    code += "for name in ('default', 'private'):\n"
    code += "    print(STORAGES[name]['OPTIONS']['bucket_name'], STORAGES[name]['OPTIONS'].get('custom_domain'))"
    result = run_python(code, **(PRODUCTION | S3))
    assert result.stdout.splitlines() == ["pictures campaign.example.org/media", "sealed None"], result.stderr


@pytest.mark.parametrize(
    ("code", "changes", "reason"),
    [
        ("import sys; sys.modules['storages'] = None\n", S3, "requirements-s3.txt"),
        (WITH_STORAGES, S3 | {"S3_PRIVATE_BUCKET": "pictures"}, "must be two"),
        ("import sys; sys.modules['django_tasks_rq'] = None\n", QUEUE, "requirements-rq.txt"),
        ("", {"CDN": "akamai"}, "may be purge, cloudflare or cloudfront"),
        ("", {"CDN": "purge"}, "needs CDN_URL"),
        ("", {"CDN": "cloudflare", "CDN_ZONE": "x"}, "CDN_TOKEN"),
    ],
)
def test_what_is_optional_says_what_it_lacks(code: str, changes: dict[str, str], reason: str) -> None:
    result = run_python(f"{code}import cms.settings.production", **(PRODUCTION | changes))
    assert result.returncode != 0
    assert reason in result.stderr


def test_a_cdn_hears_of_changed_pages() -> None:
    code = "import django; django.setup()\nfrom wagtail.contrib.frontend_cache.utils import get_backends\n"
    code += "from wagtail.signals import page_published\nfrom campaigns.petitions.models import PetitionPage\n"
    code += "print(get_backends()['default'].cache_netloc, page_published.has_listeners(PetitionPage))"
    given = PRODUCTION | {"CDN": "purge", "CDN_URL": "http://varnish:6081"}
    result = run_python(code, **given)
    assert result.stdout.split() == ["varnish:6081", "True"], result.stderr


def test_with_a_queue_the_deployment_checks_find_nothing_either() -> None:
    result = run_python(CHECK, **(PRODUCTION | QUEUE))
    assert result.returncode == 0, result.stderr


def test_a_queue_never_holds_what_python_would_run() -> None:
    code = "from cms.settings.production import RQ_QUEUES, TASKS\n"
    code += "print({queue['SERIALIZER'] for queue in RQ_QUEUES.values()}, *TASKS['default']['QUEUES'])"
    result = run_python(code, **(PRODUCTION | QUEUE))
    assert result.stdout.strip() == "{'rq.serializers.JSONSerializer'} default later", result.stderr
