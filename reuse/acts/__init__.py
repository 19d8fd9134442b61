"""One file an act. Each holds the dossier first, is done once however often it is asked, and leaves an event."""
