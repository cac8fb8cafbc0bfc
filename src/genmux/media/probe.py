"""What a media file technically is: kind, MIME type, pixels, seconds, rates, codecs.

Bytes in (a local path), facts out. Used by the worker to check inputs and by tests to check outputs.
"""
