"""How long papers are kept, what holds them longer, and how two persons let them go."""
