"""What is set: for oneself, for the project's vendors and routes, for the whole server."""
