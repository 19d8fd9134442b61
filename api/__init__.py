"""JSON for other systems, version 1; wire names live here and nowhere else."""
