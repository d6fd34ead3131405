"""An S3-compatible bucket for evidence files (AWS Signature Version 4), by the extra ``s3``."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from hanoiwork_plugin.settings import S3Settings
from hanoiwork_plugin.workspace.drafts import Draft, checked_name

_PIECE = 1024 * 1024


class S3Storage:
    """A bucket; a PUT is there whole or not at all, and each object's name is the fingerprint of its bytes."""

    def __init__(self, settings: S3Settings) -> None:
        self._bucket, self._prefix = settings.bucket, settings.prefix
        patience = urllib3.Timeout(connect=3.0, read=30.0)
        self._client = Minio(
            settings.host,
            access_key=settings.access_key,
            secret_key=settings.secret_key,
            secure=settings.secure,
            region=settings.region,
            http_client=urllib3.PoolManager(timeout=patience, retries=urllib3.Retry(2, backoff_factor=0.2)),
        )

    @property
    def scratch(self) -> Path:
        """The machine's own folder for files of the moment."""
        return Path(tempfile.gettempdir())

    def keep(self, draft: Draft) -> None:
        """As ``Storage.keep``."""
        with _as_os_error(), draft.path.open("rb") as file:
            self._client.put_object(self._bucket, self._key(draft.sha256), file, draft.size)

    def open(self, sha256: str) -> BinaryIO:
        """As ``Storage.open``; the bytes are fetched whole into a file without a name."""
        key = self._key(checked_name(sha256))
        with _as_os_error():
            answer = self._client.get_object(self._bucket, key)
            kept = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
            try:
                for piece in answer.stream(_PIECE):
                    kept.write(piece)
            except BaseException:
                kept.close()
                raise
            finally:
                answer.close()
                answer.release_conn()
        kept.seek(0)
        return kept

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}{sha256[:2]}/{sha256}"


@contextmanager
def _as_os_error() -> Iterator[None]:
    """A failure of the bucket as the failure of a disk would be."""
    try:
        yield
    except S3Error as failure:
        if failure.code in ("NoSuchKey", "NoSuchObject"):
            raise FileNotFoundError(failure.code) from None
        raise OSError(f"S3: {failure.code}") from failure
    except (MinioException, HTTPError) as failure:
        raise OSError(f"S3: {type(failure).__name__}") from failure
