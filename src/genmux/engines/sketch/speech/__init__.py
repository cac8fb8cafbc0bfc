"""Speech out (espeak-ng's library) and speech in (PocketSphinx)."""
