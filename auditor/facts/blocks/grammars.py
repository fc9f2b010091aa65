"""Which grammar reads which file, and what its nodes are? Tables only.

The grammars name alike what is alike, so one table of node types serves all of them. CUDA is read
by the grammar of C++, after what it adds to the language was blanked out; R, Julia and Scala are
read without a grammar (`light`). `docs/decisions/0011` has the sizes that led to it.
"""

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Parser

GRAMMARS = {
    ".c": ("tree_sitter_c", "language"),
    ".h": ("tree_sitter_cpp", "language"),
    ".cc": ("tree_sitter_cpp", "language"),
    ".cpp": ("tree_sitter_cpp", "language"),
    ".cxx": ("tree_sitter_cpp", "language"),
    ".c++": ("tree_sitter_cpp", "language"),
    ".hh": ("tree_sitter_cpp", "language"),
    ".hpp": ("tree_sitter_cpp", "language"),
    ".hxx": ("tree_sitter_cpp", "language"),
    ".inl": ("tree_sitter_cpp", "language"),
    ".cu": ("tree_sitter_cpp", "language"),
    ".cuh": ("tree_sitter_cpp", "language"),
    ".hip": ("tree_sitter_cpp", "language"),
    ".metal": ("tree_sitter_cpp", "language"),
    ".cl": ("tree_sitter_cpp", "language"),
    ".js": ("tree_sitter_javascript", "language"),
    ".jsx": ("tree_sitter_javascript", "language"),
    ".mjs": ("tree_sitter_javascript", "language"),
    ".cjs": ("tree_sitter_javascript", "language"),
    ".ts": ("tree_sitter_typescript", "language_typescript"),
    ".mts": ("tree_sitter_typescript", "language_typescript"),
    ".cts": ("tree_sitter_typescript", "language_typescript"),
    ".tsx": ("tree_sitter_typescript", "language_tsx"),
    ".java": ("tree_sitter_java", "language"),
    ".go": ("tree_sitter_go", "language"),
    ".rs": ("tree_sitter_rust", "language"),
    ".sh": ("tree_sitter_bash", "language"),
    ".bash": ("tree_sitter_bash", "language"),
    ".slurm": ("tree_sitter_bash", "language"),
    ".sbatch": ("tree_sitter_bash", "language"),
}
LIGHT = {".jl": "julia", ".r": "r", ".rscript": "r", ".scala": "scala", ".sc": "scala"}
SHELL_SHEBANG = re.compile(r"#! ?/(usr/)?(local/)?bin/(env )?(ba|da|z|k)?sh\b")

# Nodes whose children are statements.
BODIES = frozenset(
    {"compound_statement", "statement_block", "block", "class_body", "declaration_list",
     "field_declaration_list", "template_body", "interface_body", "enum_body", "constructor_body",
     "do_group", "indented_block", "statement_list", "switch_block", "match_block", "case_block",
     "enum_body_declarations", "annotation_type_body", "with_template_body", "static_initializer"}
)  # fmt: skip
# Nodes that have statements among their children, beside a condition or a value.
OPEN = frozenset(
    {"if_statement", "else_clause", "elif_clause", "case_item", "expression_case", "default_case",
     "type_case", "communication_case", "case_statement", "switch_case", "switch_default",
     "switch_block_statement_group", "preproc_if", "preproc_ifdef", "preproc_else", "preproc_elif",
     "subshell", "lambda_statement", "linkage_specification"}
)  # fmt: skip
OPEN_FIELDS = frozenset({None, "body", "alternative"})
NO_STATEMENT = frozenset(
    {"comment", "line_comment", "block_comment", "switch_label", "condition_clause", "word",
     "ERROR", "binary_expression", "access_specifier", "heredoc_body", "html_comment", "number",
     "inner_attribute_item", "parenthesized_expression", "hash_bang_line", "shebang"}
)  # fmt: skip
FUNCTIONS = frozenset(
    {"function_definition", "function_declaration", "function_item", "method_declaration",
     "method_definition", "constructor_declaration", "arrow_function", "function_expression",
     "generator_function_declaration", "lambda_expression", "func_literal", "closure_expression",
     "macro_definition"}
)  # fmt: skip
NAMELESS = frozenset({"arrow_function", "function_expression", "lambda_expression", "func_literal",
                      "closure_expression"})  # fmt: skip
