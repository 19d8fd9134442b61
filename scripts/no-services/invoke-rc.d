#!/bin/sh
# Stands before Debian's own while set-up installs packages: their programs are wanted, not their services,
# which would take ports, now and at every start of the machine.
exit 0
