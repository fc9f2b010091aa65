"""`python -m auditor`, and what the console script calls."""

from auditor.cli import app


def main() -> None:
    """Run the command line."""
    app(prog_name="numbers-audit")


if __name__ == "__main__":
    main()
