"""The regions of Kazakhstan by ISO 3166-2, in today's borders."""

from records.i18n import kept

REGIONS: dict[str, str] = {
    "KZ-10": kept("Abai region"),
    "KZ-11": kept("Akmola region"),
    "KZ-15": kept("Aktobe region"),
    "KZ-19": kept("Almaty region"),
    "KZ-23": kept("Atyrau region"),
    "KZ-27": kept("West Kazakhstan region"),
    "KZ-31": kept("Zhambyl region"),
    "KZ-33": kept("Zhetysu region"),
    "KZ-35": kept("Karaganda region"),
    "KZ-39": kept("Kostanay region"),
    "KZ-43": kept("Kyzylorda region"),
    "KZ-47": kept("Mangystau region"),
    "KZ-55": kept("Pavlodar region"),
    "KZ-59": kept("North Kazakhstan region"),
    "KZ-61": kept("Turkistan region"),
    "KZ-62": kept("Ulytau region"),
    "KZ-63": kept("East Kazakhstan region"),
    "KZ-71": kept("Astana city"),
    "KZ-75": kept("Almaty city"),
    "KZ-79": kept("Shymkent city"),
}
