"""The end of each chain of events, kept by the database itself, and the anchors of the log.

On PostgreSQL nobody writes an end but the trigger, which has the rights of the owner; nobody changes or
deletes an anchor. A later migration that makes the table of events anew on SQLite must make its trigger
anew too.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FILL = """
INSERT INTO dossiers_chainhead (agency_id, seq, row_id, hash)
SELECT e.agency_id, e.seq, e.id, e.hash FROM dossiers_event e
JOIN (SELECT agency_id, MAX(seq) AS seq FROM dossiers_event GROUP BY agency_id) last
ON last.agency_id = e.agency_id AND last.seq = e.seq
"""
# An older event that is put back does not move the end.
KEEP = """
INSERT INTO dossiers_chainhead (agency_id, seq, row_id, hash)
VALUES (NEW.agency_id, NEW.seq, NEW.id, NEW.hash)
ON CONFLICT (agency_id) DO UPDATE
SET seq = EXCLUDED.seq, row_id = EXCLUDED.row_id, hash = EXCLUDED.hash
WHERE dossiers_chainhead.seq < EXCLUDED.seq;
"""
SQLITE = f"""
CREATE TRIGGER motlan_events_keep_their_end AFTER INSERT ON dossiers_event
BEGIN {KEEP} END
"""
POSTGRESQL = f"""
CREATE FUNCTION motlan_events_keep_their_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = %(schema)s, pg_temp AS $$
BEGIN {KEEP} RETURN NULL; END
$$;
CREATE TRIGGER events_keep_their_end AFTER INSERT ON dossiers_event
    FOR EACH ROW EXECUTE FUNCTION motlan_events_keep_their_end();
CREATE TRIGGER ends_are_kept_by_events BEFORE INSERT OR UPDATE OR DELETE ON dossiers_chainhead
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
    EXECUTE FUNCTION motlan_events_are_append_only();
CREATE TRIGGER anchors_are_append_only BEFORE UPDATE OR DELETE ON dossiers_anchor
    FOR EACH STATEMENT EXECUTE FUNCTION motlan_events_are_append_only();
CREATE TRIGGER anchors_are_append_only BEFORE UPDATE OR DELETE ON dossiers_anchoredchain
    FOR EACH STATEMENT EXECUTE FUNCTION motlan_events_are_append_only();
"""
UNDO = """
DROP TRIGGER IF EXISTS events_keep_their_end ON dossiers_event;
DROP TRIGGER IF EXISTS ends_are_kept_by_events ON dossiers_chainhead;
DROP TRIGGER IF EXISTS anchors_are_append_only ON dossiers_anchor;
DROP TRIGGER IF EXISTS anchors_are_append_only ON dossiers_anchoredchain;
DROP FUNCTION IF EXISTS motlan_events_keep_their_end();
"""


def protect(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Note where every chain ends now, and keep it from now on."""
    editor.execute(FILL)
    if editor.connection.vendor == "sqlite":
        editor.execute(SQLITE)
    elif editor.connection.vendor == "postgresql":
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT quote_ident(current_schema())")
            (schema,) = cursor.fetchone()
        editor.execute(POSTGRESQL % {"schema": schema})


def unprotect(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the ends to themselves."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER IF EXISTS motlan_events_keep_their_end")
    elif editor.connection.vendor == "postgresql":
        editor.execute(UNDO)


class Migration(migrations.Migration):
    """Three tables and the triggers that keep them."""

    dependencies = [
        ('accounts', '0006_system_tokens'),
        ('dossiers', '0021_mode_of_paper_types'),
    ]

    operations = [
        migrations.CreateModel(
            name='Anchor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('events', models.PositiveBigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('prev', models.CharField(max_length=64)),
                ('key', models.CharField(max_length=80)),
                ('rows_key', models.CharField(max_length=80)),
                ('token', models.BinaryField(blank=True)),
                ('token_key', models.CharField(blank=True, max_length=80)),
                ('stamped_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'mốc neo nhật ký',
                'verbose_name_plural': 'mốc neo nhật ký',
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('agency', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='chain_head', serialize=False, to='accounts.agency')),
                ('seq', models.PositiveBigIntegerField()),
                ('row_id', models.PositiveBigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': 'điểm cuối nhật ký',
                'verbose_name_plural': 'điểm cuối nhật ký',
            },
        ),
        migrations.CreateModel(
            name='AnchoredChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.PositiveBigIntegerField()),
                ('last', models.PositiveBigIntegerField()),
                ('root', models.CharField(max_length=64)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.agency')),
                ('anchor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chains', to='dossiers.anchor')),
            ],
            options={
                'verbose_name': 'đoạn nhật ký đã neo',
                'verbose_name_plural': 'đoạn nhật ký đã neo',
                'constraints': [models.UniqueConstraint(fields=('anchor', 'agency'), name='anchored_once_an_anchor'), models.UniqueConstraint(fields=('agency', 'last'), name='anchored_once_a_chain')],
            },
        ),
        migrations.RunPython(protect, unprotect),
    ]
