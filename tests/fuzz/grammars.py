"""Which texts would nobody write, and yet are of the language? Made from small grammars.

Mutated files stay near to what people write. These do not: a random walk over the rules of a
language gives it all of its constructions, in mixtures that no author would think of.
"""

# ruff: noqa: E501 - tables of phrases read best with one subject a line

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

Grammar = Mapping[str, tuple[str, ...]]
"""Rule -> its forms; `<rule>` stands for one of that rule's, the first one ends a deep walk."""

RULE = re.compile(r"<(\w+)>")
DEEPEST = 7  # rules inside of one another, then the first form is taken
LONGEST = 6_000  # characters

PYTHON: Grammar = {
    "start": ("<statements>",),
    "statements": ("<s>\n", "<s>\n<statements>", "<s>\n<s>\n<statements>", "<s>\n<s>\n<s>\n<statements>"),
    "s": (
        "pass", "<e>", "<t> = <e>", "<t> = <t> = <e>", "<n>: <e> = <e>", "<t> += <e>", "del <t>",
        "import <d>", "import <d> as <n>", "from <d> import <n>", "from .<n> import <n> as <n>",
        "from <d> import *", "return <e>", "raise <e> from <e>", "assert <e>, <e>", "global <n>",
        "nonlocal <n>", "if <e>:<b>", "if <e>:<b>\nelif <e>:<b>\nelse:<b>", "for <t> in <e>:<b>",
        "while <e>:<b>\nelse:<b>", "with <e> as <t>, <e>:<b>", "try:<b>\nexcept <e> as <n>:<b>\nfinally:<b>",
        "try:<b>\nexcept* <n>:<b>", "def <n>(<p>):<b>", "async def <n>(<p>) -> <e>:<b>",
        "@<e>\ndef <n>(self, <p>):<b>", "class <n>(<e>, metaclass=<e>):<b>", "class <n>:<b>",
        "match <e>:\n    case <m>: <e>\n    case _: pass", "yield <e>", "await <e>", "<n> = <ml>", "<ml>",
        "model = <ml>\nmodel.fit(<e>, <e>)", "type <n>[<n>] = <e>", "print <e>", "exec <e> in <e>",
        "# TODO <n>", "%<n> <e>", "!<n>", "continue", "break",
    ),
    "b": (" pass", " <e>", "\n    <e>", "\n    <t> = <e>\n    return <e>", "\n    '''<n>'''\n    <ml>", "\n\t<e>"),
    "e": (
        "<n>", "<a>", "<e>.<n>", "<e>(<args>)", "<e>[<e>]", "<e>[<e>:<e>:<e>]", "<e> <op> <e>", "(<e>)",
        "[<e>, <e>]", "{<e>: <e>, **<e>}", "{<e>, *<e>}", "(<e>,)", "lambda <p>: <e>", "<e> if <e> else <e>",
        "[<e> for <t> in <e> if <e>]", "{<e>: <e> for <t> in <e>}", "(<e> async for <t> in <e>)", "not <e>",
        "-<e>", "f'{<n>!r:>{<n>}}'", "(<n> := <e>)", "(yield <e>)", "await <e>", "*<e>", "<ml>", "`<e>`",
    ),
    "a": ("1", "0", "1e400", "1j", "0xFF", "'x'", "b'x'", "'''x\ny'''", "None", "True", "...", "''", "r'\\d'", "10**10"),
    "n": ("x", "self", "model", "df", "X_train", "y", "_", "__name__", "é", "torch", "np", "cls", "loss", "optimizer"),
    "d": ("torch", "numpy", "sklearn.model_selection", "pandas", "tensorflow.keras", "x", "a.b.c", "openai", "langchain.llms"),
    "t": ("<n>", "<n>.<n>", "<n>[<e>]", "<n>, <n>", "(<n>, *<n>)", "[<n>]", "<e>.<n>"),
    "p": ("", "<n>", "<n>=<e>", "*<n>", "**<n>", "<n>: <e> = <e>, /, <n>, *, <n>=<e>", "<n>, <n>"),
    "args": ("", "<e>", "<e>, <e>", "<n>=<e>", "*<e>, **<e>", "<e> for <n> in <e>", "<e>, <n>=<e>"),
    "op": ("+", "-", "*", "@", "//", "**", "%", "<<", "and", "or", "is not", "not in", "==", "<", "!=", "|"),
    "m": ("_", "<a>", "<n>", "[<m>, *_]", "{'a': <m>, **<n>}", "<n>(<m>, x=<m>)", "<m> | <m>", "<m> as <n>", "<m> if <e>"),
    "ml": (
        "train_test_split(<args>)", "torch.nn.Linear(<args>)", "pd.read_csv(<e>)[<e>]", "df[<e>][<e>] = <e>",
        "StandardScaler().fit_transform(<e>)", "loss.backward()", "optimizer.step()", "model.fit(<args>)",
        "tf.keras.Sequential([<e>, <e>])", "np.random.seed(<e>)", "DataLoader(<args>)", "openai.ChatCompletion.create(<args>)",
        "df.groupby(<e>).apply(lambda <p>: <e>).merge(<args>)", "pickle.load(open(<e>))", "torch.load(<e>)",
        "cross_val_score(<args>)", "GridSearchCV(<args>).fit(<e>, <e>)", "df.drop(<args>)", "KFold(<args>).split(<e>)",
    ),
}  # fmt: skip

