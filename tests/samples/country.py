"""Sweden's municipalities and counties as Sluss's code lists have them, and names for places that do not exist."""
import pathlib
import tomllib
from dataclasses import dataclass

LISTS = pathlib.Path(__file__).resolve().parents[2] / "config/codelists"


@dataclass(frozen=True)
class Municipality:
    code: str
    name: str
    county: str  # its name: "Västmanlands län"


def _entries(name: str) -> list[dict]:
    return tomllib.loads((LISTS / f"{name}.toml").read_text(encoding="utf-8"))["entry"]


def municipalities() -> list[Municipality]:
    """Those of today, 290, by code."""
    counties = {entry["code"]: entry["text"] for entry in _entries("lan")}
    return [Municipality(entry["code"], entry["text"], counties[entry["parent"]])
            for entry in sorted(_entries("kommuner"), key=lambda entry: entry["code"]) if "to" not in entry]


def some(codes: list[str]) -> list[Municipality]:
    return [one for one in municipalities() if one.code in codes]


PLACES = ["Björkbacken", "Ekhöjden", "Lindgläntan", "Tallmon", "Rönnängen", "Aspdalen", "Granliden", "Hasselgården",
          "Sälgkullen", "Almviken", "Enbacken", "Lönnlunden"]
