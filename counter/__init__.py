"""The one-stop counter: dossiers are opened, moved on and closed, each time with the form that the law asks for."""
