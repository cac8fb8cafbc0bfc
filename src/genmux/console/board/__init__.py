"""The list of tasks and what one of them tells of itself."""
