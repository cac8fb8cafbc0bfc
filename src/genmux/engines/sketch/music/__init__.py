"""The composer of the built-in engine: songs from words, and songs made from given ones."""
