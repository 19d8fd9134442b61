"""Once only: is this paper held, valid, allowed? Checks, recorded reuse, reasons for asking all the same."""
