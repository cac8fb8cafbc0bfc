"""The built-in chat route: deterministic answers, so that programs can be tested offline."""
