"""What do the tables say of a target, a method, a name, a path? Look-ups, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from auditor.classify.knowledge.names import (
    cut,
    is_capital,
    is_method,
    last_part,
    longest,
    plain,
    spellings,
    split,
)
from auditor.classify.knowledge.values import Evidence, Library, Strength, keyed

MAX_BASES = 8  # steps from a class to its bases; the tables need three
MAX_RUN = 4  # words of a name that are looked up as one


class Knowledge(msgspec.Struct, frozen=True, eq=False):
    """All tables, merged. Look-ups are memoised: a repository asks for few names many times."""

    libraries: tuple[Library, ...]
    roots: Mapping[str, Library]
    roles: Mapping[str, Evidence]
    classes: Mapping[str, str]
    returns: Mapping[str, str]
    aliases: Mapping[str, str]
    methods: Mapping[str, Evidence]
    verbs: Mapping[str, Evidence]
    identifiers: Mapping[str, Evidence]
    paths: Mapping[str, Evidence]
    named_classes: frozenset[str]  # that other entries name as a class: numpy.ndarray
    memo_of_targets: dict[str, Evidence | None] = msgspec.field(default_factory=dict)
    memo_of_methods: dict[str, Evidence | None] = msgspec.field(default_factory=dict)
    memo_of_names: dict[str, Evidence | None] = msgspec.field(default_factory=dict)
    memo_of_kinds: dict[str, str] = msgspec.field(default_factory=dict)
    memo_of_beginnings: dict[str, tuple[str, bool, str]] = msgspec.field(default_factory=dict)
    memo_of_types: dict[str, str] = msgspec.field(default_factory=dict)
    memo_of_libraries: dict[str, Library | None] = msgspec.field(default_factory=dict)
    memo_of_own: dict[frozenset[str], Knowledge] = msgspec.field(default_factory=dict)

    def apart_from(self, modules: Collection[str]) -> Knowledge:
        """The same without libraries that the audited repository itself is: its own code decides.

        `modules` are its modules by their full names; a library goes if one of them is its root.
        """
        own = frozenset(root for root in self.roots if root in modules)
        if not own:
            return self
        if own not in self.memo_of_own:
            self.memo_of_own[own] = replace(
                self,
                roots={root: library for root, library in self.roots.items() if root not in own},
                roles={key: said for key, said in self.roles.items() if not longest(own, key)},
                memo_of_targets={},
                memo_of_libraries={},
                memo_of_own={},
            )
        return self.memo_of_own[own]

    def role_of(self, target: str) -> Evidence | None:
        """What a target says: `torch.optim.Adam().step`, or `torch.optim.Adam.step` as well.

        None if no library knows it. A method whose class has no entry for it is looked for in the
        base classes that `classes` names.
        """
        if target not in self.memo_of_targets:
            self.memo_of_targets[target] = self._role(target)
        return self.memo_of_targets[target]

    def role_of_method(self, name: str) -> Evidence | None:
        """What a method says whose receiver is unknown."""
        if name not in self.memo_of_methods:
            self.memo_of_methods[name] = keyed(self.methods, name)
        return self.memo_of_methods[name]

    def role_of_name(self, name: str) -> Evidence | None:
        """What an identifier says: `train_loader`, `TextEncoder`, `LR`.

        Runs of several known words count first, then a verb at the beginning, then single words
        from the last to the first: the last is the noun.
        """
        if name not in self.memo_of_names:
            self.memo_of_names[name] = self._words(self.identifiers, name)
        return self.memo_of_names[name]

    def roles_of_path(self, path: str) -> tuple[Evidence, ...]:
        """What the file name and then the folders say, from the nearest to the outermost."""
        *folders, name = path.split("/")
        said = [keyed(self.paths, name.lower()) or self._words(self.paths, name.partition(".")[0])]
        said += [
            keyed(self.paths, f"{folder.lower()}/") or self._words(self.paths, folder, "/")
            for folder in reversed(folders)
        ]
        return tuple(evidence for evidence in said if evidence is not None)

    def library_of(self, target: str) -> Library | None:
        """The library a target belongs to."""
        if target not in self.memo_of_libraries:
            key = longest(self.roots, self._described(plain(target)))
            self.memo_of_libraries[target] = self.roots[key] if key else None
        return self.memo_of_libraries[target]

    def is_ml(self, target: str) -> bool:
        """Whether calling it makes code ml_touching."""
        library = self.library_of(target)
        return library is not None and library.ml

    def type_of(self, target: str) -> str:
        """The class of a value: `torch.nn.Linear` for `torch.nn.Linear()`; "" if not known."""
        if target not in self.memo_of_types:
            name, known = self._followed(target)
            self.memo_of_types[target] = name if known else ""
        return self.memo_of_types[target]

    def kind_of(self, target: str) -> str:
        """What sort of thing a value or class is: "model", "frame", "tensor"; "" if not known."""
        if target not in self.memo_of_kinds:
            self.memo_of_kinds[target] = self._kind(target)
        return self.memo_of_kinds[target]

    def _kind(self, target: str) -> str:
        name, known = self._followed(target)
        class_name = self._class_in(name)
        if not known and class_name != name:
            return ""
        return next((kind for kind in self._lineage(name) if kind and "." not in kind), "")

    def _role(self, target: str) -> Evidence | None:
        name, _ = self._followed(target)
        class_name = self._class_in(name)
        rest = name[len(class_name) :]
        for ancestor in self._lineage(class_name) if rest else ():
            key = longest(self.roles, f"{ancestor}{rest}")
            if len(key) > len(ancestor):
                return keyed(self.roles, key)
        key = longest(self.roles, name)
        root = longest(self.roots, name)
        if len(root) > len(key):
            return replace(self.roots[root].default, key=root)
        return keyed(self.roles, key)

    def _class_in(self, name: str) -> str:
        """The leading part that is a class: one that the tables name, or has a capital letter."""
        named = longest(self.named_classes, name)
        if named:
            return named
        parts = name.split(".")
        capital = next((i for i, part in enumerate(parts) if is_capital(part)), None)
        return "" if capital is None else ".".join(parts[: capital + 1])

    def _lineage(self, name: str) -> Iterator[str]:
        """A class, its bases as far as they are known, and last the kind of value it is."""
        for _ in range(MAX_BASES):
            yield name
            key = longest(self.classes, name) if "." in name else ""
            if not key or self.classes[key] == name:
                return
            name = self.classes[key]

    def _followed(self, target: str) -> tuple[str, bool]:
        """The target with calls and items replaced by the classes they give.

        True if the value's own class is known at the end; then the name is that class. It goes on
        from the longest beginning that was followed before: of a chain all links are asked for.
        """
        memo, beginning, rest = self.memo_of_beginnings, cut(target), list[tuple[str, str]]()
        while beginning and beginning not in memo:
            before, part = last_part(beginning)
            rest.append((beginning, part))
            beginning = before
        name, known, opened = memo[beginning] if beginning else ("", False, "")
        for beginning, part in reversed(rest):
            if part:
                name, known, opened = self._next(name, opened, part, known=known)
            memo[beginning] = name, known, opened
        return name, known

    def _next(self, name: str, opened: str, part: str, *, known: bool) -> tuple[str, bool, str]:
        """What a part of a target makes of what stands before it: a member, a call or an item.

        `opened` is the call whose items are asked for, if that is what stands right before it.
        """
        if part[0] not in "([":
            return self._described(f"{name}.{part}" if name else part), False, ""
        if part == "()":
            return *self._called(name, known=known), f"{name}()"
        given = (
            self.returns.get(f"{opened}{part}")
            or self.returns.get(f"{opened}[]")
            or self._given(name, "[]")
        )
        return given or name, known or bool(given), ""

    def _called(self, name: str, *, known: bool) -> tuple[str, bool]:
        """What calling it gives: a class an instance, a function what `returns` says."""
        class_name = self._class_in(name)
        if known:
            given = self._given(name, ".__call__")
        elif name in self.returns:
            given = self.returns[name]
        elif class_name == name:
            given = name
        elif class_name:
            given = self._given(class_name, name[len(class_name) :])
        else:
            given = self.returns.get(f"{name.rpartition('.')[0]}.*", "")
        return given or name, bool(given)

    def _given(self, class_name: str, member: str) -> str:
        """The class that a member of a class gives, looked for in its bases too."""
        for ancestor in self._lineage(class_name):
            if f"{ancestor}{member}" in self.returns:
                return self.returns[f"{ancestor}{member}"]
            if is_method(member) and f"{ancestor}.*" in self.returns:
                return self.returns[f"{ancestor}.*"]
        return ""

    def _described(self, name: str) -> str:
        """The name under which the tables describe it: tensorflow.keras is keras."""
        key = longest(self.aliases, name)
        return f"{self.aliases[key]}{name[len(key) :]}" if key else name

    def _words(self, table: Mapping[str, Evidence], name: str, end: str = "") -> Evidence | None:
        words = split(name)
        for length in range(min(len(words), MAX_RUN), 0, -1):
            if length == 1 and len(words) > 1 and not end and words[0] in self.verbs:
                return keyed(self.verbs, words[0])
            found = _last_run(table, words, length, end)
            if found is not None and found.role is None and length < len(words):
                # `model_path` and `decoder_type` are about a path and a type, of something.
                rest = self._words(table, "_".join(words[:-length]), end)
                return replace(rest, strength=min(rest.strength, Strength.WEAK)) if rest else found
            if found is not None:
                return found
        return None


def _weak(evidence: Evidence | None) -> Evidence | None:
    """What a word says that is not the last: `net_time` is a time, `loss_x` an x."""
    if evidence is None or evidence.strength <= Strength.WEAK:
        return evidence
    return replace(evidence, strength=Strength.WEAK)


def _last_run(
    table: Mapping[str, Evidence], words: list[str], length: int, end: str
) -> Evidence | None:
    """The last run of so many words that the table has."""
    for start in range(len(words) - length, -1, -1):
        for run in spellings(words[start : start + length]):
            if run + end in table:
                found = keyed(table, run + end)
                last = start + length == len(words)
                return found if last or length > 1 or end else _weak(found)
    return None
