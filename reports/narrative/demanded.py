DEMANDED: dict[str, str] = {}
FIXED: dict[str, str] = {}
