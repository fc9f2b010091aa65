"""What is in a file of a language other than Python: its statements, and what stands in them."""

import msgspec


class Block(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A statement, or what holds statements: a function, a class, a loop, a section of settings.

    A file's blocks are in the order of their lines, each after the one that it lies in. Dots join
    the parts of a name in every language: `torch.nn.Linear`, `model.fit`, `File.open().read`.
    """

    kind: str  # see below
    line: int
    end_line: int
    parent: int = -1  # index of the block that it lies in; -1 at the top of the file
    name: str = ""  # of a function or class; of a section the keys above it, with dots
    calls: tuple[str, ...] = ()  # what it calls itself, not in blocks below; outermost first
    names: tuple[str, ...] = ()  # other names it reads; of a section its keys
    assigned: tuple[str, ...] = ()  # names that it gives values to
    binds: tuple[tuple[str, str], ...] = ()  # of an import: local name -> full; "*" for all names
    arithmetic: int = 0  # products, sums and accesses to elements


# Kinds of blocks.
IMPORT = "import"
FUNCTION = "function"
CLASS = "class"  # also modules, namespaces, interfaces, implementations
LOOP = "loop"
COMPOUND = "compound"  # any other statement that holds statements
CHECK = "check"  # an assertion, or an error raised
CONSTANT = "constant"  # a literal under a name, at the top of a file
RETURN = "return"
STATEMENT = "statement"
SECTION = "section"  # of settings
