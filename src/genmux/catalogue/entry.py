"""A catalogue entry as the rest of the program sees it. The data lives in `models/**.toml`."""
