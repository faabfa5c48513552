"""Translations of the answers and metals in the template's ten languages."""

WORDS: dict[str, tuple[str, ...]] = {
    "Yes": ("Y", "是", "はい", "예", "네", "Oui", "Sim", "Ja", "Si", "Sí", "Sì", "Evet"),
    "No": ("N", "否", "不是", "いいえ", "아니오", "아니요", "Non", "Não", "Nao", "Nein", "Hayır", "Hayir"),
    "Unknown": (
        "未知", "不明", "不知道", "파악되지 않음", "알 수 없음", "Inconnu", "Desconhecido", "Nicht bekannt",
        "Unbekannt", "Desconocido", "Ignoto", "Sconosciuto", "Bilinmiyor",
    ),
    "100%": ("1", "1.0", "%100", "100 percent"),
    "Greater than 90%": (
        "大于 90%", "90%超", "90% 이상", "– Supérieur à 90 %", "Acima de 90%", "Größer als 90 %", "Más del 90%",
        "Oltre il 90%", "%90'dan fazla",
    ),
    "Greater than 75%": (
        "大于 75%", "75%超", "75% 이상", "– Supérieur à 75 %", "Acima de 75%", "Größer als 75 %", "Más del 75%",
        "Oltre il 75%", "%75'ten fazla",
    ),
    "Greater than 50%": (
        "大于 50%", "50%超", "50% 이상", "– Supérieur à 50 %", "Acima de 50%", "Größer als 50 %", "Más del 50%",
        "Oltre il 50%", "%50'den fazla",
    ),
    "50% or less": (
        "50% 或更小", "50%以下", "50% 미만", "50 % ou moins", "50% ou menos", "50 % oder weniger", "50% o menos",
        "50% o meno", "%50 veya daha az",
    ),
    "None": ("完全没有", "ゼロ", "없음", "Aucun", "Nenhum", "Keine", "Ninguno", "Nessuno", "Hiçbiri"),
}  # fmt: skip

METALS: dict[str, tuple[str, ...]] = {
    "Gold": ("Au", "金", "黄金", "금", "Or", "Ouro", "Oro", "Altın"),
    "Tantalum": ("Ta", "钽", "鉭", "タンタル", "탄탈륨", "탄탈", "Tantale", "Tântalo", "Tantal", "Tantalio", "Tántalo"),
    "Tin": ("Sn", "锡", "錫", "スズ", "주석", "Étain", "Etain", "Estanho", "Zinn", "Estaño", "Stagno", "Kalay"),
    "Tungsten": (
        "W", "Wolfram", "Wolframio", "钨", "鎢", "タングステン", "텅스텐", "Tungstène", "Tungstênio", "Tungsteno",
    ),
}  # fmt: skip
