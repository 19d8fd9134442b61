"""The life of a paper: the table in pipeline.py, its steps, and the runner that alone moves a paper on."""
