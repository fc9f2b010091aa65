"""The command line: arguments in, files, console and exit code out; no logic."""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from difflib import get_close_matches
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from auditor import __version__
from auditor.errors import (
    AuditorError,
    BadReport,
    BadSettings,
    ExitCode,
    OutOfMemory,
    OutputFailed,
)
from auditor.locks import lock

if TYPE_CHECKING:
    from auditor.batch import Place, Result
    from auditor.model import Audit, Listing
    from auditor.pipeline import Progress
    from auditor.pipeline.stages import Studied
    from auditor.settings import Settings

MAIN_JOB = "audit"
REFERENCE = "reference"
WRITTEN = 1.0  # seconds from the last byte of a report until it has its name, at the very most
USED_UP = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOMEM, errno.EMFILE})
"""What a disk, an account, memory or a process has too little of."""
NO_THREAD = "can't start new thread"  # Python's words where there is no memory for a stack

ABOUT = """Draw Figure 1 of Sculley et al. (2015) for YOUR repository, with measured boxes: how much
of it is ML code, how much technical debt it carries, why, and what to pay down first.

\b
    numbers-audit karpathy/nanoGPT                  a repository on GitHub
    numbers-audit https://gitlab.com/o/n.git@v1.2   any URL git knows, at a tag
    numbers-audit .                                 a folder, as it stands on disk
    numbers-audit reference                         the bundled model project
    numbers-audit . -o report.html -o report.json   write reports
    numbers-audit compare . reference               hold it against that project

A first word that is no command is a TARGET. Nothing of the target is ever run or imported.
"""

EXIT_CODES = """\b
Exit codes: 0 fine · 2 wrong usage · 3 target could not be fetched or read ·
4 audit written but incomplete · 10 a finding reached --fail-on · 130 stopped.
"""


class DefaultToAudit(TyperGroup):
    """Take words that start with no command for the arguments of the main job."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own type
        own = {name for param in self.params for name in param.opts} | {"--help"}
        if args and args[0] not in self.commands and args[0] not in own:
            _refuse_misspelt(args[0], self.commands)
            args = [MAIN_JOB, *args]
        return super().parse_args(ctx, args)


def _refuse_misspelt(word: str, commands: Iterable[str]) -> None:
    """A word that can be no target, but is nearly a command, was meant as one."""
    if not word.isalpha() or word == REFERENCE or Path(word).exists():
        return
    near = get_close_matches(word, commands, n=1, cutoff=0.75)
    if near:
        _end(f"There is no command {word!r}; did you mean {near[0]!r}?", ExitCode.USAGE)


app = typer.Typer(
    cls=DefaultToAudit,
    help=ABOUT,
    epilog=EXIT_CODES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:  # noqa: FBT001 - typer's callback
    if asked:
        typer.echo(f"numbers-audit {__version__}")
        raise typer.Exit


@app.callback(subcommand_metavar="TARGET | COMMAND ...")
def group(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Only the options that belong to no command."""


