"""Ratios of two things measured in the same run, interleaved; each judged by its targets.

A ratio is that of the medians. A row whose reference spreads by more than 40 % is noisy: it is
repeated once, and if it still is, reported and not judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from boucle.bench import cpu

Act = Callable[[], object]

SPREAD_MAX = 0.40
ROUNDS, ROUNDS_LONG = 5, 3
LONG_SECONDS = 5.0
WARM_UPS, CALLS = 5, 60


@dataclass(frozen=True, slots=True)
class Target:
    """What a row measures against what, and the ratios asked for (None: reported only)."""

    what: str
    reference: str
    gate: float | None
    goal: float | None
    stretch: float | None
    unit: str = "×"


TARGETS: dict[str, Target] = {
    "A": Target("import d’un FEC, du fichier au commit", "COPY brut des mêmes lignes", 10, 7, 5),
    "A1": Target("import de 10 000 lignes", "COPY brut des mêmes lignes", 15, 8, 5),
    "A'": Target("FEC refusé à 90 %, tout relevé", "lecture et découpe en Python", 4, 2.5, 1.5),
    "A''": Target("croissance de l’import", "temps proportionnel", 1.3, 1.1, 1.0),
    "B": Target("balance, 10 000 lignes", "une écriture par sa clé", 8, 4, 3),
    "B'": Target("balance, grand dossier", "B", 1.3, 1.15, 1.05),
    "B''": Target("balance auxiliaire, page de 200 tiers", "une écriture et ses lignes", 15, 8, 5),
    "C": Target("grand livre, première page de 200", "une écriture et ses lignes", 10, 5, 3),
    "Cd": Target("grand livre, page profonde", "première page", 1.5, 1.2, 1.0),
    "Cr": Target("saut à une date, solde progressif compris", "page profonde", 20, 8, 3),
    "C'": Target("grand livre d’un tiers", "une écriture et ses lignes", 10, 4, 2),
    "D": Target(
        "export du FEC sur disque, SHA-256", "COPY TO de la table des lignes", 3.5, 2.5, 1.8
    ),
    "E": Target("enregistrer un brouillard de 3 lignes", "un INSERT et un commit", 3, 2, 1.6),
    "Ew": Target("le même par HTTP", "la même requête, le travail en moins", 3, 2, 1.5),
    "J": Target("p95 de dix pages, 50 personnes", "p95 d’une vue Django nue", 6, 4, 2.5),
    "J''": Target("requêtes de la page qui en envoie le plus, sur dix", "1", 12, 8, 5, ""),
    "E'": Target("valider 10 000 brouillards", "UPDATE des mêmes lignes", 8, 5, 3.5),
    "E''": Target(
        "débit de 8 validations parallèles (plus grand = mieux)", "1 seule", 0.7, 1.0, 1.3
    ),
    "I": Target("mémoire du client, plus haut de A, A', D", "Mo", 300, 200, 120, "Mo"),
    "I'": Target("mémoire, grand dossier", "dossier dix fois plus petit", 1.3, 1.15, 1.05),
    "K": Target("recherche, la plus lente de trois", "100 ms", 2, 1, 0.4),
    "L": Target("boucle serve, de l’arrêt à la première page", "base seule + Django", 3, 2, 1.5),
    "hledger": Target(
        "hledger bal sur les mêmes lignes", "import + balance de Boucle", None, None, None
    ),
}
BIGGER_IS_BETTER = {"E''"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A row of the bench. `detail`: seconds of every round, sizes, what was checked."""

    id: str
    ratio: float
    noisy: bool = False
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> Target:
        """What was asked."""
        return TARGETS[self.id]

    @property
    def reached(self) -> str:
        """`stretch`, `goal`, `gate`, `missed`; `noisy`: not judged; `` where nothing was asked."""
        if self.noisy:
            return "noisy"
        for name in ("stretch", "goal", "gate"):
            limit = getattr(self.target, name)
            if limit is None:
                return ""
            if self.ratio >= limit if self.id in BIGGER_IS_BETTER else self.ratio <= limit:
                return name
        return "missed"

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        target = self.target
        return {
            "id": self.id,
            "ratio": self.ratio,
            "gate": target.gate,
            "goal": target.goal,
            "stretch": target.stretch,
            "noisy": self.noisy,
            "reached": self.reached,
            "detail": {"what": target.what, "reference": target.reference, **self.detail},
        }


@dataclass(slots=True)
class Times:
    """Seconds of the reference and of the product, round by round."""

    reference: list[float] = field(default_factory=list)
    product: list[float] = field(default_factory=list)
    reference_cpu: list[float] = field(default_factory=list)
    product_cpu: list[float] = field(default_factory=list)

    @property
    def cpu_ratio(self) -> float | None:
        """Of the processor time: steady where the machine is shared. None where it is not known."""
        if not self.product_cpu or not sum(self.reference_cpu):
            return None
        return round(median(self.product_cpu) / median(self.reference_cpu), 3)

    def run(self, act: Act, *, is_product: bool) -> None:
        """One more round of one of the two."""
        meter = cpu.Meter.started()
        spent = seconds(act)
        used = meter.stop()
        (self.product if is_product else self.reference).append(spent)
        if used is not None:
            (self.product_cpu if is_product else self.reference_cpu).append(used)

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return round(median(self.product) / median(self.reference), 3)

    @property
    def noisy(self) -> bool:
        """The reference, without its outer tenths where there are many, spreads too much."""
        ordered = sorted(self.reference)
        cut = len(ordered) // 10
        inner = ordered[cut : len(ordered) - cut]
        return (inner[-1] - inner[0]) / median(ordered) > SPREAD_MAX

    def detail(self) -> dict[str, Any]:
        """Medians in seconds, and every round where they are few."""
        found: dict[str, Any] = {
            "reference_s": round(median(self.reference), 6),
            "product_s": round(median(self.product), 6),
            "rounds": len(self.product),
            "cpu_ratio": self.cpu_ratio,
        }
        if len(self.product) <= 10:
            found["reference_rounds_s"] = [round(each, 4) for each in self.reference]
            found["product_rounds_s"] = [round(each, 4) for each in self.product]
        return found


def seconds(act: Act) -> float:
    """How long it takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def rounds(reference: Act, product: Act, *, before: Act = lambda: None, count: int = 0) -> Times:
    """Reference, product, reference, product…; `before` each, outside the time."""
    times = Times()
    while len(times.product) < (count or _wanted(times)):
        before()
        times.run(reference, is_product=False)
        before()
        times.run(product, is_product=True)
    return times


def _wanted(times: Times) -> int:
    return ROUNDS_LONG if times.product and times.product[0] > LONG_SECONDS else ROUNDS


def quick(reference: Act, product: Act, *, calls: int = CALLS) -> Times:
    """Things below 100 ms: warmed up, then called in turn many times."""
    for _ in range(WARM_UPS):
        reference()
        product()
    return rounds(reference, product, count=calls)


def judged(name: str, measure: Callable[[], Times], **detail: object) -> Result:
    """The row of a measure; a noisy one is repeated once."""
    times = measure()
    if times.noisy:
        times = measure()
    return Result(
        id=name, ratio=times.ratio, noisy=times.noisy, detail={**times.detail(), **detail}
    )
