"""A multipart/form-data body read as it comes: one file and a few short fields, in any order."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from genmux.errors import InvalidInput, MalformedBody, TooLarge
from genmux.storage.sink import readable_size
from genmux.storage.upload_names import missing

MAX_PARTS = 32
MAX_FIELD_BYTES = 8192
_AROUND = 1024 * 1024
"""bytes of a body that may be no content of its file: boundaries, headers, fields"""
_FILE = "file"


class FileForm:
    """`reach_file`, then `content` to its end, then `rest`; `fields` fills up on the way.

    Nothing is kept but the fields and the content of the piece that arrived last. Raises
    MalformedBody, InvalidInput (missing or second file) or TooLarge, whatever is read.
    """

    def __init__(self, content_type: str, body: AsyncIterator[bytes], max_bytes: int) -> None:
        """`max_bytes` bounds the file. `body` need not come in pieces of any size."""
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not boundary:
            raise MalformedBody("The body must be multipart/form-data with a boundary")
        self.fields: dict[str, str] = {}
        self.filename = ""
        """as the sender's machine calls the file"""
        self._body = body
        self._max = max_bytes
        self._read_bytes = self._file_bytes = 0
        self._parts = 0
        self._header = (bytearray(), bytearray())
        self._disposition = b""
        self._field = ""
        self._value: bytearray | None = None
        """what has come of a field; None while the part is the file"""
        self._content: deque[bytes | None] = deque()
        """None ends the file"""
        self._has_file = False
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._part_begin,
                    "on_header_field": lambda data, start, end: self._head(0, data[start:end]),
                    "on_header_value": lambda data, start, end: self._head(1, data[start:end]),
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._part_data,
                    "on_part_end": self._part_end,
                    "on_end": self._end,
                },
            )
        except FormParserError as error:
            raise _malformed() from error

    async def reach_file(self) -> None:
        """Reads up to the content of the file. Raises InvalidInput when there is none."""
        while not self._has_file:
            if self._ended:
                raise missing(_FILE)
            await self._read()

    async def content(self) -> AsyncIterator[bytes]:
        """The content of the file, in the pieces in which it comes."""
        while True:
            while self._content:
                chunk = self._content.popleft()
                if chunk is None:
                    return
                yield chunk
            await self._read()

    async def rest(self) -> None:
        """Reads to the closing boundary: fields may come behind the file."""
        while not self._ended:
            await self._read()

    async def _read(self) -> None:
        chunk = await anext(self._body, None)
        if chunk is None:
            raise MalformedBody("The multipart body ends before its closing boundary")
        self._read_bytes += len(chunk)
        if self._read_bytes > self._max + _AROUND:
            raise self._too_large()
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise _malformed() from error

    def _part_begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise MalformedBody(f"The multipart body has more than {MAX_PARTS} parts")
        self._disposition = b""

    def _head(self, side: int, text: bytes) -> None:
        self._header[side].extend(text)  # the parser bounds headers, by number and size

    def _header_end(self) -> None:
        name, value = self._header
        if name.lower() == b"content-disposition":
            self._disposition = bytes(value)
        self._header = (bytearray(), bytearray())

    def _headers_finished(self) -> None:
        kind, options = parse_options_header(self._disposition.decode("latin-1"))
        if kind != b"form-data" or b"name" not in options:
            raise _malformed()
        name = _decoded(options[b"name"])
        filename = options.get(b"filename")
        if name != _FILE and filename is None:
            self._field, self._value = name, bytearray()
            return
        if self._has_file:
            raise InvalidInput("Only one file can be uploaded per request", field=_FILE)
        if name != _FILE:
            raise missing(_FILE)
        self._has_file, self._value = True, None
        self.filename = _decoded(filename or b"")

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._value is None:
            self._file_bytes += end - start
            if self._file_bytes > self._max:
                raise self._too_large()
            self._content.append(data[start:end])
            return
        self._value += data[start:end]
        if len(self._value) > MAX_FIELD_BYTES:
            raise InvalidInput(
                f"Invalid parameter: a field is longer than {MAX_FIELD_BYTES} bytes",
                field=self._field,
            )

    def _part_end(self) -> None:
        if self._value is None:
            self._content.append(None)
        else:
            self.fields[self._field] = _decoded(bytes(self._value))

    def _end(self) -> None:
        self._ended = True

    def _too_large(self) -> TooLarge:
        return TooLarge(f"The file is larger than {readable_size(self._max)}", field=_FILE)


def _decoded(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise MalformedBody("The multipart body has a name or a field that is no UTF-8") from error


def _malformed() -> MalformedBody:
    return MalformedBody("The multipart body is malformed")
