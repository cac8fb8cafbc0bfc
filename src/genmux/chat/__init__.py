"""Synchronous answers: held, routed, streamed, counted and settled."""
