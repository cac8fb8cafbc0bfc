"""A project and who may do what in it: keys, members, callback secret, the log."""
