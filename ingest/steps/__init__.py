"""One file a step: `(paper, tools) -> Done`. Steps read records and call tools; only the runner writes."""
