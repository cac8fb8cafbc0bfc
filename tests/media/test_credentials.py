"""Content credentials of every type of file: signed, read back, and true to the file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import av
import c2pa
import numpy as np
import pytest
from PIL import Image

from genmux.media.credentials import (
    SIGNABLE,
    TASK_LABEL,
    CredentialsError,
    Found,
    Ingredient,
    Signer,
    Statement,
    payload_digest,
    read,
)
from genmux.media.probe import probe
from genmux.media.signing_key import make_identity
from genmux.media.sniff import sniff_mime
from tests.media.samples import COMMENT, FRAMES, sample

MIMES = sorted(SIGNABLE)
SIGNER = Signer(make_identity(datetime.now(UTC)))


def said(*ingredients: Ingredient, task: str = "task-1", **more: Any) -> Statement:
    return Statement("result", task, "a-model", "sketch", "algorithmicMedia", ingredients, **more)


def signed(path: Path, mime: str, statement: Statement | None = None) -> Path:
    to = path.with_stem(f"{path.stem}-signed")
    SIGNER.sign(path, mime, to, statement or said())
    return to


def found(path: Path) -> Found:
    credentials = read(path)
    assert credentials is not None
    return credentials


def data(of: Found, label: str) -> dict[str, Any]:
    (one,) = [a["data"] for a in of.manifest["assertions"] if a["label"].startswith(label)]
    return dict(one)


def actions(of: Found) -> Sequence[str]:
    return [action["action"] for action in data(of, "c2pa.actions")["actions"]]


def relations(of: Found) -> list[tuple[str, bool]]:
    """Of each ingredient: its relation, and whether it brought credentials along."""
    return [(one["relationship"], "active_manifest" in one) for one in of.manifest["ingredients"]]


def decoded(path: Path) -> list[bytes]:
    """Every frame of pictures, films and sounds, as a decoder gives it."""
    if sniff_mime(path.read_bytes()[:64]).startswith("image/"):
        with Image.open(path) as picture:
            picture.load()
            return [picture.convert("RGBA").tobytes()]
    with av.open(str(path)) as file:
        frames = file.decode(file.streams[0])
        return [np.ascontiguousarray(cast("Any", frame).to_ndarray()).tobytes() for frame in frames]


def test_the_library_signs_every_type_that_we_name() -> None:
    assert set(c2pa.Builder.get_supported_mime_types()) >= SIGNABLE
    assert set(c2pa.Reader.get_supported_mime_types()) >= SIGNABLE


@pytest.mark.parametrize("mime", MIMES)
def test_what_is_signed_reads_back(tmp_path: Path, mime: str) -> None:
    plain = sample(tmp_path, mime)
    credentials = found(signed(plain, mime))
    assert credentials.intact
    assert credentials.problems == ()
    (created,) = data(credentials, "c2pa.actions")["actions"]
    assert created["action"] == "c2pa.created"
    assert created["digitalSourceType"].endswith("/digitalsourcetype/algorithmicMedia")
    assert created["softwareAgent"]["name"] == "sketch"
    assert data(credentials, TASK_LABEL) == {
        "task": "task-1",
        "model": "a-model",
        "engine": "sketch",
        "payload": hashlib.sha256(plain.read_bytes()).hexdigest(),
    }


@pytest.mark.parametrize("mime", MIMES)
def test_a_signed_file_is_the_same_to_decoders(tmp_path: Path, mime: str) -> None:
    plain = sample(tmp_path, mime)
    marked = signed(plain, mime)
    before, after = probe(plain), probe(marked)
    assert after.size > before.size
    for name in ("kind", "mime", "width", "height", "seconds", "fps", "codec", "has_audio"):
        assert getattr(after, name) == getattr(before, name), name
    assert decoded(marked) == decoded(plain)
    assert payload_digest(plain) is None
    assert payload_digest(marked) == hashlib.sha256(plain.read_bytes()).hexdigest()


@pytest.mark.parametrize("mime", ["video/mp4", "video/quicktime"])
def test_films_still_start_fast(tmp_path: Path, mime: str) -> None:
    marked = signed(sample(tmp_path, mime), mime)
    content = marked.read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")
    assert len(decoded(marked)) == FRAMES


@pytest.mark.parametrize("mime", ["video/mp4", "audio/mpeg", "audio/mp4"])
def test_the_plain_comment_stays(tmp_path: Path, mime: str) -> None:
    with av.open(str(signed(sample(tmp_path, mime), mime))) as file:
        assert {key.lower(): text for key, text in file.metadata.items()}["comment"] == COMMENT


def test_pictures_keep_their_descriptions(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = COMMENT
    for mime, ending in (("image/jpeg", "jpg"), ("image/webp", "webp")):
        plain = tmp_path / f"described.{ending}"
        Image.new("RGB", (16, 16)).save(plain, exif=exif)
        with Image.open(signed(plain, mime)) as picture:
            assert picture.getexif()[0x010E] == COMMENT


@pytest.mark.parametrize("mime", MIMES)
def test_a_changed_file_is_told(tmp_path: Path, mime: str) -> None:
    plain = sample(tmp_path, mime)
    marked = signed(plain, mime)
    content = bytearray(marked.read_bytes())
    at = content.rindex(plain.read_bytes()[-40:-20])  # inside the media, near its end
    content[at] ^= 0xFF
    marked.write_bytes(content)
    credentials = found(marked)
    assert not credentials.intact
    assert any("mismatch" in problem for problem in credentials.problems)
    assert payload_digest(marked) is None


def test_edits_keep_the_chain(tmp_path: Path) -> None:
    first = signed(sample(tmp_path, "image/png"), "image/png", said(task="first"))
    edited = signed(
        sample(tmp_path, "image/jpeg", 1),
        "image/jpeg",
        said(
            Ingredient(str(first), "image/png", "image_urls[0]", "parentOf"),
            Ingredient(str(sample(tmp_path, "image/webp")), "image/webp", "mask[0]", "inputTo"),
            task="second",
        ),
    )
    upscaled = signed(
        sample(tmp_path, "image/png", 2),
        "image/png",
        said(Ingredient(str(edited), "image/jpeg", "image_url[0]", "parentOf"), task="third"),
    )
    credentials = found(upscaled)
    assert credentials.intact
    assert actions(credentials) == ["c2pa.opened", "c2pa.edited"]
    assert actions(found(edited)) == ["c2pa.opened", "c2pa.edited"]
    assert relations(found(edited)) == [("parentOf", True), ("inputTo", False)]
    tasks = {
        assertion["data"]["task"]
        for manifest in credentials.store["manifests"].values()
        for assertion in manifest["assertions"]
        if assertion["label"] == TASK_LABEL
    }
    assert tasks == {"first", "second", "third"}


def test_what_went_in_without_being_edited(tmp_path: Path) -> None:
    picture = signed(sample(tmp_path, "image/png"), "image/png")
    sound = signed(sample(tmp_path, "audio/mpeg"), "audio/mpeg")
    film = signed(
        sample(tmp_path, "video/mp4"),
        "video/mp4",
        said(
            Ingredient(str(picture), "image/png", "image_url[0]", "inputTo"),
            Ingredient(str(sound), "audio/mpeg", "audio_url[0]", "componentOf"),
        ),
    )
    credentials = found(film)
    assert credentials.intact
    assert actions(credentials) == ["c2pa.created", "c2pa.placed"]
    assert relations(credentials) == [("inputTo", True), ("componentOf", True)]


def test_an_ingredient_that_was_changed_is_told_apart(tmp_path: Path) -> None:
    first = signed(sample(tmp_path, "image/jpeg"), "image/jpeg")
    content = bytearray(first.read_bytes())
    content[-10] ^= 0xFF
    first.write_bytes(content)
    edited = signed(
        sample(tmp_path, "image/png"),
        "image/png",
        said(Ingredient(str(first), "image/jpeg", "image_url[0]", "parentOf")),
    )
    credentials = found(edited)
    assert credentials.intact
    (parent,) = credentials.manifest["ingredients"]
    codes = [one["code"] for one in parent["validation_results"]["activeManifest"]["failure"]]
    assert codes == ["assertion.dataHash.mismatch"]


def test_an_ingredient_that_cannot_be_read_is_named_all_the_same(tmp_path: Path) -> None:
    odd = tmp_path / "odd.png"
    odd.write_bytes(b"not a picture")
    marked = signed(
        sample(tmp_path, "image/png"),
        "image/png",
        said(Ingredient(str(odd), "image/png", "image_url[0]", "inputTo")),
    )
    assert found(marked).intact
    assert relations(found(marked)) == [("inputTo", False)]


def test_a_file_that_is_passed_on_has_itself_for_a_parent(tmp_path: Path) -> None:
    plain = sample(tmp_path, "image/png")
    first = signed(plain, "image/png", said(task="first"))
    itself = Ingredient(str(first), "image/png", "result", "parentOf")
    again = signed(first, "image/png", said(itself, task="second", unchanged=True))
    credentials = found(again)
    assert credentials.intact
    assert actions(credentials) == ["c2pa.opened"]
    assert relations(credentials) == [("parentOf", True)]
    assert payload_digest(again) == hashlib.sha256(plain.read_bytes()).hexdigest()


def test_files_without_credentials(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("nothing to sign")
    assert read(text) is None
    assert read(sample(tmp_path, "image/png")) is None
    assert payload_digest(text) is None


def test_a_broken_file_says_so(tmp_path: Path) -> None:
    marked = signed(sample(tmp_path, "image/png"), "image/png")
    marked.write_bytes(marked.read_bytes()[:2000])
    with pytest.raises(CredentialsError, match=r"png|PNG"):
        read(marked)
    assert payload_digest(marked) is None


def test_what_cannot_be_signed_leaves_nothing_behind(tmp_path: Path) -> None:
    odd, to = tmp_path / "odd.png", tmp_path / "signed.png"
    odd.write_bytes(b"not a picture")
    with pytest.raises(CredentialsError):
        SIGNER.sign(odd, "image/png", to, said())
    assert not to.exists()


def test_the_authority_behind_the_key_is_one_that_validators_take(tmp_path: Path) -> None:
    """With our authority among the trusted, the library says so: purposes and chain are right."""
    marked = signed(sample(tmp_path, "image/png"), "image/png")
    authority = SIGNER.identity.certificates.partition("-----END CERTIFICATE-----\n")[2]
    trusting = c2pa.Context.from_dict(
        {
            "verify": {"verify_trust": True, "ocsp_fetch": False},
            "trust": {"user_anchors": authority},
        }
    )
    with marked.open("rb") as file, c2pa.Reader("image/png", file, context=trusting) as reader:
        assert reader.get_validation_state() == "Trusted"


def test_many_threads_sign_at_once(tmp_path: Path) -> None:
    plain = [sample(tmp_path, mime, seed) for seed in range(4) for mime in MIMES]
    jobs = list(zip(plain, MIMES * 4, strict=True))
    with ThreadPoolExecutor(8) as pool:
        marked = list(pool.map(lambda job: signed(*job), jobs))
    assert all(found(path).intact for path in marked)
