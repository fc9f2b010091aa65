"""The files of a checkout with the facts in them: those that are kept are found, others made."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import islice

import msgspec
from msgspec.structs import replace

from auditor.cache import Store, key_of
from auditor.facts import failed_facts, packed_facts, unpacked
from auditor.model import Blob, Checkout, Facts, Kind, SourceFile
from auditor.pipeline.kept import version_of_facts
from auditor.pipeline.recall import Recall
from auditor.read import read
from auditor.spread import streamed

POOL_FROM_BYTES = 200_000  # of files to read: below, forking costs more than it saves
LOOKED_UP_AT_ONCE = 64  # files: their bytes are held meanwhile
TOLD_EVERY = 20  # files


def gather(
    checkout: Checkout,
    store: Store,
    jobs: int,
    progress: Callable[[str, int | None], None],
    recall: Recall,
) -> Iterator[SourceFile]:
    """Every file of the checkout, in the order of their paths."""
    found = dict[bytes, Facts]()
    files = _with_facts(read(checkout), store, jobs, recall.facts)
    for done, (blob, key, facts) in enumerate(files, start=1):
        found[key] = facts
        if done % TOLD_EVERY == 0:
            progress("reading files", done)
        kind, reason = blob.kind, blob.reason
        if facts.failed:
            kind, reason = Kind.UNREADABLE, facts.problem
        yield SourceFile(blob.path, kind, blob.id, blob.size, facts, reason)
    recall.facts = found


def _with_facts(
    blobs: Iterable[Blob], store: Store, jobs: int, recalled: Mapping[bytes, Facts]
) -> Iterator[tuple[Blob, bytes, Facts]]:
    order: deque[tuple[Blob, bytes, Facts | None]] = deque()

    def unknown() -> Iterator[Blob]:
        for blob, key, facts in _looked_up(blobs, store, recalled):
            order.append((replace(blob, data=None), key, facts))
            if facts is None:
                yield blob

    def known() -> Iterator[tuple[Blob, bytes, Facts]]:
        while order and (facts := order[0][2]) is not None:
            blob, key, _ = order.popleft()
            yield blob, key, facts

    made = streamed(packed_facts, unknown(), jobs, lost=_lost, weigh=_weight, worth=POOL_FROM_BYTES)
    for data in made:
        yield from known()
        blob, key, _ = order.popleft()
        facts = unpacked(data)
        if not facts.failed:  # a later audit may have more memory
            store.keep(key, data)
        yield blob, key, facts
    yield from known()


def _lost(_blob: Blob) -> bytes:
    return failed_facts("its process was ended, by a crash or for want of memory")


def _weight(blob: Blob) -> int:
    return len(blob.data or b"")


def _looked_up(
    blobs: Iterable[Blob], store: Store, recalled: Mapping[bytes, Facts]
) -> Iterator[tuple[Blob, bytes, Facts | None]]:
    current = version_of_facts()
    stream = iter(blobs)
    while some := list(islice(stream, LOOKED_UP_AT_ONCE)):
        keys = [_facts_key(current, blob) for blob in some]
        found = store.find(key for key in keys if key not in recalled)
        for blob, key in zip(some, keys, strict=True):
            yield blob, key, recalled.get(key) or _facts_in(found.get(key))


def _facts_key(current: bytes, blob: Blob) -> bytes:
    """Facts depend on bytes and kind, and on the names by which tools know a file."""
    content = blob.id or sha256(blob.data or b"").hexdigest()
    name = "/".join(blob.path.split("/")[-2:])
    return key_of("facts", current, blob.kind, name, content, str(blob.data is None))


def _facts_in(data: bytes | None) -> Facts | None:
    with suppress(msgspec.MsgspecError):
        return None if data is None else unpacked(data)
    return None
