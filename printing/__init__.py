"""HTML in, PDF/A bytes out: forms and lists for people. Framework-free; WeasyPrint is wrapped here, once."""
