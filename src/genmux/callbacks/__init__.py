"""Callbacks: signed, retried, logged, replayable. Rows come in with a task's result; nothing waits
for them, and nothing but this room sends them."""
