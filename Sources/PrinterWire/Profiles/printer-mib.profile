# The base of all profiles.
