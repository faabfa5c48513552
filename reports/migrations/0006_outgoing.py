import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cmr.append_only import guard


class Migration(migrations.Migration):
    dependencies = [
        ("cmr", "0005_people"),
        ("reports", "0005_sentence_places"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnCMRT",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "products",
                    models.JSONField(default=list, help_text="Names of the products it speaks of; empty: the company."),
                ),
                ("effective_date", models.DateField()),
                ("template_version", models.CharField(max_length=10)),
                ("blank_sha256", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("content_sha256", models.CharField(max_length=64)),
                (
                    "checker_remaining",
                    models.PositiveSmallIntegerField(help_text="Of our own Checker; null: an error.", null=True),
                ),
                (
                    "blocking",
                    models.PositiveSmallIntegerField(help_text="Findings of our own checks that forbid its release."),
                ),
                ("prepared_at", models.DateTimeField()),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="own_cmrts", to="cmr.reportingperiod"
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "own CMRT",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="OwnSending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customer", models.CharField(max_length=200)),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="sent to")),
                ("text", models.TextField(blank=True, verbose_name="words of the e-mail")),
                ("sent_on", models.DateField()),
                ("sha256", models.CharField(max_length=64)),
                ("recorded_at", models.DateTimeField()),
                (
                    "own",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sendings", to="reports.owncmrt"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="WebCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("posted_on", models.DateField()),
                ("url", models.CharField(max_length=300, verbose_name="public address")),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="web_copies", to="reports.snapshot"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "web copies",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="OwnStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("reviewed", "Reviewed"), ("released", "Released"), ("returned", "Sent back")],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "own",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="reports.owncmrt"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("own", "number"), name="own_step_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "reviewed"), _negated=True),
                            models.Q(("person", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_reviews_their_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "reviewed"), ("number", 1)),
                            models.Q(("kind", "released"), ("number", 2)),
                            ("kind", "returned"),
                            _connector="OR",
                        ),
                        name="own_reviewed_before_released",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "returned"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="own_returned_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebSighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_on", models.DateField()),
                ("found", models.BooleanField()),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sightings", to="reports.webcopy"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-seen_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("found", True), models.Q(("note", ""), _negated=True), _connector="OR"),
                        name="not_found_says_what",
                    )
                ],
            },
        ),
        *(guard(f"reports_{table}") for table in ("owncmrt", "ownstep", "ownsending", "webcopy", "websighting")),
    ]
