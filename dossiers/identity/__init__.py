"""Who is who: finding the one holder that is meant, and changing what is known of them so that it can be undone."""