Target = Annotated[
    str,
    typer.Argument(
        metavar="TARGET",
        show_default=False,
        help="owner/name, URL, folder, bare repository or the word reference; "
        "@REV picks a commit, tag or branch.",
    ),
]
Output = Annotated[
    list[Path] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        show_default=False,
        help="Write a report; the suffix chooses: .json .html .md .sarif .csv .svg, "
        ".xml for JUnit (repeatable).",
    ),
]
Lines = Annotated[
    Path | None,
    typer.Option(
        "--lines",
        metavar="FILE.jsonl",
        help="Write one JSON object per code line: path, cell, line, role, confidence, reason.",
    ),
]
Source = Annotated[
    bool,
    typer.Option(
        "--source/--no-source",
        help="Let an .html report show sources with roles and findings, up to about 0.5 MB.",
    ),
]
Rev = Annotated[
    str | None, typer.Option("--rev", metavar="REV", help="Audit this commit, tag or branch.")
]
Subdir = Annotated[
    str, typer.Option("--subdir", metavar="DIR", help="Audit this folder of the repository only.")
]
FailOn = Annotated[
    str | None,
    typer.Option(
        "--fail-on",
        metavar="LEVEL",
        help="End with code 10 if a finding is at least this severe: low, medium, high, critical; "
        "new:LEVEL counts only what the baseline has not.",
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="BASE",
        help="Tell which findings are new since BASE, a report .json or a commit, tag or branch; "
        "--fail-on counts only those.",
    ),
]
Trust = Annotated[
    bool | None,
    typer.Option(
        "--trust-target-config",
        show_default=False,
        help="Obey the target's ignore comments, and its settings if you are in its folder.",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="RULE",
        help="Run only this rule, or rules of this category (repeatable).",
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="RULE",
        help="Leave out this rule, or rules of this category (repeatable).",
    ),
]
Knows = Annotated[
    list[Path] | None,
    typer.Option(
        "--knowledge",
        metavar="FILE.toml",
        show_default=False,
        help="Lay this file over the knowledge base of APIs and roles (repeatable).",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", help="Use N processes (default: one per processor)."),
]
Cache = Annotated[
    Path | None,
    typer.Option(
        "--cache-dir", metavar="DIR", help="Keep clones and facts here (default: user cache)."
    ),
]
Reuse = Annotated[
    bool | None,
    typer.Option(
        "--cache/--no-cache",
        show_default=False,
        help="Use what earlier audits found out about the same files (default).",
    ),
]
History = Annotated[
    bool | None,
    typer.Option("--history/--no-history", show_default=False, help="Read git history (default)."),
]
RunInfo = Annotated[
    bool | None,
    typer.Option(
        "--run-info/--no-run-info", show_default=False, help="Put times into the JSON (default)."
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Read settings from this TOML file (default: ./pyproject.toml, [tool.numbers-audit]).",
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Print no report to the terminal.")]
Verbose = Annotated[bool, typer.Option("-v", "--verbose", help="Print phases and their seconds.")]


@app.command(MAIN_JOB, epilog=EXIT_CODES)
def audit_command(  # noqa: PLR0913, PLR0917 - one parameter per option
    target: Target,
    output: Output = None,
    lines: Lines = None,
    source: Source = True,
    rev: Rev = None,
    subdir: Subdir = "",
    fail_on: FailOn = None,
    baseline: Baseline = None,
    select: Select = None,
    ignore: Ignore = None,
    knowledge: Knows = None,
    jobs: Jobs = None,
    cache_dir: Cache = None,
    cache: Reuse = None,
    history: History = None,
    run_info: RunInfo = None,
    config: Config = None,
    trust_target_config: Trust = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Audit a repository; the word audit may be left out."""
    with _errors():
        chosen = _settings(
            config,
            target,
            fail_on=fail_on,
            select=select or None,
            ignore=ignore or None,
            knowledge=knowledge or None,
            jobs=jobs,
            cache=cache_dir,
            reuse=cache,
            history=history,
            run_info=run_info,
            trust_target_config=trust_target_config,
        )
        shown: list[Listing] = []
        writers = [(path, _renderer(path, lambda: shown)) for path in output or ()]
        before = _baseline(baseline, target, chosen, subdir)
        source = source and any(path.suffix.lower() == ".html" for path, _ in writers)
        if target == REFERENCE:
            audit = _reference({"--rev": rev, "--subdir": subdir, "--lines": lines})
        elif lines is not None:
            from auditor.pipeline import sources_of  # noqa: PLC0415 - start-up time
            from auditor.report.lines import render as render_lines  # noqa: PLC0415

            studied = _study(target, chosen, rev, subdir)
            audit = studied.audit
            shown.extend(sources_of(studied) if source else ())
            _write(lines, render_lines(studied.project))
        elif source:
            audit, listings = _examine_with_sources(target, chosen, rev, subdir)
            shown.extend(listings)
        else:
            audit = _examine(target, chosen, rev, subdir)
        if before is not None:
            from auditor.compare import marked  # noqa: PLC0415 - start-up time

            audit = marked(audit, before)
        for path, render in writers:
            _write(path, render(audit))
        if not quiet:
            _print_report(audit, written=[path for path, _ in writers])
        if verbose:
            _print_phases(audit)
        from auditor.pipeline import exit_code  # noqa: PLC0415

        raise typer.Exit(exit_code(audit, chosen.fail_on))


def _settings(config: Path | None, target: str = "", **flags: object) -> "Settings":
    from auditor.settings import TABLE, settings, untrusted, written_in  # noqa: PLC0415 - start-up

    folder = Path.cwd()
    if config is None and untrusted(folder, flags, target) and written_in(folder):
        typer.echo(
            f"numbers-audit: [tool.{TABLE}] in pyproject.toml is the target's own and is not used; "
            "pass --trust-target-config if you trust it",
            err=True,
        )
    return settings(config, folder, flags, target)


def _baseline(name: str | None, target: str, chosen: "Settings", subdir: str) -> "Audit | None":
    """An earlier report, or an audit of the same target at an earlier revision."""
    from auditor.settings import NEW  # noqa: PLC0415 - start-up time

    if name is None:
        if chosen.fail_on is not None and chosen.fail_on.startswith(NEW):
            raise BadSettings(f"--fail-on {chosen.fail_on} needs --baseline REPORT.json or REV.")
        return None
    path = Path(name)
    if path.suffix == ".json" or path.is_file():
        return _report(path)
    if target == REFERENCE:
        return _reference({"--baseline REV": name})
    return _examine(target, chosen, name, subdir)


def _reference(refused: dict[str, object]) -> "Audit":
    """The shipped audit of the reference project, whose sources do not come with the package."""
    from auditor.pipeline import reference  # noqa: PLC0415 - start-up time

    for option, value in refused.items():
        if value:
            raise BadSettings(f"{option} needs sources: name the folder reference_project instead.")
    return reference()


def _study(target: str, chosen: "Settings", rev: str | None = None, subdir: str = "") -> "Studied":
    from auditor.pipeline import study  # noqa: PLC0415 - start-up time

    with _progress() as progress:
        return study(target, chosen, revision=rev, subdir=subdir, progress=progress)


def _examine(target: str, chosen: "Settings", rev: str | None = None, subdir: str = "") -> "Audit":
    from auditor.pipeline import examine  # noqa: PLC0415 - start-up time

    with _progress() as progress:
        return examine(target, chosen, revision=rev, subdir=subdir, progress=progress)


def _examine_with_sources(
    target: str, chosen: "Settings", rev: str | None, subdir: str
) -> "tuple[Audit, tuple[Listing, ...]]":
    from auditor.pipeline import examine_with_sources  # noqa: PLC0415 - start-up time

    with _progress() as progress:
        return examine_with_sources(target, chosen, revision=rev, subdir=subdir, progress=progress)


def _renderer(
    path: Path, listings: "Callable[[], Iterable[Listing]]" = tuple
) -> "Callable[[Audit], str]":
    """Find format and folder before the work is done, so that a wrong name costs nothing."""
    from auditor.corpus import distributions  # noqa: PLC0415 - start-up time
    from auditor.pipeline import reference  # noqa: PLC0415
    from auditor.report import renderer  # noqa: PLC0415

    if not path.parent.is_dir():
        raise OutputFailed(f"Cannot write {path}: there is no folder {path.parent}.")
    return renderer(path.suffix, reference, listings, distributions)


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all, whoever else writes it at the same time."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _sweep(path)
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            lock(file)
            file.write(text)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise OutputFailed(f"Cannot write {path}: {error.strerror or error}.") from error


def _sweep(path: Path) -> None:
    """Remove what audits that were killed left of this report."""
    for left in path.parent.glob(f".{escape(path.name)}.*.part"):
        with suppress(OSError), left.open() as file:
            if lock(file) and time.time() - left.stat().st_mtime > WRITTEN:
                left.unlink()


@contextmanager
def _errors() -> "Iterator[None]":
    """Turn our own errors into one sentence on stderr and the exit code that goes with it."""
    try:
        yield
    except AuditorError as error:
        _end(str(error), error.exit_code)
    except KeyboardInterrupt:
        _end("stopped; nothing was written.", ExitCode.STOPPED)
    except MemoryError:
        _end(OutOfMemory.sentence, OutOfMemory.exit_code)
    except OSError as error:
        if error.errno not in USED_UP:
            raise
        _end(f"the machine has no more to give: {error}.", ExitCode.NO_TARGET)
    except RuntimeError as error:
        if str(error) != NO_THREAD:
            raise
        _end(OutOfMemory.sentence, OutOfMemory.exit_code)


def _end(sentence: str, code: int) -> NoReturn:
    typer.echo(f"numbers-audit: {sentence}", err=True)
    raise typer.Exit(code)


@contextmanager
def _progress() -> "Iterator[Progress]":
    """Show one line of progress on stderr if it is a terminal, nothing otherwise."""
    from auditor.pipeline import silent  # noqa: PLC0415

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.markup import escape  # noqa: PLC0415

    with Console(stderr=True).status("starting") as status:

        def show(what: str, done: int | None) -> None:
            status.update(escape(what if done is None else f"{what} {done:,}"))

        yield show


def _print_report(audit: "Audit", written: list[Path]) -> None:
    from auditor.report.terminal import show  # noqa: PLC0415

    show(audit)
    for path in written:
        typer.echo(f"Report written to {path}")


def _print_phases(audit: "Audit") -> None:
    if audit.run is not None:
        for phase, seconds in audit.run.phases.items():
            typer.echo(f"{phase:10s} {seconds:8.2f} s", err=True)


@app.command()
def compare(  # noqa: PLR0913, PLR0917 - one parameter per option
    before: Annotated[
        str,
        typer.Argument(
            metavar="BEFORE", show_default=False, help="A report .json, a TARGET, or `reference`."
        ),
    ],
    after: Annotated[
        str,
        typer.Argument(
            metavar="AFTER", show_default=False, help="What to hold against it, in the same terms."
        ),
    ],
    more: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MORE", show_default=False, help="More of them: all stand in one table."
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            show_default=False,
            help="Write the comparison; the suffix chooses: .md .html .json (repeatable).",
        ),
    ] = None,
    cache_dir: Cache = None,
    jobs: Jobs = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Compare two audits, finding by finding, or set more of them in one table."""
    with _errors():
        chosen = _settings(config, jobs=jobs, cache=cache_dir)
        from auditor.report import renderer_of  # noqa: PLC0415 - start-up time

        kind = "league" if more else "comparison"
        writers = [(path, renderer_of(kind, path.suffix)) for path in output or ()]
        from auditor.compare import compare as compared  # noqa: PLC0415
        from auditor.compare import league  # noqa: PLC0415
        from auditor.report import delta_terminal, league_terminal  # noqa: PLC0415

        sides = [_audit_of(name, chosen) for name in (before, after, *(more or ()))]
        found: Any = league(sides) if more else compared(*sides)
        for path, write in writers:
            _write(path, write(found))
        if not quiet:
            (league_terminal if more else delta_terminal).show(found)


def _audit_of(name: str, chosen: "Settings") -> "Audit":
    """An audit from a report file, the shipped one, or one made now."""
    if name == REFERENCE:
        return _reference({})
    path = Path(name)
    if path.suffix == ".json" and not path.is_dir():
        return _report(path)
    if path.is_file():
        raise BadReport(f"{name} is no report: compare takes reports (.json) and targets.")
    return _examine(name, chosen)


def _report(path: Path) -> "Audit":
    from auditor.report.json import load  # noqa: PLC0415 - start-up time

    try:
        return load(path.read_bytes())
    except BadReport as error:
        raise BadReport(f"{path}: {error}") from error
    except OSError as error:
        raise BadReport(f"Cannot read the report {path}: {error.strerror or error}.") from error


@app.command()
def trend(  # noqa: PLR0913, PLR0917 - one parameter per option
    target: Target,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            show_default=False,
            help="Write the trend; the suffix chooses: .json .html (repeatable).",
        ),
    ] = None,
    revisions: Annotated[
        int,
        typer.Option("--revisions", metavar="N", min=1, help="Audit N commits."),
    ] = 12,
    last: Annotated[
        bool, typer.Option("--last", help="The last N commits, not N spread over all of them.")
    ] = False,
    tags: Annotated[bool, typer.Option("--tags", help="The newest N tags.")] = False,
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since", formats=["%Y-%m-%d"], metavar="DATE", help="Only commits from this day on."
        ),
    ] = None,
    subdir: Subdir = "",
    jobs: Jobs = None,
    cache_dir: Cache = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Show the measures over time, and what moved them.

    Commits are spread over the whole history unless --last, --tags or --since say otherwise.
    """
    with _errors():
        chosen = _settings(config, target, jobs=jobs, cache=cache_dir)
        from auditor.report import renderer_of  # noqa: PLC0415 - start-up time

        writers = [(path, renderer_of("trend", path.suffix)) for path in output or ()]
        from auditor.pipeline.past import Wanted, look_back  # noqa: PLC0415 - start-up time
        from auditor.report import trend_terminal  # noqa: PLC0415

        day = None if since is None else since.date()
        wanted = Wanted(revisions=revisions, last=last, tags=tags, since=day)
        with _progress() as progress:
            found = look_back(target, chosen, wanted, subdir=subdir, progress=progress)
        for path, writer in writers:
            _write(path, writer(found))
        if not quiet:
            trend_terminal.show(found)
            for path, _ in writers:
                typer.echo(f"Report written to {path}")


@app.command()
def batch(  # noqa: PLR0913, PLR0917 - one parameter per option
    targets: Annotated[
        Path,
        typer.Argument(
            metavar="LIST",
            show_default=False,
            help="A target on each line, or a .csv with a column target, url, repository or name.",
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="DIR",
            show_default=False,
            help="Write everything here; of a cluster a folder that all share, or s3://….",
        ),
    ],
    jobs: Annotated[
        int | None,
        typer.Option("--jobs", metavar="N", min=1, help="Audit N repositories at a time."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Audit on the Dask cluster tcp://HOST:PORT, or on local:N worker processes.",
        ),
    ] = None,
    seconds: Annotated[
        float,
        typer.Option(
            "--seconds", metavar="S", min=1, help="Give up on a repository after S seconds."
        ),
    ] = 900.0,
    memory: Annotated[
        int,
        typer.Option(
            "--memory", metavar="MB", min=200, help="Let each audit use MB megabytes of memory."
        ),
    ] = 4_000,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what failed in an earlier run.")
    ] = False,
    keep_clones: Annotated[
        bool,
        typer.Option("--keep-clones", help="Keep clones and facts in the cache for the next run."),
    ] = False,
    cache_dir: Cache = None,
    history: History = None,
    run_info: RunInfo = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Audit many repositories, resuming where a run ended.

    Each is audited in a process of its own, so that none costs another.
    """
    with _errors():
        from auditor.batch import Job, Limits, Place, left, read_list, run  # noqa: PLC0415
        from auditor.batch.cluster import run_on  # noqa: PLC0415

        chosen = _settings(config, jobs=jobs, cache=cache_dir, history=history, run_info=run_info)
        try:
            wanted = read_list(targets.read_text(encoding="utf-8-sig"), targets.name)
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or error
            raise BadSettings(f"Cannot read the list {targets}: {why}.") from error
        place = Place(out)
        job = Job(
            out=out,
            limits=Limits(seconds=seconds, memory=memory * 1_000_000),
            cache=str(chosen.cache) if keep_clones else None,
            options=(
                *(() if chosen.history else ("--no-history",)),
                *(() if chosen.run_info else ("--no-run-info",)),
            ),
        )
        try:
            todo = left(wanted, place, retry_failed=retry_failed)
            if scheduler is None:
                found = run(todo, job, jobs=chosen.jobs)
            else:
                found = run_on(scheduler, todo, job)
            with _progress() as progress:
                _follow(found, len(todo), progress)
            _print_batch(place, wanted, len(todo), quiet=quiet)
        except OSError as error:
            raise OutputFailed(f"Cannot write to {out}: {error.strerror or error}.") from error


def _follow(found: "Iterator[Result]", number: int, progress: "Progress") -> None:
    """Show how many are done, how fast, how many failed, and how long the rest may take."""
    start, failed = time.monotonic(), 0
    for done, result in enumerate(found, start=1):
        if not result.is_done:
            failed += 1
            said = result.said.removeprefix(f"{result.target}: ")  # most sentences begin with it
            typer.echo(f"numbers-audit: {result.target}: {said}", err=True)
        pace = (time.monotonic() - start) / done
        hours, minutes = divmod(round(pace * (number - done) / 60), 60)
        rest = f"{hours} h {minutes} min left" if hours else f"{minutes} min left"
        progress(f"{number:,} repositories, {_pace(pace)}, {failed} failed, {rest}; done:", done)


def _pace(seconds: float) -> str:
    return f"{3600 / max(seconds, 0.001):,.0f} an hour"


def _print_batch(place: "Place", wanted: tuple[str, ...], now: int, *, quiet: bool) -> NoReturn:
    """Write what is made from all reports, and end with the exit code of the batch."""
    from auditor.batch import undone  # noqa: PLC0415 - start-up time
    from auditor.pipeline.many import PAGE, TABLE, summary, write_page, write_table  # noqa: PLC0415
    from auditor.pipeline.parquet import DATA_SET, can_write, write_data_set  # noqa: PLC0415

    told, failed = summary(place), undone(wanted, place)
    rows = write_table(place, told)
    write_page(place, told)
    written = [TABLE, PAGE]
    if can_write():
        write_data_set(place)
        written.append(DATA_SET)
    if not quiet:
        typer.echo(f"{now} audited now, {len(wanted) - now} before; {failed} failed.")
        typer.echo(f"{rows} rows in {', '.join(place.path(name) for name in written)}")
    raise typer.Exit(ExitCode.INCOMPLETE if failed else ExitCode.FINE)


@app.command()
def render(
    report: Annotated[
        Path,
        typer.Argument(metavar="REPORT", show_default=False, help="A report .json of ours."),
    ],
    output: Annotated[
        list[Path],
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            show_default=False,
            help="Write .html .md .sarif .csv .svg, .xml for JUnit (repeatable).",
        ),
    ],
) -> None:
    """Turn a JSON report into other formats."""
    with _errors():
        writers = [(path, _renderer(path)) for path in output]
        audit = _report(report)
        for path, writer in writers:
            _write(path, writer(audit))
            typer.echo(f"Report written to {path}")


