"""Which code stands in a repository more than once? Groups of sites with the same statements.

Every window of a few statements is looked up by its shapes (`facts.prints`), and windows that
occur again are grown to the left and right for as long as all their sites agree. Nothing is
compared in pairs: each statement is looked up once, and growing has a budget (decision 6).

Every statement belongs to one clone at most: the largest copy takes it.
"""

import re
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import msgspec

from auditor.evidence.kept import once
from auditor.model import Kind, Location, Print, Project, Role, SourceFile

WINDOW = 6  # statements that a copy must share in a row to be seen
MIN_DISTINCT = 4  # of them: fewer are a table written as code
MIN_LINES = 10  # SonarQube's threshold for most languages …
MIN_TOKENS = 100  # … and for all of them
MAX_SITES = 100  # of one window; what stands in more places is the language's boilerplate
GROWTH = 40  # steps for each statement: real repositories take less than 5
LITTLE = frozenset({Role.CONFIGURATION, Role.TESTING})
"""Roles of lines that make no clone: every program declares its options."""
AS_IT_CAME = re.compile(r"(^|/)(externals?|[^/]+-(master|main)|[^/]*\d\.\d+)/")
"""Folders of other people's programs: brought along, unpacked (`darts-master`, `rgf1.2`)."""

Group = tuple[tuple[int, ...], int]  # where each site begins in the stream, and their length


class Site(NamedTuple):
    """One place of a clone."""

    file: SourceFile
    line: int
    end_line: int

    @property
    def location(self) -> Location:
        return self.file.location(self.line, self.end_line)

    @property
    def within(self) -> str:
        """Where it is in its file, for messages."""
        place = self.location
        lines = f"lines {place.line}-{place.end_line}"
        return lines if place.cell is None else f"cell {place.cell}, {lines}"

    def __str__(self) -> str:
        place = self.location
        return f"{place}-{place.end_line}"


class Clone(msgspec.Struct, frozen=True):
    """The same statements in several places, in the order of path and line."""

    sites: tuple[Site, ...]
    lines: int  # code lines of one site
    roles: Mapping[Role, int]  # lines of the first site
    exact: bool  # written alike to the letter
    mark: str  # of its shapes: the same wherever it moves

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(site.file.path for site in self.sites))

    @property
    def copies(self) -> int:
        return len(self.sites) - 1


@once
def clones(project: Project) -> tuple[Clone, ...]:
    """All clones in the order of their first sites; found once for all rules."""
    stream = _Stream(file for file in project.files if _counts(file))
    found = _chosen(stream, _groups(stream))
    return tuple(sorted(found, key=lambda clone: clone.sites[0].location))


def _counts(file: SourceFile) -> bool:
    own = file.kind in {Kind.SOURCE, Kind.NOTEBOOK} and not AS_IT_CAME.search(file.path)
    return own and len(file.facts.prints) >= WINDOW


class _Stream:
    """The prints of all files one after another, and the key of the window at each.

    Column by column: there are as many as there are statements in a repository.
    """

    def __init__(self, files: Iterator[SourceFile]) -> None:
        self.files: list[SourceFile] = []
        self.starts: list[int] = []
        self.shapes = array("L")
        self.spellings = array("H")
        self.lines = array("L")
        self.ends = array("L")
        self.keys = array("q")
        self.counted = array("L")  # lines that count
        self.tokens = array("L")  # tokens that do
        for file in files:
            self.starts.append(len(self.keys))
            self.files.append(file)
            prints = list(file.facts.prints)
            shapes = [one.shape for one in prints]
            self.shapes.extend(shapes)
            self.spellings.extend([one.spelling for one in prints])
            self.lines.extend([one.line for one in prints])
            self.ends.extend([one.end_line for one in prints])
            self.keys.extend(_windows(shapes))
            for lines, tokens in _weights(file, prints):
                self.counted.append(lines)
                self.tokens.append(tokens)

    def file(self, at: int) -> int:
        return bisect_right(self.starts, at) - 1

    def site(self, at: int, length: int) -> Site:
        end = max(self.ends[at], self.ends[at + length - 1])
        return Site(self.files[self.file(at)], self.lines[at], end)

    def weight(self, at: int, length: int) -> tuple[int, int]:
        return sum(self.counted[at : at + length]), sum(self.tokens[at : at + length])


NO_KEY = 0


def _windows(shapes: Sequence[int]) -> list[int]:
    """A key for the window that begins at each statement; NO_KEY where none does."""
    windows = zip(*(shapes[shift:] for shift in range(WINDOW)), strict=False)
    keys = [hash(window) if len({*window}) >= MIN_DISTINCT else NO_KEY for window in windows]
    return [*keys, *[NO_KEY] * (len(shapes) - len(keys))]


