from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "The annual filing"

    def ready(self) -> None:
        from reports.facts.graded import declared_grades
        from reports.filed import periods_filed
        from smelters.above import filed_periods, grades_of

        filed_periods.answered_by(periods_filed)
        grades_of.answered_by(declared_grades)
