"""Which API, name or path plays which role? Tables in TOML, one file per family, and look-ups.

A file lists libraries. A contributor adds a word to a list of words, or a library in four lines::

    version = 1

    [[library]]
    name = "PyTorch"
    homepage = "https://pytorch.org"
    imports = "torch functorch"  # root modules; of several libraries the longest root wins
    ml = true                    # calling it makes code ml_touching (default: false)
    default = "ml_code?"         # whatever is not listed below (default: "context")

    [library.roles]              # role -> full dotted names, each with all that lies below it
    data_collection = "torch.utils.data torch.hub.download_url_to_file"
    "resource_management!" = "torch.nn.Module.to"

    [library.classes]            # kind of value, or base class -> classes, modules full of them
    model = "torch.nn.Module"
    "torch.nn.Module" = "torch.nn"

    [library.returns]            # class -> functions that return one of it
    "torch.Tensor" = "torch.* torch.nn.Module.__call__ torch.utils.data.DataLoader[]"

    [library.aliases]            # name that is described -> other names of the same thing
    "torch.utils.tensorboard.SummaryWriter" = "torch.utils.tensorboard.writer.SummaryWriter"

Words are separated by white space (long lists stand between '''): half the bytes of arrays, and
twice as fast to read.
Of two keys the longer one wins, counted in whole dotted names. In `returns`, `x.*` stands for the
members of x without an entry of their own, `f()[1]` for part of what f returns, `T[]` for an item
of a T; `T.__call__` is calling an instance. A capital letter tells classes from functions.

A role is written with its strength:

    "monitoring!"   decisive: a statement that is this call has the role, whatever block it is in
    "ml_code"       strong: tells what the block around it is for
    "ml_code?"      weak: a lean, for want of anything better (arithmetic, time, paths of files)
    "context"       says nothing: the lines around it decide

`methods.toml` has the tables that know no library, in the same form: `[methods]`, for receivers
of unknown type; `[verbs]`, which open a name; `[identifiers]`, words of names; `[paths]`, words of
file names, whole file names and, ending in "/", words of folder names.

A user's own files have the same form. They come last, and what they say replaces what is shipped.
"""

from functools import cache
from pathlib import Path

from auditor.classify.knowledge.lookups import Knowledge
from auditor.classify.knowledge.tables import Tables
from auditor.classify.knowledge.values import KINDS, Evidence, Library, Strength
from auditor.errors import BadSettings

__all__ = [
    "FOLDER",
    "KINDS",
    "Evidence",
    "Knowledge",
    "Library",
    "Strength",
    "load",
    "load_language",
]

FOLDER = Path(__file__).parent


def load(overrides: tuple[Path, ...] = ()) -> Knowledge:
    """The shipped tables, with what the user's files say laid over them.

    Raises BadSettings for a file that cannot be read or says what no table can.
    """
    return _laid_over(tuple((str(path), _read(path)) for path in overrides))


@cache
def _laid_over(overrides: tuple[tuple[str, bytes], ...]) -> Knowledge:
    tables = Tables()
    for path in sorted(FOLDER.glob("*.toml")):
        tables.add(path.name, path.read_bytes())
    for name, content in overrides:
        tables.lay_over(name, content)
    return tables.merged()


@cache
def load_language(family: str) -> Knowledge:
    """What is known of the libraries of a family of other languages: `languages/<family>.toml`.

    There `methods` are functions by their names, however they are called, and `verbs` are
    prefixes of names, as in cudnnCreate.
    """
    tables = Tables()
    name = f"languages/{family}.toml"
    tables.add(name, (FOLDER / name).read_bytes())
    return tables.merged()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadSettings(f"{path}: cannot be read ({error.strerror}).") from error
