"""Real calls with real keys, by hand only: `make live VENDOR=fal`. Never part of the tests."""
