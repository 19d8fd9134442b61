from django.db import migrations, models

TABLES = ("agencyday", "agencymonth", "difference", "procedureday", "proceduremonth", "wholemonth")
# Every sum but that of paper stock.
SUMS = (
    *("received", "timed", "online", "post", "digitized", "complete", "wants_result", "e_result"),
    *("e_result_valid", "reusing", "from_store", "components", "components_reused", "transferred"),
    *("e_circulated", "transfers", "transfers_electronic", "held_before", "resubmitted", "finished"),
    *("on_time", "late", "apologised", "withdrawn", "stopped", "settled_on_time", "settled_late"),
    *("overdue", "rated", "satisfied", "complained", "items", "items_stored", "results"),
    "results_digitized",
)




class KeepSmall(migrations.operations.base.Operation):
    """As an `AlterField` for each column of each table, which would write every table once a column."""

    def describe(self):
        return "Keep sums as numbers of 32 bits"

    def state_forwards(self, app_label, state):
        for table in TABLES:
            fields = state.models[app_label, table].fields
            fields.update((each, models.IntegerField(default=0)) for each in SUMS)
            state.reload_model(app_label, table, delay=True)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._change(app_label, schema_editor, "integer")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._change(app_label, schema_editor, "bigint")

    @staticmethod
    def _change(app_label, schema_editor, kind):
        if schema_editor.connection.vendor != "postgresql":
            return  # SQLite has one kind of whole number
        columns = ", ".join(f"ALTER COLUMN {each} TYPE {kind}" for each in SUMS)
        for table in TABLES:
            schema_editor.execute(f"ALTER TABLE {app_label}_{table} {columns}")


class Migration(migrations.Migration):

    dependencies = [
        ('targets', '0017_sources_named'),
    ]

    operations = [KeepSmall()]
