"""How does an example show a large file? By what it repeats, made only when it is asked for."""

from collections.abc import Iterator, Mapping


class Repeated(Mapping[str, str]):
    """Files of an example: path -> a text, or a text and how often it is repeated."""

    def __init__(self, files: Mapping[str, str | tuple[str, int]]) -> None:
        self._files = files

    def __getitem__(self, path: str) -> str:
        value = self._files[path]
        return value if isinstance(value, str) else value[0] * value[1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
