"""Which remarks admit a debt? Tags such as TODO, and the words that people use instead of one.

The words are those that tell admitted debt from other comments in Potdar and Shihab's patterns
(2014), in Maldonado et al.'s corpus (2017) and in OBrien et al.'s (2022), less those that mostly
say something else.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAX_REMARK = 4_000  # characters looked at; longer ones are licences and tables
MAX_LINES = 12  # of one admission; what follows is another subject


class Admission(NamedTuple):
    """What is admitted, from its tag or its sentence on; lines count from 0 within the remark."""

    line: int
    end_line: int
    text: str


# Spanish and Portuguese for "all": no tag where such a word follows.
_ALL = (
    r"(?:el|la|los|las|lo|esto?|esta|eso|ese|un|una|os?|as?|con|en|que|se|por|para|est[aá]|es|do"
    r"|da|mundo|bien|caso|tipo)"
)
# A tag that is quoted, part of a path or name, or the subject of the program itself.
_BEFORE = r"(?<![\w.\-\"'`])(?<![\w.]/)(?<!no )(?<!the )"
_AFTER = r"(?![\w/\-\"'`]|\.\w|[ -]?(?:lists?|items?|apps?|tasks?|comments?|tags?|notes?|entr|mvc))"
TAG = re.compile(
    rf"{_BEFORE}(?:TO-?DO|T[Oo]D[Oo]|FIX-?ME|[Ff]ix[Mm]e|KLUDGE|HACK|TBD){_AFTER}"
    rf"|(?<![\w/.\"'`])FIXME_\w"
    # Small letters are a tag at the start of something, or with a mark of their own.
    rf"|(?:^|[\[({{#@:;,.*!?-]\s*|\\)[Tt]o-?do{_AFTER}(?!\s+{_ALL}\b)"
    rf"|{_BEFORE}todo\s*[:(]"
    # Three letters that also stand for anything: a tag where a sentence starts.
    r"|(?:^[ \t*#-]*|[.;!?)]\s+)XXX(?=$|[\s:,;!?(-])(?!\s*(?:is an?\b|=|\+|-?\d))"
    r"|^[ \t*#-]*(?:BUG|OPTIMI[ZS]E|REFACTOR|REVISIT|WORKAROUND)\s*[:(]",
    re.MULTILINE,
)

_THIS = r"(?:this|it|that|these|which|code|below|above|here)"
_VERY = r"(?:very |really |a bit |so |rather |quite |most |the )?"
_UNSURE = r"\bnot (?:quite |really |entirely |exactly |totally |100% )?sure"
_OUGHT = r"\b(?:should|needs? to|has to|have to)"
_PERHAPS = r"(?:really |probably |ideally |also |eventually |at some point |be )*be "
_MENDED = (
    r"(?:re-?written|re-?worked|re-?factored|re-?visited|re-?thought|re-?named|re-?moved|re-?placed"
    r"|moved|fixed|cleaned|deleted|improved|simplified|extended|generali[sz]ed|merged|unified"
    r"|optimi[sz]ed|vectori[sz]ed|implemented|documented|tested|parametri[sz]ed|configurable"
    r"|made (?:more|a|an|configurable|generic)|done (?:properly|better|more))\b"
)
_LATER = r"(?:once|when|after|as soon as|later|in (?:the )?(?:next|future)|eventually)"
_FOR_NOW = (
    r"(?:hard-?coded|disabled|commented out|skipped|ignored|only|just|assum\w+|keep|leave|use|using"
    r"|do|this way|fixed|enough|good)"
)


class Phrase(NamedTuple):
    """`pattern` needs one of `anchors` in small letters: looking for them clears most text."""

    anchors: tuple[str, ...]
    pattern: re.Pattern[str]


def _phrase(anchors: str, *patterns: str) -> Phrase:
    flags = re.IGNORECASE | re.MULTILINE
    return Phrase(tuple(anchors.split("|")), re.compile("|".join(patterns), flags))


TAGGED = Phrase(
    (
        *("todo", "to-do", "fixme", "fix-me", "kludge", "hack", "tbd", "xxx"),
        *("bug", "optimi", "refactor", "revisit", "workaround"),
    ),
    TAG,
)
STRONG = (
    _phrase("dirty", r"quick[ -](?:and|n|&|'?n'?)[ -]dirty"),
    _phrase("kludg|kluge", r"\bkludg\w+|\bkluge\w*"),
    _phrase(
        "hack",
        r"\bhack(?:y|ish|-?ey|ier|iest)\b|\bhack(?:ed|ing)? (?:around|together)\b(?! by)",
    ),
    _phrase(
        "temp|short|stop|interim",
        r"\b(?:temporary|temp|short-?term|stop-?gap|interim) (?:hack|fix|solution|workaround"
        r"|patch)\b",
    ),
    _phrase(
        " why",
        rf"(?:{_UNSURE}|\bno idea|\bdunno|\b(?:i|we) (?:don'?t|do not) (?:know|understand)) why\b",
    ),
    _phrase("hack", r"(?<!growth )(?<!life )\bhacks?\b(?! (?:the|day|week|night)\b)"),
    _phrase("dirty", r"\bdirty (?:trick|fix|workaround|solution|way)\b"),
    _phrase("around", r"\bwork[ -]?arounds?\b(?! the\b)"),
    _phrase(
        "better|cleaner|nicer|smarter|elegant",
        r"\b(?:there (?:must|has to|should|may|might|ought to) be|find|need|is there|look for)"
        r" (?:an? |any |some )?(?:much |more )?(?:better|cleaner|nicer|smarter|elegant)"
        r" (?:way|solution|approach|fix|method)",
    ),
    _phrase(
        "writ|factored|worked|visited|thought",
        rf"{_OUGHT} {_PERHAPS}(?:re-?written|re-?factored|re-?worked|re-?visited|re-?thought)\b",
    ),
    _phrase(
        " needs ",
        rf"\b{_THIS} needs (?:re-?factoring|clean-?up|cleaning|fixing|re-?work)",
    ),
    _phrase(
        "not yet",
        r"(?<!if )(?<!when )\bnot yet (?:been )?(?:implemented|finished|done|working|complete)\b",
    ),
    _phrase("not implemented", r"\bnot implemented (?:yet|so far|at the moment)\b"),
    _phrase(
        " this| me| these",
        rf"\b(?:remove|delete|drop|revert|undo) (?:this|me|these) {_LATER}\b",
    ),
    _phrase(
        "be removed|be deleted|be dropped|be reverted|be re|be uncommented",
        r"\b(?:can|should|may|could) be (?:removed|deleted|dropped|reverted|re-?enabled"
        rf"|uncommented) {_LATER}\b",
    ),
)
WEAK = (
    _phrase(
        "yuck|crap|wtf|disgusting|horribl|sloppy|ugly",
        r"\byuck\b|\bcrap(?:py)?\b|\bwtf\b|\bdisgusting\b|\bhorribl[ey]\b|\bsloppy\b"
        r"|\bugly\b(?! duck)",
    ),
    _phrase(
        "this is|it is",
        rf"\b(?:this|it) is {_VERY}(?:messy|a mess|stupid|silly|wrong|broken|buggy|bad|terrible"
        r"|awful|horrible|inefficient|redundant|brittle|fragile|confusing)\b",
    ),
    _phrase(
        "elegant|pretty|ideal|optimal|nice|clean",
        rf"\bnot {_VERY}(?:elegant|pretty|ideal|optimal|nice|clean)\b",
    ),
    _phrase(
        "er way",
        r"\b(?:better|cleaner|nicer) way\b(?: (?:to|of|would|might|may))?(?=.{0,80}\?|$)",
    ),
    _phrase(
        "sure",
        rf"(?<!if )(?<!you are )(?<!you're ){_UNSURE} (?:if|whether|what|about|this|that|it|i"
        r"|we)\b",
    ),
    _phrase("should|need|has to|have to", rf"{_OUGHT} {_PERHAPS}{_MENDED}"),
    _phrase(
        "improved|optimi|simplified|faster|efficient|generic",
        r"\b(?:could|can|might) (?:probably |be |also |still |perhaps )*(?:be )?(?:improved"
        r"|optimi[sz]ed|simplified|faster|more efficient|made (?:faster|more efficient"
        r"|generic))\b",
    ),
    _phrase(
        "be better|be nice|be cleaner|be best|be good",
        r"\b(?:would|might|may|could) (?:probably |also )?be (?:better|nicer?|cleaner|best|good)"
        r" (?:to|if|as|using|with)\b",
    ),
    _phrase(
        "work ",
        r"\b(?:does|do|did)(?: not|n'?t) (?:really |seem to )?work"
        r" (?:yet|properly|correctly|right|well|as (?:expected|intended))",
    ),
    _phrase(
        "supported|handled|working",
        r"\bnot (?:supported|handled|working) (?:yet|at the moment|for now|currently)\b"
        r"|\bnot yet (?:supported|handled)\b",
    ),
    _phrase(
        "probably|possibly|maybe|likely",
        r"\b(?:probably|possibly|maybe|likely) (?:an? )?(?:bug|wrong|incorrect|broken|unnecessary"
        r"|not (?:needed|necessary|correct|right))\b",
    ),
    _phrase(
        "?",
        r"\b(?:is|are) (?:this|these|it|that) (?:really |still |even |actually )?(?:needed"
        r"|necessary|correct|right|ok|okay|safe|used|required|true|a bug|a problem)\b.{0,40}\?"
        r"|\bdo (?:we|i) (?:really |still |even |actually )?(?:need|want) .{0,60}\?|\bneeded\?"
        r"|\bwhy (?:do|does|is|are|did) (?:we|this|it|i|that|these)\b.{0,60}\?"
        r"|\bDEPRE?I?CATED?\?",
    ),
    _phrase(
        "broken",
        r"\b(?:seems?|appears?|currently) (?:to be )?broken\b|\bapparently\b.{0,40}\bbroken\b",
    ),
    _phrase(
        "paste|pasta",
        r"\bcopy[ -]?(?:&|and|n)?[ -]?pasted?(?: code)? (?:from|of|here)\b|\bcopy[ -]?pasta\b",
    ),
    _phrase(
        "for now",
        rf"\b{_FOR_NOW} (?:\w+ ){{0,4}}?for now\b",
        r"\bfor now,? (?:we|just|only|i|use|assume|it|this)\b",
    ),
    _phrase(
        "temporarily",
        r"\btemporarily (?:disabled?|commented|hard-?coded|removed|skip\w*|use)\b",
    ),
)
IN_COMMENTS = (TAGGED, *STRONG, *WEAK)
IN_DOCSTRINGS = (TAGGED, *STRONG)
IN_NOTEBOOKS = (TAGGED,)  # their text teaches ways around and better ways

# What a teacher writes to a student: work that is left to do on purpose.
HOLE = re.compile(
    r"\byour (?:own )?(?:code|answers?|implementation|solution)s?\b|\(IMPLEMENTATION\)"
    r"|\*\*Answer:?\s?\*\*|^#+ Implementation:|^#+ (?:Question|Exercise|Task) \d",
    re.IGNORECASE | re.MULTILINE,
)
EXERCISE = re.compile(
    rf"{HOLE.pattern}|\bstudents?\b|\bexercise\b|\bfill (?:in|out|this)\b|\bwhen you'?re done\b"
    r"|\b\d+ (?:points?|pts)\b|\bhomework\b|\bwith your\b|\byou(?: would|'d) like\b",
    re.IGNORECASE | re.MULTILINE,
)
# What its author has crossed off: `TODO: log the loss : done`, `TODO (fixed): …`.
SETTLED = re.compile(
    r"(?:[:;(\[]|\s[-\u2013\u2014])\s*(?:done|fixed|solved|resolved)\b[\s.!)\]]*\Z|[✓✔✅☑]\s*\Z"
    r"|\A\W*[A-Za-z]+(?:\s*[([]\s*(?:done|fixed|solved|resolved)\s*[)\]]|\s*\[x\])",
    re.IGNORECASE,
)
# Where a line starts another subject: a list item, an argument of a docstring, code.
_STARTS = re.compile(
    r"\s*(?:[-*+#>]|\d+[.)]|:\w+|@\w+|\.\.|[\w.\[\]\"']+ ?[-+*/]?= ?[^=]|[\w.]+\(.*\)[;,:]?$"
    r"|(?:if|for|while|def|return|import|from|with)\b.*[:)]$)"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n|\n(?=[A-Z])")
_MARKS = " \t\n*#-[({.,:;!?)\\"


def anchored(phrases: tuple[Phrase, ...], texts: Iterable[str]) -> tuple[Phrase, ...]:
    """The phrases of which any of these texts may have one: in most files few are worth a look."""
    low = "\n".join(text[:MAX_REMARK] for text in texts).lower()
    return tuple(phrase for phrase in phrases if any(anchor in low for anchor in phrase.anchors))


def admissions(text: str, phrases: tuple[Phrase, ...]) -> Iterator[Admission]:
    """What a remark admits, by the phrases that count where it stands."""
    body = text[:MAX_REMARK]
    patterns = [phrase.pattern for phrase in anchored(phrases, (body,))]
    at = 0
    while found := _next(body, at, patterns):
        start, at = _extent(body, found)
        said = body[start:at].strip()
        if not EXERCISE.search(said) and not SETTLED.search(said):
            line = body.count("\n", 0, start)
            yield Admission(line, line + said.count("\n"), " ".join(said.split()))


def _next(body: str, at: int, patterns: list[re.Pattern[str]]) -> re.Match[str] | None:
    found = [match for pattern in patterns if (match := pattern.search(body, at))]
    return min(found, key=lambda match: match.start(), default=None)


def _extent(body: str, found: re.Match[str]) -> tuple[int, int]:
    """From a tag to the end of its paragraph; around other words, from their sentence on."""
    start = found.start() + len(found.group()) - len(found.group().lstrip(_MARKS))
    if found.re is not TAG:
        cuts = (cut.end() for cut in _SENTENCE.finditer(body, 0, start + 1))
        start = max((cut for cut in cuts if cut <= start), default=0)
    lines = body[start:].split("\n")[:MAX_LINES]
    kept = [lines[0]]
    for line in lines[1:]:
        if not line.strip() or _STARTS.match(line) or TAG.search(line):
            break
        kept.append(line)
    return start, max(start + len("\n".join(kept)), found.end())