@app.command()
def explain(  # noqa: PLR0913, PLR0917 - one parameter per option
    target: Target,
    place: Annotated[
        str,
        typer.Argument(
            metavar="PATH[:LINE]",
            show_default=False,
            help="A file or one line; of a notebook NOTEBOOK[CELL]:LINE.",
        ),
    ],
    rev: Rev = None,
    subdir: Subdir = "",
    knowledge: Knows = None,
    cache_dir: Cache = None,
    config: Config = None,
) -> None:
    """Show what each line of a file is for, and why."""
    with _errors():
        if target == REFERENCE:
            _reference({"explain": True})
        chosen = _settings(config, target, knowledge=knowledge or None, cache=cache_dir)
        studied = _study(target, chosen, rev, subdir)
        from auditor.pipeline import source  # noqa: PLC0415
        from auditor.report.explanation import find, show  # noqa: PLC0415

        found = find(studied.project, place)
        show(found, studied.audit, source(studied, found.file.path))


@app.command()
def rules(
    rule: Annotated[
        str | None,
        typer.Argument(metavar="RULE", show_default=False, help="Show one rule in full."),
    ] = None,
) -> None:
    """List all rules, or show one with its example."""
    with _errors():
        from auditor.report.catalogue import show  # noqa: PLC0415
        from auditor.rules import CATALOGUE  # noqa: PLC0415

        show(CATALOGUE, rule)


kept = typer.Typer(help="Show or remove what earlier audits found out.", no_args_is_help=True)
app.add_typer(kept, name="cache", rich_help_panel=None)


@kept.command("info")
def cache_info(cache_dir: Cache = None) -> None:
    """Tell where facts are kept, how many, and how much room they take."""
    with _errors():
        from auditor.cache import info  # noqa: PLC0415 - start-up time

        found = info(_settings(None, cache=cache_dir).cache)
        typer.echo(f"{found.path}")
        typer.echo(f"{found.entries:,} entries, {found.file_bytes / 1e6:,.1f} MB on disk")


@kept.command("clear")
def cache_clear(cache_dir: Cache = None) -> None:
    """Remove the facts that are kept; clones stay."""
    with _errors():
        from auditor.cache import clear, info  # noqa: PLC0415 - start-up time

        folder = _settings(None, cache=cache_dir).cache
        found = info(folder)
        clear(folder)
        typer.echo(f"Removed {found.entries:,} entries, {found.file_bytes / 1e6:,.1f} MB.")
