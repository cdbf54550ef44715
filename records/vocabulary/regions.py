"""The regions of Kazakhstan by ISO 3166-2, in today's borders."""

from records.vocabulary.label import Label

REGIONS: dict[str, Label] = {
    "KZ-10": Label("Абай облысы", "Область Абай", "Abai region"),
    "KZ-11": Label("Ақмола облысы", "Акмолинская область", "Akmola region"),
    "KZ-15": Label("Ақтөбе облысы", "Актюбинская область", "Aktobe region"),
    "KZ-19": Label("Алматы облысы", "Алматинская область", "Almaty region"),
    "KZ-23": Label("Атырау облысы", "Атырауская область", "Atyrau region"),
    "KZ-27": Label("Батыс Қазақстан облысы", "Западно-Казахстанская область", "West Kazakhstan region"),
    "KZ-31": Label("Жамбыл облысы", "Жамбылская область", "Zhambyl region"),
    "KZ-33": Label("Жетісу облысы", "Область Жетысу", "Zhetysu region"),
    "KZ-35": Label("Қарағанды облысы", "Карагандинская область", "Karaganda region"),
    "KZ-39": Label("Қостанай облысы", "Костанайская область", "Kostanay region"),
    "KZ-43": Label("Қызылорда облысы", "Кызылординская область", "Kyzylorda region"),
    "KZ-47": Label("Маңғыстау облысы", "Мангистауская область", "Mangystau region"),
    "KZ-55": Label("Павлодар облысы", "Павлодарская область", "Pavlodar region"),
    "KZ-59": Label("Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan region"),
    "KZ-61": Label("Түркістан облысы", "Туркестанская область", "Turkistan region"),
    "KZ-62": Label("Ұлытау облысы", "Область Улытау", "Ulytau region"),
    "KZ-63": Label("Шығыс Қазақстан облысы", "Восточно-Казахстанская область", "East Kazakhstan region"),
    "KZ-71": Label("Астана қаласы", "Город Астана", "Astana city"),
    "KZ-75": Label("Алматы қаласы", "Город Алматы", "Almaty city"),
    "KZ-79": Label("Шымкент қаласы", "Город Шымкент", "Shymkent city"),
}
