"""What an administrator changes: agencies, people and their roles, the catalogues. Every change is an event."""