CLASSES = frozenset(
    {"class_declaration", "class_specifier", "struct_specifier", "class_definition", "mod_item",
     "object_definition", "trait_definition", "impl_item", "trait_item", "struct_item", "enum_item",
     "namespace_definition", "interface_declaration", "enum_declaration", "record_declaration",
     "enum_specifier", "union_specifier", "internal_module", "abstract_class_declaration",
     "linkage_specification", "type_declaration"}
)  # fmt: skip
IMPORTS = frozenset(
    {"preproc_include", "import_statement", "import_declaration", "use_declaration",
     "package_declaration", "package_clause", "using_declaration", "extern_crate_declaration"}
)  # fmt: skip
LOOPS = frozenset(
    {"for_statement", "while_statement", "do_statement", "for_range_loop", "for_in_statement",
     "enhanced_for_statement", "for_expression", "while_expression", "loop_expression",
     "c_style_for_statement"}
)  # fmt: skip
CHECKS = frozenset({"throw_statement", "assert_statement", "throw_expression"})
RETURNS = frozenset({"return_statement", "return_expression"})
CONSTANTS = frozenset({"preproc_def", "const_item", "const_declaration", "static_item",
                       "enum_specifier", "enum_item", "enum_declaration"})  # fmt: skip
CALLS = {
    "call_expression": "function",
    "call": "function",
    "method_invocation": "name",
    "object_creation_expression": "type",
    "new_expression": "constructor",
    "instance_expression": None,
    "macro_invocation": "macro",
    "struct_expression": "name",
    "composite_literal": "type",
    "command": "name",
    "field_initializer": None,
    "jsx_opening_element": "name",
    "jsx_self_closing_element": "name",
    "marker_annotation": "name",
    "annotation": "name",
    "generic_function": "function",
}
QUALIFIED = frozenset(
    {"qualified_identifier", "scoped_identifier", "scoped_type_identifier", "member_expression",
     "field_expression", "selector_expression", "field_access", "qualified_type",
     "stable_identifier", "nested_identifier"}
)  # fmt: skip
IDENTIFIERS = frozenset(
    {"identifier", "type_identifier", "field_identifier", "property_identifier", "variable_name",
     "shorthand_property_identifier", "shorthand_property_identifier_pattern", "package_identifier",
     "namespace_identifier"}
)  # fmt: skip
ASSIGNMENTS = {
    "assignment_expression": "left",
    "assignment_statement": "left",
    "short_var_declaration": "left",
    "init_declarator": "declarator",
    "variable_declarator": "name",
    "let_declaration": "pattern",
    "val_definition": "pattern",
    "var_definition": "pattern",
    "variable_assignment": "name",
    "compound_assignment_expr": "left",
    "augmented_assignment_expression": "left",
    "const_spec": "name",
    "var_spec": "name",
    "const_item": "name",
    "static_item": "name",
    "preproc_def": "name",
    "field_declaration": "declarator",
    "assignment": "left",
    "for_range_loop": "declarator",
}
ARGUMENTS = frozenset({"arguments", "argument_list", "token_tree", "formal_parameters",
                       "parameter_list", "parameters"})  # fmt: skip
ELEMENTS = frozenset({"subscript_expression", "index_expression", "array_access"})
ARITHMETIC = frozenset({"+", "-", "*", "/", "+=", "-=", "*=", "/="})
OPERATIONS = frozenset({"binary_expression", "assignment_expression", "compound_assignment_expr",
                        "augmented_assignment_expression", "infix_expression"})  # fmt: skip

CUDA = re.compile(
    r"<<<[^;{}]{0,300}?>>>"
    r"|__(global|device|host|shared|constant|forceinline|restrict|managed|noinline)__"
    r"|__launch_bounds__\([^()\n]*\)"
)
"""What CUDA adds to C++: in the place of each there is white space of the same length."""


def suffix_of(path: str) -> str:
    name = path.rpartition("/")[2].lower()
    return f".{name.rpartition('.')[2]}" if "." in name.lstrip(".") else ""


def without_cuda(text: str) -> str:
    """The text as C++, each thing where it stood."""
    return CUDA.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


@cache
def parser_of(suffix: str) -> "Parser":
    from tree_sitter import Language, Parser  # noqa: PLC0415 - for few files

    package, function = GRAMMARS[suffix]
    return Parser(Language(getattr(import_module(package), function)()))
