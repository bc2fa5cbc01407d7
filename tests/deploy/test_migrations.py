"""Migrations run while the former release still serves: none may break it, or hold up a table that people write to.

What is forbidden here is explained in ADR 0033, with what to do instead. A migration that is right all the same says
why in a constant `REVIEWED`.
"""

import importlib
from collections.abc import Iterator

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

# From these on it holds: nothing was in use before the first release.
BASELINE = {
    "access": "0001_initial",
    "articles": "0003_mailing",
    "donations": "0001_initial",
    "home": "0003_donations",
    "letters": "0002_donations",
    "petitions": "0010_checks",
    "translation": "0001_initial",
}
# What grows with the number of people, and is written to all day.
GROWING = {
    ("petitions", name)
    for name in ("signature", "outgoingmail", "tally", "tallyentry", "erasure", "suppression", "sheet")
} | {("articles", name) for name in ("delivery", "mailing")}
# Gone or called something else, these are missed by the former release.
MISSED = (migrations.RemoveField, migrations.RenameField, migrations.RenameModel, migrations.DeleteModel)
TABLE = (migrations.AlterModelTable, migrations.AlterUniqueTogether)
# These wait for nobody, or scan without a lock that matters.
PATIENT = (AddIndexConcurrently, AddConstraintNotValid, ValidateConstraint)
LOCKING = {
    migrations.AddIndex: "makes an index while nobody can write: AddIndexConcurrently, with atomic = False",
    migrations.RemoveIndex: "waits for every reader: RemoveIndexConcurrently, with atomic = False",
    migrations.AddConstraint: "reads it all while nobody can write: AddConstraintNotValid, then ValidateConstraint",
}


