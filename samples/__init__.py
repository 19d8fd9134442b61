"""The project's own sample papers, drawn from a seed: invented persons, true forms, known truth."""
