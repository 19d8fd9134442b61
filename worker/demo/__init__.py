"""The demonstration: an invented province, its papers, an invented clerk, and what came of it all."""
