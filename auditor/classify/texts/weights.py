"""How much does each kind of sign weigh in other languages? Numbers only.

They began as those of Python (`classify/weights.py`) and were changed where the tuned half of the
labelled files showed a reason; a fit on so few lines would learn them by heart. `docs/accuracy.md`
has the figures for both halves.
"""

from auditor.model import Role

WEIGHTS = {
    "assigned": 0.9,
    "call": 1.7,
    "call_name": 1.2,
    "check": 4.0,
    "constant": 2.5,
    "decisive": 8.0,
    "file": 1.6,
    "inner_call": 0.6,
    "inner_call_name": 0.7,
    "kernel": 3.0,
    "near_words": 0.3,
    "neighbours": 1.2,
    "outer_body": 0.7,
    "outer_name": 1.0,
    "outer_words": 0.6,
    "path": 1.2,
    "scope_body": 1.2,
    "scope_name": 1.3,
    "scope_words": 0.3,
    "script": 0.8,
    "used": 0.8,
    "words": 0.6,
}

BIAS = {
    Role.ML_CODE: -0.6,
    Role.DATA_COLLECTION: 0.0,
    Role.DATA_VERIFICATION: 0.0,
    Role.FEATURE_EXTRACTION: -0.6,
    Role.CONFIGURATION: 0.0,
    Role.ANALYSIS_TOOLS: 0.0,
    Role.PROCESS_MANAGEMENT: 0.0,
    Role.RESOURCE_MANAGEMENT: -0.2,
    Role.SERVING_INFRASTRUCTURE: 0.0,
    Role.MONITORING: 0.0,
    Role.TESTING: 0.0,
    Role.GENERAL: 0.7,
}
"""What speaks for a role before any sign: code without signs is general."""
