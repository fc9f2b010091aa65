"""What holds for all tests."""

from hypothesis import settings

# A busy machine is no defect: time is measured by benchmarks, never by tests.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
