"""How fast is it, and what takes the time? Programs that measure; each is run by itself."""
