"""Django settings: base, local (embedded) and test."""
