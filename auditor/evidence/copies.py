"""What are clones a sign of? Clones that the same files share, told apart by what they do.

A family is all that the same files share, for that is what one repair removes. Each is one kind
of debt, the most specific: copied training, features computed twice, copied model code, or code.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum, auto

import msgspec

from auditor.evidence.clones import Clone, Site, clones
from auditor.evidence.dependencies import manifests
from auditor.evidence.kept import once
from auditor.evidence.places import is_script, readme
from auditor.model import (
    Does,
    Hit,
    Kind,
    Location,
    Project,
    Role,
    Severity,
    SourceFile,
)

APART = re.compile(
    r"(^|[/_-])(examples?|tutorials?|recipes?|demos?|samples?|docs?|documentation|cookbooks?"
    r"|benchmarks?|lessons?|exercises|solutions|playground|templates?|lectures?|courses?"
    r"|chapters?|assignments?|homeworks?|workshops?)\d*([_-][^/]{0,100})?/",
    re.IGNORECASE,
)
"""Folders of programs that are read one by one: each shows all that it takes."""
KEPT_ALIKE = re.compile(r"copied from [a-z_]\w*(\.\w+)+", re.IGNORECASE)
"""The mark by which a program (`make fix-copies`) keeps copies alike."""
ON_PURPOSE = re.compile(
    r"single[- ]file (implementation|script|example)|self[- ]contained (implementation|script"
    r"|example|file)|(intentionally|deliberately) duplicat",
    re.IGNORECASE,
)
SERVES = re.compile(
    r"(^|[/_-])(serv(e|er|ing|ice)|api|apps?|predict(or|ion)?|infer(ence)?|deploy(ment)?|online"
    r"|endpoint|lambda|streamlit|gradio|production)([/_.-]|$)",
    re.IGNORECASE,
)
TRAINS = re.compile(r"(^|[/_-])(train(er|ing)?|fit|experiments?)([/_.-]|$)", re.IGNORECASE)
OTHER_MANIFESTS = frozenset({"CMakeLists.txt", "package.json", "Cargo.toml", "go.mod", "pom.xml"})
LEARNS = frozenset({"backward", "apply_gradients", "train_on_batch", "value_and_grad", "gradient"})
FITS = LEARNS | {"fit", "fit_generator", "partial_fit"}
LEAST = 5  # lines of a training loop that a copy must hold


class About(Enum):
    """What a family is a sign of; the first that fits."""

    NOTEBOOKS = auto()
    TRAINING = auto()
    FEATURES = auto()
    MODEL = auto()
    CODE = auto()


class Family(msgspec.Struct, frozen=True):
    """All clones that the same files share, the largest first."""

    clones: tuple[Clone, ...]
    about: About
    on_purpose: bool  # the README says that files are meant to stand alone

    @property
    def lines(self) -> int:
        return sum(clone.lines for clone in self.clones)

    @property
    def blocks(self) -> int:
        """How many blocks a repair would replace."""
        return sum(len(clone.sites) - 1 for clone in self.clones)

    @property
    def files(self) -> tuple[str, ...]:
        return self.clones[0].files

    @property
    def location(self) -> Location:
        return self.clones[0].sites[0].location

    def hit(self, message: str) -> Hit:
        """One finding for all of it, which stays the same when lines move."""
        return Hit(
            self.location,
            f"{message} (on purpose, says the README)" if self.on_purpose else message,
            size=self.blocks,
            severity=Severity.INFO if self.on_purpose else None,
            identity=" ".join((*self.files, self.clones[0].mark)),
        )

    @property
    def again(self) -> str:
        """What stands where, for messages: "5 blocks, 80 lines, again in b.py:3-20"."""
        blocks, sites = len(self.clones), self.clones[0].sites
        what = f"{self.lines} lines" if blocks == 1 else f"{self.lines} lines in {blocks} blocks"
        first, second = sites[0], self._told(sites)
        where = second.within if first.file is second.file else str(second)
        more = f" and {len(sites) - 2} more" if len(sites) > 2 else ""  # noqa: PLR2004 - a pair
        return f"{what} stand again in {where}{more}"

    def _told(self, sites: Sequence[Site]) -> Site:
        """The copy that is worth naming: one that serves, one in another file, or the next."""
        first, *others = sites
        if self.about is About.FEATURES:
            others = [site for site in others if serves(site)] or others
        return next((site for site in others if site.file is not first.file), others[0])


def families(project: Project, about: About) -> Iterator[Family]:
    """The families of one kind, in the order of their places."""
    return (family for family in _families(project) if family.about is about)


@once
def _families(project: Project) -> tuple[Family, ...]:
    homes = _homes(project)
    together: dict[tuple[str, ...], list[Clone]] = defaultdict(list)
    for clone in clones(project):
        if _may_be_shared(clone, homes):
            together[clone.files].append(clone)
    page = readme(project)
    on_purpose = page is not None and ON_PURPOSE.search(page.facts.text or "") is not None
    found = (
        Family(tuple(sorted(group, key=_by_size)), _about(group), on_purpose)
        for group in together.values()
    )
    return tuple(sorted(found, key=lambda family: family.location))


def _by_size(clone: Clone) -> tuple[int, Location]:
    return -clone.lines, clone.sites[0].location


def _homes(project: Project) -> frozenset[str]:
    """Folders with dependencies of their own: what lies in them is installed by itself."""
    found = {file.path for file, _ in manifests(project, "manifest")}
    found |= {file.path for file in project.files if file.name in OTHER_MANIFESTS}
    folders = (path.rpartition("/")[0] for path in found)
    return frozenset(folder for folder in folders if folder)


def _may_be_shared(clone: Clone, homes: frozenset[str]) -> bool:
    """Whether somebody would want the copies to be one: not those that stand alone."""
    if all(APART.search(path) for path in clone.files):
        return False
    if clone.sites[0].file.kind is Kind.NOTEBOOK and len(clone.files) == 1:
        return False  # a notebook shows its steps one by one
    if sum(_is_kept_alike(site) for site in clone.sites) >= clone.copies:
        return False
    served = any(map(serves, clone.sites)) and any(map(_trains, clone.sites))
    return served or len({_home(path, homes) for path in clone.files}) == 1


def _home(path: str, homes: frozenset[str]) -> str:
    folder = path.rpartition("/")[0]
    while folder and folder not in homes:
        folder = folder.rpartition("/")[0]
    return folder


def _is_kept_alike(site: Site) -> bool:
    reach = range(site.line - 3, site.end_line + 1)
    return any(
        comment.line in reach and KEPT_ALIKE.search(comment.text)
        for comment in site.file.facts.comments
    )


def _about(group: Sequence[Clone]) -> About:
    files = {site.file.path: site.file for clone in group for site in clone.sites}
    roles: Counter[Role] = Counter()
    for clone in group:
        roles.update(clone.roles)
    role = max(roles, key=lambda role: (roles[role], role))
    sites = [site for clone in group for site in clone.sites]
    if len(files) > 1 and all(file.kind is Kind.NOTEBOOK for file in files.values()):
        return About.NOTEBOOKS
    if role is Role.FEATURE_EXTRACTION and any(map(serves, sites)) and any(map(_trains, sites)):
        return About.FEATURES
    if len(files) > 1 and all(map(is_script, files.values())) and any(map(_is_training, group)):
        return About.TRAINING
    return About.MODEL if role is Role.ML_CODE else About.CODE


def _is_training(clone: Clone) -> bool:
    """Whether a good part of a training loop is in each of the copies."""
    return all(
        any(
            min(end, site.end_line) - max(line, site.line) + 1 >= LEAST
            for line, end in _training_loops(site.file)
        )
        for site in clone.sites
    )


def _training_loops(file: SourceFile) -> Iterator[tuple[int, int]]:
    """First and last lines of the outermost loops that update a model's weights."""
    code = file.facts.code
    if code is None:
        return
    loops = set()
    for statement, _ in file.contents.of(LEARNS):
        parent, outermost = statement.parent, -1
        while parent >= 0 and code.statements[parent].does is not Does.FUNCTION:
            if code.statements[parent].does in (Does.FOR, Does.WHILE):
                outermost = parent
            parent = code.statements[parent].parent
        loops.add(outermost)
    for index in sorted(loops - {-1}):
        yield code.statements[index].line, code.statements[index].end_line


def serves(site: Site) -> bool:
    """Whether a file answers with predictions, by its path or by what most of it does."""
    if SERVES.search(site.file.path):
        return True
    spans = site.file.roles
    serving = sum(one.end_line - one.line + 1 for one in spans if one.role is SERVING)
    return serving * 3 > sum(one.end_line - one.line + 1 for one in spans)


def _trains(site: Site) -> bool:
    if TRAINS.search(site.file.path):
        return True
    return any(site.file.contents.of(FITS))


SERVING = Role.SERVING_INFRASTRUCTURE
