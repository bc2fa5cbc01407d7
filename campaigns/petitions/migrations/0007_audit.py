"""The log of what was done with personal data can be added to, not changed (docs/adr/0031)."""

from typing import Any

from django.db import migrations

# Where a kind of record goes with its app, Django takes it out of the entries about it; everything else stays.
KEEP = """
CREATE FUNCTION petitions_keep_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.content_type_id IS NULL THEN
        OLD.content_type_id := NULL;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'The log of personal data can only be added to.';
END $$;
CREATE TRIGGER petitions_keep_log BEFORE UPDATE OR DELETE ON wagtailcore_modellogentry
    FOR EACH ROW WHEN (OLD.action LIKE 'petitions.%%') EXECUTE FUNCTION petitions_keep_log();
"""
LET_GO = "DROP TRIGGER petitions_keep_log ON wagtailcore_modellogentry; DROP FUNCTION petitions_keep_log();"


def keep(apps: Any, schema_editor: Any) -> None:
    """Have PostgreSQL refuse changes; SQLite is for development."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(KEEP, ())


def let_go(apps: Any, schema_editor: Any) -> None:
    """Undo it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(LET_GO)


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0006_exchange"),
        ("wagtailcore", "0096_referenceindex_referenceindex_source_object_and_more"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="signature",
            options={
                "default_permissions": ("view",),
                "ordering": ["-signed_at"],
                "permissions": [("audit_signature", "Can see who handled personal data")],
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
            },
        ),
        migrations.RunPython(keep, let_go),
    ]
