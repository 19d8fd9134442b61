"""The whole catalogue as one JSON file, for exchange between provinces; docs/catalogue.md describes it."""
