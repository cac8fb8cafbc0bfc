"""`genmux provenance`: what the content credentials in a file say."""

from __future__ import annotations

from pathlib import Path

import click

from genmux.cli.output import print_json


@click.group()
def provenance() -> None:
    """Content credentials (C2PA): who made a file, for which model, and from what."""


@provenance.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def show(file: Path) -> int:
    """Print the credentials of FILE as JSON, and whether it is still what was signed.

    Exit code 1 when it was changed since, when the credentials cannot be read, or when it has
    none. Whether the signer deserves trust is not judged.

    \b
    Example:
      genmux provenance show result.png
    """
    from genmux.media.credentials import CredentialsError, read

    try:
        found = read(file)
    except CredentialsError as error:
        print_json({"credentials": True, "intact": False, "problems": [str(error)]})
        return 1
    if found is None:
        print_json({"credentials": False})
        return 1
    print_json(
        {
            "credentials": True,
            "intact": found.intact,
            "problems": list(found.problems),
            "active_manifest": found.store["active_manifest"],
            "manifests": found.store["manifests"],
        }
    )
    return 0 if found.intact else 1
