"""How names of other languages are written here: with dots, without arguments and templates."""

import re
import sys

MAX_NAME = 120  # characters; what is longer keeps its end

_STRING = re.compile(r"""\"(?>(?:[^"\\\n]|\\.)*)\"|'(?>(?:[^'\\\n]|\\.)*)'|`[^`]*+`""")
_INNERMOST = re.compile(r"\([^()]*+\)|\{[^{}]*+\}|\[[^\[\]]*+\]")
_TEMPLATE = re.compile(r"<[^<>]*+>")
_JOINT = re.compile(r"::|->|\?\.|!\.|(?<!\s)\s*+\.\s*")
_PLAIN = re.compile(r"[\w.@$!/#-]+(?:\(\)[\w.@$!#-]*)*")
_LAST = re.compile(r"(\.?)([\w!$]+)\W*\Z")
MAX_LEVELS = 8  # of brackets in a chain of calls


def dotted(text: str) -> str:
    """`torch::nn::Linear<T>` is torch.nn.Linear; `a->b(c).d` is a.b().d."""
    if text.isidentifier():
        return sys.intern(text[:MAX_NAME])
    text = _STRING.sub("", text[-4 * MAX_NAME :]).removeprefix("new ")
    for _ in range(MAX_LEVELS):
        shorter = _INNERMOST.sub("\x01", text)
        if shorter == text:
            break
        text = shorter
    for _ in range(2):
        text = _TEMPLATE.sub("", text)
    text = _JOINT.sub(".", text).replace("\x01", "()").strip("&* \n\t:").rstrip(".")
    if len(text) <= MAX_NAME and _PLAIN.fullmatch(text):
        return sys.intern(text)
    last = _LAST.search(text)
    return sys.intern(last[1] + last[2][:MAX_NAME]) if last else ""


def is_telling(name: str) -> bool:
    """Whether a name may say something: counters and self do not."""
    return len(name) > 1 and name not in {"this", "self", "std", "void", "int"}
