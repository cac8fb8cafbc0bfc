"""The command line. Each module is one noun; `main` names them all without importing them."""
