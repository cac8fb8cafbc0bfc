"""ElevenLabs: speech, dialogues, sounds, isolated voices and transcripts."""

from genmux.engines.vendors.elevenlabs.engine import open_engine as open_engine
