"""Signs a person in with a provider of electronic identities (OpenID Connect): no Django, no records."""
