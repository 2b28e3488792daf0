"""How fast parcel references are read: references/s, against splitting the same text at spaces.

One command: ``python -m bench.bench_parcel_refs``. The texts are the report's forms with made-up numbers.
"""

import random
import time
from functools import partial

from bench.api.generate import AREAS
from kbs_envanter.domain.parcel_refs import parse_parcel_refs

FORMS = [
    "{}/{}", "{} ada {} parsel", "0/{}", "{}-{}-{}", "{} ve {}", "E: {} Y: {}", "{} ({} parsel)",
    "{} ada {} Parsel Güneyi", "{} parsel yanı", "{} ve {} sayılı parseller", "{} Kuzeyi", "{} (Yapı)",
]  # fmt: skip
ROUNDS, NUMBER = 5, 100_000


def main() -> None:
    """Measure in interleaved rounds and print medians."""
    dice = random.Random(1823)
    texts = []
    for _ in range(NUMBER):
        form = dice.choice(FORMS)
        texts.append(form.format(*(dice.randint(1, 15000) for _ in range(form.count("{}")))))
    read, reference = [], []
    for _ in range(ROUNDS):
        read.append(seconds(partial(parse_parcel_refs, tapu_areas=AREAS), texts))
        reference.append(seconds(str.split, texts))
    mine, split = sorted(read)[ROUNDS // 2], sorted(reference)[ROUNDS // 2]
    print(f"parcel references: {NUMBER / mine:,.0f}/s; str.split: {NUMBER / split:,.0f}/s; ratio {split / mine:.3f}")


def seconds(function, texts: list[str]) -> float:
    """Wall clock for one pass."""
    begun = time.perf_counter()
    for text in texts:
        function(text)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
