"""Commands that need one tool and no records: they never import Django."""
