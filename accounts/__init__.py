"""Who works where: levels, agencies, users, roles, and who may see what."""
