"""Components that every page is made of; `look/` holds what they look like."""
