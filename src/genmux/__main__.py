"""`python -m genmux` is `genmux`."""

from genmux.cli.main import main

if __name__ == "__main__":
    main()
