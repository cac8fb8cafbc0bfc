"""ElevenLabs' API: every request is answered with the sound, or with the transcript, itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from genmux.engines.base import Work
from genmux.engines.remote import (
    FilePart,
    Finished,
    Refused,
    Request,
    Steps,
    StillRunning,
)
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.answers import read
from genmux.engines.vendors.elevenlabs.failures import failure
from genmux.engines.vendors.elevenlabs.results import sound, timed_sound, transcript
from genmux.engines.vendors.links import before_the_job
from genmux.engines.vendors.vendor import Vendor

_PATIENCE = 600.0
"""seconds; a long text, or a long recording, takes minutes"""
_ID_LENGTH = 20
_PATHS = {
    "speech": "v1/text-to-speech",
    "dialogue": "v1/text-to-dialogue",
    "sound": "v1/sound-generation",
    "isolation": "v1/audio-isolation",
    "transcript": "v1/speech-to-text",
}


class ElevenLabs(Vendor):
    package = "genmux.engines.vendors.elevenlabs"
    url = "https://api.elevenlabs.io"
    options = ()

    def headers(self) -> dict[str, str]:
        return {"xi-api-key": self.account.key}

    def submit(self, work: Work) -> Steps[Finished]:
        offer = self.offer(work)
        call = offer.hints["call"]
        body = self.mapped(work).body
        query = {**offer.hints.get("query", {}), **body.pop("query", {})}
        timed = bool(body.pop("timestamps", False))
        body = yield from self._with_voices(body)
        path = _PATHS[call]
        if "voice" in body:
            path = f"{path}/{quote(body.pop('voice'), safe='')}"
            path = f"{path}/with-timestamps" if timed else path
        if query:
            path = f"{path}?{urlencode(query)}"
        if call != "isolation":
            body = {"model_id": offer.model, **body}
        forms = call in ("isolation", "transcript")
        reply = yield self._form(path, body) if forms else self._spoken(path, body)
        if reply.status >= 400:
            raise failure(reply)
        if call == "transcript":
            return transcript(read(reply))
        if timed:
            return timed_sound(read(reply), work.shape.format)
        return sound(reply, call, work.shape.format)

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:  # noqa: ARG002
        """Nothing is ever left to ask for: what `submit` did not bring is lost."""
        yield from ()
        raise Refused("The vendor does not know the job any more.", "expired")

    def _spoken(self, path: str, body: Mapping[str, Any]) -> Request:
        return self.post(path, body, timeout=_PATIENCE)

    def _form(self, path: str, body: Mapping[str, Any]) -> Request:
        parts: Iterator[tuple[str, str | FilePart]] = (
            (name, value if isinstance(value, FilePart) else str(value))
            for name, value in body.items()
        )
        return Request(
            "POST",
            self.address(path),
            self.headers(),
            form=tuple(parts),
            timeout=_PATIENCE,
            commits=True,
        )

    def _with_voices(self, body: dict[str, Any]) -> Steps[dict[str, Any]]:
        """Names of voices become ids; each is looked up once."""
        ids: dict[str, str] = {}
        speakers: Sequence[Any] = body.get("inputs", ())
        for name in (body.get("voice"), *(one.get("voice_id") for one in speakers)):
            if name is not None and name not in ids:
                ids[name] = name if _is_id(name) else (yield from self._voice(name))
        if "voice" in body:
            body = {**body, "voice": ids[body["voice"]]}
        if speakers:
            inputs = [{**one, "voice_id": ids[one["voice_id"]]} for one in speakers]
            body = {**body, "inputs": inputs}
        return body

    def _voice(self, name: str) -> Steps[str]:
        """The id of the account's voice of that name; the vendor adds manners to names, as in
        `Brian - Deep and calm`."""
        query = urlencode({"search": name, "page_size": 100})
        reply = yield self.get(f"v2/voices?{query}")
        if reply.status >= 400:
            raise before_the_job(failure(reply))
        wanted = name.lower()
        for voice in read(reply).get("voices") or ():
            called = str(voice.get("name", "")).lower()
            if called == wanted or called.partition(" - ")[0] == wanted:
                return str(voice["voice_id"])
        raise Refused(f"voice: the vendor's account has no voice called {name}.", "unsupported")


def _is_id(voice: str) -> bool:
    return len(voice) == _ID_LENGTH and voice.isalnum()


def open_engine(account: Account) -> ElevenLabs:
    return ElevenLabs(account)
