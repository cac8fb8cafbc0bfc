"""The Suno API: songs, and what is made from them. One module for each of its records."""
