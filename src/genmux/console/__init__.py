"""The web console: pages in NiceGUI over the HTTP API. Loaded only in the console's own process."""