def dangers(operation: Operation, app: str, state: ProjectState) -> Iterator[str]:
    """What is wrong with an operation while the former release serves; `state` is that before it."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for part in operation.database_operations:
            yield from dangers(part, app, state)
        return
    if isinstance(operation, MISSED):
        yield "the former release still asks for it: first stop using it, remove it in the release after that"
    if isinstance(operation, TABLE):
        yield "the former release does not know it that way"
    if isinstance(operation, migrations.AddField):
        yield from new_field(operation, is_growing(app, operation.model_name))
    if isinstance(operation, migrations.AlterField):
        before = field_before(state, app, operation.model_name, operation.name)
        yield from changed_field(before, operation.field, is_growing(app, operation.model_name))
    yield from locks(operation, app)


def locks(operation: Operation, app: str) -> Iterator[str]:
    if isinstance(operation, PATIENT) or not is_growing(app, getattr(operation, "model_name", "")):
        return
    for kind, reason in LOCKING.items():
        if isinstance(operation, kind):
            yield reason


def is_growing(app: str, model: str) -> bool:
    return (app, model.lower()) in GROWING


def field_before(state: ProjectState, app: str, model: str, name: str) -> models.Field:
    known: ModelState = state.models[app, model.lower()]
    return known.fields[name]


def new_field(operation: migrations.AddField, growing: bool) -> Iterator[str]:
    field = operation.field
    if isinstance(field, models.ManyToManyField):
        return
    if not field.null and not field.has_db_default():
        yield "the former release writes rows without it: null=True or db_default"
    if growing and (field.db_index or field.unique):
        yield "its index is made while nobody can write: db_index=False, then AddIndexConcurrently"


def changed_field(before: models.Field, after: models.Field, growing: bool) -> Iterator[str]:
    if before.null and not after.null and not after.has_db_default():
        yield "the former release still writes NULL"
    if before.db_column != after.db_column:
        yield "the former release does not know it by that name"
    if is_shorter(before, after):
        yield "what the former release writes may not fit"
    if growing and is_rewritten(before, after):
        yield "the whole table is written anew while nobody can read it: add a field, copy in pieces, then change over"
    if growing and (after.db_index, after.unique) > (before.db_index, before.unique):
        yield "its index is made while nobody can write: AddIndexConcurrently"


def is_shorter(before: models.Field, after: models.Field) -> bool:
    return after.max_length is not None and (before.max_length is None or after.max_length < before.max_length)


def is_rewritten(before: models.Field, after: models.Field) -> bool:
    """Another kind of column. A longer text, or one without an end, is the same kind to PostgreSQL."""
    texts = (models.CharField, models.TextField)
    if isinstance(before, texts) and isinstance(after, texts):
        return False
    return before.get_internal_type() != after.get_internal_type()


# --- our migrations ---


@pytest.fixture
def loader(db: None) -> MigrationLoader:
    return MigrationLoader(None)


def test_every_app_of_ours_has_a_baseline_that_exists(loader: MigrationLoader) -> None:
    packages = ("cms", "home", "search", "campaigns")
    ours = {
        label
        for label in loader.migrated_apps
        if importlib.import_module(loader.migrations_module(label)[0]).__name__.partition(".")[0] in packages
    }
    assert ours == set(BASELINE)
    assert [item for item in BASELINE.items() if item not in loader.disk_migrations] == []


def test_what_grows_exists(loader: MigrationLoader) -> None:
    assert GROWING - set(loader.project_state().models) == set()


def test_no_migration_breaks_the_former_release_or_holds_up_a_table(loader: MigrationLoader) -> None:
    found = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if app not in BASELINE or name <= BASELINE[app]:
            continue
        if getattr(importlib.import_module(migration.__module__), "REVIEWED", ""):
            continue
        state = loader.project_state([parent.key for parent in loader.graph.node_map[app, name].parents])
        for operation in migration.operations:
            found += [f"{app} {name}: {operation.describe()}: {danger}" for danger in dangers(operation, app, state)]
            operation.state_forwards(app, state)
    assert found == []


# --- the rules ---


@pytest.fixture
def state() -> ProjectState:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("note", models.CharField(max_length=100, null=True)),
        ("number", models.IntegerField(default=0)),
    ]
    for name in ("Signature", "Handover"):
        state.add_model(ModelState("petitions", name, fields))
    return state


INDEX = models.Index(fields=["note"], name="of_note")
CHECK = models.CheckConstraint(condition=models.Q(number__gte=0), name="no_debts")


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (migrations.RemoveField("handover", "note"), "first stop using it"),
        (migrations.RenameField("handover", "note", "words"), "first stop using it"),
        (migrations.DeleteModel("Handover"), "first stop using it"),
        (migrations.AlterModelTable("handover", "other"), "does not know it that way"),
        (migrations.AddField("handover", "day", models.DateField(default="2026-01-01")), "without it"),
        (migrations.AlterField("handover", "note", models.CharField(max_length=100)), "still writes NULL"),
        (migrations.AlterField("handover", "note", models.CharField(max_length=9, null=True)), "may not fit"),
        (migrations.AddField("signature", "day", models.DateField(null=True, db_index=True)), "its index is made"),
        (migrations.AlterField("signature", "number", models.BigIntegerField()), "written anew"),
        (migrations.AlterField("signature", "number", models.IntegerField(db_index=True)), "its index is made"),
        (migrations.AddIndex("signature", INDEX), "AddIndexConcurrently"),
        (migrations.RemoveIndex("signature", "of_note"), "RemoveIndexConcurrently"),
        (migrations.AddConstraint("signature", CHECK), "AddConstraintNotValid"),
        (
            migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("handover", "note")]),
            "first stop using it",
        ),
    ],
    ids=lambda value: value.describe() if isinstance(value, Operation) else "",
)
def test_what_would_break_or_hold_up_something_is_found(operation: Operation, reason: str, state: ProjectState) -> None:
    assert any(reason in danger for danger in dangers(operation, "petitions", state))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.CreateModel("Novelty", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("signature", "day", models.DateField(null=True)),
        migrations.AddField("signature", "times", models.IntegerField(db_default=0)),
        migrations.AlterField("signature", "note", models.CharField(max_length=200, null=True)),
        migrations.AlterField("signature", "note", models.TextField(null=True)),
        migrations.AlterField("handover", "number", models.BigIntegerField()),
        migrations.AddIndex("handover", INDEX),
        migrations.AddConstraint("handover", CHECK),
        AddIndexConcurrently("signature", INDEX),
        AddConstraintNotValid("signature", CHECK),
        ValidateConstraint("signature", "no_debts"),
        migrations.AlterModelOptions("signature", {"verbose_name": "x"}),
        migrations.RunPython(migrations.RunPython.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("handover", "note")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_harms_nobody_passes(operation: Operation, state: ProjectState) -> None:
    assert list(dangers(operation, "petitions", state)) == []
