"""Veo 3.1: a video with sound from words or pictures, its continuation, and more pixels for it."""
