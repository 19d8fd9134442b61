"""How records are counted: what each counts as, which sums that adds to, and how both are written."""
