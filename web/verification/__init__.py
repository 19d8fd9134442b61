"""The public page that says of a copy whether it is genuine and valid; no sign-in, nothing about a person."""
