from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "suppliers"
    verbose_name = "Collecting"

    def ready(self) -> None:
        from smelters import above
        from suppliers.decided import recycling_of

        above.recycling_of.answered_by(recycling_of)
