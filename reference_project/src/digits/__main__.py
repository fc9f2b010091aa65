"""`python -m digits`."""

from digits.cli import main

main()
