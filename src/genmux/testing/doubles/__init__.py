"""Small real servers that play vendors on the loopback address, for our tests and for yours."""
