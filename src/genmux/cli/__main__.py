"""`python -m genmux.cli`: the command line where the installed program is not on the path."""

from genmux.cli.main import main

main()
