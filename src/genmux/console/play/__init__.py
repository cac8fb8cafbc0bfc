"""The playground's parts: from values to a task, from a task to what is shown, and onwards."""
