"""The one place that picks adapters. Imports stand inside the functions on purpose: heavy libraries
take seconds to load, and `motlan verify` must not pay for an OCR engine (see docs/decisions)."""