YAML: Grammar = {
    "start": ("<doc>", "---\n<doc>\n...\n---\n<doc>", "%YAML 1.1\n---\n<doc>"),
    "doc": ("<k>: <v>\n", "<k>: <v>\n<doc>", "<k>:\n  - <v>\n  - <k>: <v>\n<doc>", "<k>:\n  <k>: <v>\n    <k>: <v>\n<doc>", "- <v>\n<doc>", "? <v>\n: <v>\n<doc>", "<k>: |\n   <v>\n  <v>\n<doc>"),
    "k": ("name", "dependencies", "stages", "lr", "on", "jobs", "&a x", "*a", "<<", '"a b"', "1", "null", "deps", "cmd", "outs", "services", "image", "build", "channels", "model", "true"),
    "v": ("1", "[<v>, <v>]", "{<k>: <v>}", "&a <v>", "*a", "!!python/object:os.system <v>", "'x'", '"\\u0000"', "1e400", "2020-13-45", "~", "!!binary <v>", "- <v>", ">\n  x", "0o17", "pip", "python=3.7", "${{ secrets.X }}", "x:1.0@sha256:abc"),
}  # fmt: skip

TOML: Grammar = {
    "start": ("<line>", "<line>\n<start>", "<line>\n<line>\n<start>", "<line>\n<line>\n<line>\n<start>"),
    "line": ("<k> = <v>", "[<k>]", "[[<k>]]", "[tool.poetry.dependencies]", "[project]", "dependencies = [<v>, <v>]", "[project.optional-dependencies]", "[tool.<k>]", "# <k>", "<k>.<k>.<k> = <v>", "[dependency-groups]", "[build-system]", "[[package]]", "[tool.uv.sources]", "[packages]"),
    "k": ("a", "name", "version", "python", "requires-python", '"a.b"', "torch", "group.dev.dependencies", "dev", "requires", "optional", "tool", "source", "dependencies", "files"),
    "v": ("1", '"^1.0"', "'>=1,<2'", "[<v>]", "{<k> = <v>}", "true", "1979-05-27T07:32:00Z", "inf", "nan", '"""x\ny"""', "0xF", '"torch>=1; python_version<\'3\'"', '{git = "https://x/y", rev = <v>}', "{include-group = <v>}", '"a[b,c]@ https://x"'),
}  # fmt: skip

REQUIREMENTS: Grammar = {
    "start": ("<line>", "<line>\n<start>", "<line>\n<line>\n<start>"),
    "line": ("<n><s>", "<n>[<n>,<n>]<s> ; <m>", "-r <n>.txt", "-c <n>", "-e git+https://x/<n>@<n>#egg=<n>", "--index-url https://u:p@h/s", "<n> @ file:///<n>", "<n><s> \\\n  --hash=sha256:ab", "# <n>", "./<n>", "https://x/<n>-1.0-py3-none-any.whl", "<n><s>  # <n>", "${X}", "<s>", "[<n>]", "\\", "<n><s>,<s>"),
    "n": ("torch", "numpy", "a-b_c.d", "é", "x" * 80, "-", "Django", "1", "_"),
    "s": ("==1.0", ">=1,<2", "~=1.4.2", "===x", "!=1.*", "", "== ", ">>1", "=1", "^1", "==1!2.0rc1+l", "<"),
    "m": ("python_version<'3'", "sys_platform=='x' and (extra=='y')", "x", "'", "python_version in '2.7'", "(" * 50),
}  # fmt: skip

SETUP: Grammar = {
    "start": ("from setuptools import setup\n<pre>\nsetup(<args>)\n", "setup(**<v>)", "[options]\ninstall_requires =\n  <r>\n  <r>\n[options.extras_require]\n<k> = <r>\n", "[metadata\nname", "[a]\nx=%(x)s\n[a]\n"),
    "pre": ("", "<k> = <v>", "<k> = <v>\n<pre>", "with open('r') as f: <k> = f.read()", "def f(): return <v>"),
    "args": ("", "<k>=<v>", "<k>=<v>, <args>", "**<v>", "install_requires=<v>, extras_require=<v>, python_requires=<v>"),
    "k": ("install_requires", "extras_require", "python_requires", "name", "tests_require", "packages", "reqs"),
    "v": ("'torch'", "['torch', <v>]", "{'dev': <v>}", "open('r').read().split()", "<k>", "f()", "<v> + <v>", "[x for x in <v>]", "'''a\nb'''", "None", "'a' 'b'", "lambda: <v>", "sum([<v>], [])"),
    "r": ("torch", "numpy>=1", "# c", "a[b]==1 ; x", "file: r.txt", "%(x)s"),
}  # fmt: skip

