"""The chat dialects: each translates its wire format into an `Ask` and events back into it."""
