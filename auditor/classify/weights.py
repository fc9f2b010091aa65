"""How much does each kind of sign weigh? Numbers only; `code.py` adds them up."""

from auditor.model import Role

WEIGHTS = {
    # of the statement itself
    "decisive": 6.0,
    "check": 5.0,
    "magic": 6.0,
    "constant": 4.0,
    "field": 1.5,
    "call": 2.5,
    "inner_call": 1.0,
    "method": 2.0,
    "inner_method": 0.8,
    "call_name": 1.2,
    "inner_call_name": 0.5,
    "value": 0.8,
    "assigned": 1.0,
    "used": 0.5,
    # of what it stands in
    "scope_body": 2.0,
    "scope_function_name": 1.5,
    "scope_class_name": 1.0,
    "scope_base": 1.5,
    "scope_decorator": 1.5,
    "outer_body": 0.5,
    "outer_function_name": 0.5,
    "outer_class_name": 1.0,
    "outer_base": 2.0,
    "outer_decorator": 0.5,
    "module_body": 0.5,
    "neighbours": 1.5,
    "path": 1.0,
    "file": 1.0,
}

BIAS = dict.fromkeys(Role, 0.0) | {Role.GENERAL: 0.6, Role.TESTING: -2.0}
"""What a role has before anything speaks for it: code without signs is general."""

CARVED = frozenset({Role.MONITORING, Role.DATA_VERIFICATION})
"""Roles of single statements inside blocks of other roles: they do not colour the block."""

NEIGHBOUR_DECAY = 0.6  # what a neighbour's word is worth, per statement of distance