DOCKER: Grammar = {
    "start": ("<line>", "<line>\n<start>", "<line>\n<line>\n<start>"),
    "line": ("FROM <i>", "FROM --platform=<i> <i> AS <n>", "ARG <n>=<v>", "ENV <n> <v>", "ENV <n>=<v> <n>=<v>", "RUN <c>", "RUN <c> && \\\n  <c>", "RUN <<EOF\n<c>\nEOF", 'RUN ["pip", <v>, "<n>"', "# escape=`", "# syntax=<i>", "COPY --from=<n> <n> .", "ONBUILD <line>", "SHELL [<v>]", "from <i>", "HEALTHCHECK CMD <c>", "\\", "CMD <v>", "USER <n>", "RUN --mount=type=cache <c>"),
    "i": ("python:3.8", "x", "${X:-y}", "$X", "a/b:c@sha256:" + "0" * 64, "scratch", ":", "nvidia/cuda:11.0-base", "${X"),
    "n": ("X", "build", "a-b", "1", "é", "requirements.txt"),
    "v": ("1", "'x", '"y"', "$X", "${X:+z}", "a\\ b", ""),
    "c": ("pip install <n><v>", "pip install -r requirements.txt -U --no-cache-dir", "conda install -y <n>=1", "apt-get install <n> # <n>", "if [ <v> ]; then pip install 'a>=1'; fi", 'pip install "<n>', "python -m pip install git+https://x@y", "cd <n>; <c>", "poetry install --no-dev"),
}  # fmt: skip

SHELL_LIKE: Grammar = {
    "start": ("<s>\n", "<s>\n<start>", "<s>\n<s>\n<start>", "<s>\n<s>\n<s>\n<start>"),
    "s": ("<n> = <e>;", "<n>(<e>);", "if (<e>) {\n<s>\n} else {\n<s>\n}", "for (int i = 0; i < <e>; i++) { <s> }", "function <n>(<n>) {\n<s>\n}", "class <n> {\n<s>\n}", "#include <x.h>\n<s>", "import <n> from '<n>';", "template<typename T> <n> <n>(<n> x) { <s> }", "fn <n>(x: <n>) -> <n> {\n<s>\n}", "func <n>(x <n>) (<n>, error) {\n<s>\n}", "<n> <- function(x) {\n<s>\n}", "function <n>(x)\n<s>\nend", "def <n>(x: <n>): <n> = {\n<s>\n}", "// <n>", "/* <n> */", "return <e>;", "let <n> = <e> => <e>;", "for f in $(<n>); do <n>; done", "case <e> of\n<s>", "#define X(a) \\\n  <e>", "switch (<e>) { case 1: <s> default: <s> }", "@<n>\n<s>", "while true\n<s>\nend", "library(<n>)", "using <n>", "model %>% fit(<e>)", "__global__ void <n>() { <s> }", "<n><<<<e>, <e>>>>(<e>);"),
    "e": ("<n>", "1", "'x", '"y"', "<e> + <e>", "<n>(<e>)", "<n>[<e>]", "(<e>)", "{<n>: <e>}", "<n>.<n>(<e>)", "x => <e>", "`a${<e>}`", "<n>::<n><<n>>()", "$<n>", "!<e>", "<e> ? <e> : <e>", "<T>x</T>", 'r#"x"#', "[<e>, <e>]", "~<n>", "/x/", "'''", "|x| <e>"),
    "n": ("x", "model", "fit", "torch", "é", "Tensor", "loss", "train", "data", "std", "self", "T"),
}  # fmt: skip


def written(grammar: Grammar, random: Random) -> bytes:
    """A text of the language; broken off where it grows too long."""
    parts: list[str] = []
    waiting: list[tuple[str, int]] = [("<start>", 0)]
    length = 0
    while waiting and length < LONGEST:
        text, depth = waiting.pop()
        rule = RULE.search(text)
        if rule is None or rule[1] not in grammar:
            end = len(text) if rule is None else rule.end()
            parts.append(text[:end])
            length += end
            if end < len(text):
                waiting.append((text[end:], depth))
            continue
        parts.append(text[: rule.start()])
        length += rule.start()
        waiting.append((text[rule.end() :], depth))
        forms = grammar[rule[1]]
        endless = rule[1] in {"start", "statements", "doc"}
        deeper = depth if endless else depth + 1
        waiting.append((forms[0] if depth > DEEPEST else random.choice(forms), deeper))
    return "".join(parts).encode()
