from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "The annual filing"

    def ready(self) -> None:
        from reports.filed import periods_filed
        from smelters import filed

        filed.tell(periods_filed)
