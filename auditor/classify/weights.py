"""How much does each kind of sign weigh? Numbers only; `code.py` adds them up.

Fitted by a conditional logit on statements labelled by hand after the labelling guide: the weights
are the same for all roles, so that 30 numbers and one bias a role cannot learn a repository by
heart. Left out one by one, repositories are judged nearly as well as those that were fitted on;
`docs/accuracy.md` has the figures. `decisive` was raised by hand: the knowledge base keeps that
mark for calls that decide whatever block they stand in.
"""

from auditor.model import Role

WEIGHTS = {
    "assigned": 1.11,
    "call": 0.9,
    "call_name": 1.41,
    "check": 1.94,
    "constant": 0.73,
    "decisive": 8,
    "field": 1.33,
    "file": 1.63,
    "inner_call": 0.73,
    "inner_call_name": 0.8,
    "inner_method": 0.8,
    "magic": 3,
    "method": 0.82,
    "module_body": 0.81,
    "near_words": 0.31,
    "neighbours": 1.33,
    "outer_body": 0.73,
    "outer_decorator": 0.3,
    "outer_function_name": 0.79,
    "outer_name_words": 0.26,
    "outer_words": 0.98,
    "path": 1.44,
    "scope_base": 0.77,
    "scope_body": 0.94,
    "scope_class_name": 1.21,
    "scope_decorator": 0.89,
    "scope_function_name": 0.58,
    "scope_name_words": 0.12,
    "used": 0.98,
    "value": 0.09,
    "words": 0.67,
}

BIAS = {
    Role.ML_CODE: -0.88,
    Role.DATA_COLLECTION: -0.05,
    Role.DATA_VERIFICATION: 0.42,
    Role.FEATURE_EXTRACTION: -0.49,
    Role.CONFIGURATION: 0.27,
    Role.ANALYSIS_TOOLS: 0.18,
    Role.PROCESS_MANAGEMENT: 0.18,
    Role.RESOURCE_MANAGEMENT: -0.49,
    Role.SERVING_INFRASTRUCTURE: -0.03,
    Role.MONITORING: 0.18,
    Role.TESTING: -0.12,
    Role.GENERAL: 0.84,
}
"""What speaks for a role before any sign: code without signs is general."""

CARVED = frozenset({Role.MONITORING, Role.DATA_VERIFICATION})
"""Roles of single statements inside blocks of other roles: they do not colour the block."""

NEIGHBOUR_DECAY = 0.6  # what a neighbour's word is worth, per statement of distance
