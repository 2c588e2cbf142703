"""Texts as Arrow holds them: UTF-8 bytes one after another, and where each text starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
import numpy.typing as npt

Offsets = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class TextBuffers:
    """Text i is `data[offsets[i] : offsets[i + 1]]`, UTF-8; the buffers of an Arrow array as they are.

    `offsets` (n_texts + 1,) may start behind 0, as those of a slice do; `data` is uint8.
    """

    offsets: Offsets
    data: Bytes

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def texts(self) -> list[str]:
        """Return the texts as str; half a character, which no Arrow array holds, comes back as it was given."""
        data = self.data.tobytes()
        return [data[start:end].decode(errors="surrogatepass") for start, end in pairwise(self.offsets.tolist())]


def encode_texts(texts: Sequence[str]) -> TextBuffers:
    """Return texts as UTF-8 bytes; half a character, which is no UTF-8, takes three bytes."""
    encoded = [text.encode(errors="surrogatepass") for text in texts]
    offsets = np.fromiter(accumulate(map(len, encoded), initial=0), dtype=np.int64, count=len(encoded) + 1)
    return TextBuffers(offsets, np.frombuffer(b"".join(encoded), dtype=np.uint8))
