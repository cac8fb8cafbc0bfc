"""What is made of a song that exists: its parts, its notes, its words, its pictures, its voice."""