def _weights(file: SourceFile, prints: Sequence[Print]) -> Iterator[tuple[int, int]]:
    classes = file.facts.lines
    spans = iter(file.roles)
    span = next(spans, None)
    for one in prints:
        while span is not None and span.end_line < one.line:
            span = next(spans, None)
        if span is not None and span.line <= one.line and span.role in LITTLE:
            yield 0, 0
        else:
            lines = classes[one.line - 1 : one.end_line]
            yield len(lines) - lines.count(" ") - lines.count("#"), one.tokens


def _groups(stream: _Stream) -> list[Group]:
    """Windows that occur again, grown as far as all their sites agree."""
    places = _places(stream.keys)
    found: dict[tuple[int, ...], int] = {}
    budget = GROWTH * len(stream.keys)
    for sites in places.values():
        if _goes_on(stream.keys, sites, places):
            continue
        starts, length = _grown(stream.keys, sites)
        budget -= len(sites) * length
        if budget < 0:
            break
        starts = _apart(starts, length)
        if len(starts) > 1:
            found[starts] = max(found.get(starts, 0), length)
    return list(found.items())


def _places(keys: Sequence[int]) -> Mapping[int, list[int]]:
    seen, again = {NO_KEY}, set[int]()
    for key in keys:
        (again if key in seen else seen).add(key)
    places = defaultdict(list)
    for at, key in enumerate(keys):
        if key != NO_KEY and key in again:
            places[key].append(at)
    return {key: sites for key, sites in places.items() if len(sites) <= MAX_SITES}


def _goes_on(keys: Sequence[int], sites: Sequence[int], places: Mapping[int, list[int]]) -> bool:
    """Whether the windows one statement above are the same sites: then those were grown."""
    above = keys[sites[0] - 1] if sites[0] else NO_KEY
    return (
        above != NO_KEY
        and len(places.get(above, ())) == len(sites)
        and all(keys[site - 1] == above for site in sites)
    )


def _grown(keys: Sequence[int], sites: Sequence[int]) -> tuple[tuple[int, ...], int]:
    first, *others = sites
    left = 0
    while first > left and _agree(keys, first, others, -left - 1):
        left += 1
    right = 0
    while _agree(keys, first, others, right + 1):
        right += 1
    return tuple(site - left for site in sites), left + right + WINDOW


def _agree(keys: Sequence[int], first: int, others: Sequence[int], shift: int) -> bool:
    key = keys[first + shift] if first + shift < len(keys) else NO_KEY
    return key != NO_KEY and all(
        other + shift < len(keys) and keys[other + shift] == key for other in others
    )


def _apart(starts: tuple[int, ...], length: int) -> tuple[int, ...]:
    """Sites that do not overlap: code that repeats itself line by line is no copy of itself."""
    kept: list[int] = []
    for start in starts:
        if not kept or start >= kept[-1] + length:
            kept.append(start)
    return tuple(kept)


def _chosen(stream: _Stream, groups: Sequence[Group]) -> Iterator[Clone]:
    """The largest groups first, each statement in one of them."""
    sized = ((*stream.weight(starts[0], length), starts, length) for starts, length in groups)
    large = [group for group in sized if group[0] >= MIN_LINES and group[1] >= MIN_TOKENS]
    large.sort(key=lambda group: (-group[1] * (len(group[2]) - 1), group[2]))
    taken = bytearray(len(stream.keys))
    for lines, _, starts, length in large:
        fresh = [at for at in starts if sum(taken[at : at + length]) * 2 < length]
        if not fresh:
            continue
        told = fresh if len(fresh) > 1 else sorted({starts[0], starts[1], *fresh})[:2]
        if fresh[0] not in told:
            told = sorted([told[0], fresh[0]])
        for at in starts:
            taken[at : at + length] = b"\1" * length
        yield _clone(stream, told, length, lines)


def _clone(stream: _Stream, starts: Sequence[int], length: int, lines: int) -> Clone:
    length = _without_last_header(stream, starts[0], length)
    sites = tuple(stream.site(at, length) for at in starts)
    spellings = {stream.spellings[at : at + length].tobytes() for at in starts}
    shapes = ",".join(map(str, stream.shapes[starts[0] : starts[0] + length]))
    mark = f"{crc32(shapes.encode()):08x}"
    return Clone(sites, lines, _roles(sites[0]), len(spellings) == 1, mark)


def _without_last_header(stream: _Stream, start: int, length: int) -> int:
    """The length up to a `def` or `class` at the end, whose body is no copy."""
    code = stream.files[stream.file(start)].facts.code
    headers = {scope.line for scope in code.scopes[1:]} if code else set()
    while length > 1 and stream.lines[start + length - 1] in headers:
        length -= 1
    return length


def _roles(site: Site) -> Mapping[Role, int]:
    tally: Counter[Role] = Counter()
    for span in site.file.roles:
        common = min(span.end_line, site.end_line) - max(span.line, site.line) + 1
        if common > 0:
            tally[span.role] += common
    return tally or {Role.GENERAL: 0}
