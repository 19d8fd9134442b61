"""Examples take no time limit here: a busy machine is no fault of a rule."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
