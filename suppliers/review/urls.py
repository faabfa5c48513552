from django.urls import path

from suppliers.review import cross, name_export, named, names, submission, tables, views

app_name = "review"
urlpatterns = [
    path("", views.period, name="period"),
    path("<int:year>/", views.period, name="period"),
    path("<int:year>/moved/", views.moved, name="moved"),
    path("manufacturers/", tables.manufacturers, name="manufacturers"),
    path("<int:year>/manufacturers/", tables.manufacturers, name="manufacturers"),
    path("<int:year>/manufacturers.csv", tables.manufacturers_csv, name="manufacturers_csv"),
    path("facilities/", tables.facilities, name="facilities"),
    path("<int:year>/facilities/", tables.facilities, name="facilities"),
    path("<int:year>/facilities.csv", tables.facilities_csv, name="facilities_csv"),
    path("<int:year>/across/", cross.overview, name="cross"),
    path("<int:year>/across.csv", cross.overview_csv, name="cross_csv"),
    path("<int:year>/across/<int:smelter_id>/", cross.origin, name="cross_origin"),
    path("names/", names.names, name="names"),
    path("<int:year>/names/", names.names, name="names"),
    path("<int:year>/names.csv", name_export.names_csv, name="names_csv"),
    path("<int:year>/names.xlsx", name_export.names_xlsx, name="names_xlsx"),
    path("<int:year>/names/<int:name_id>/", names.name, name="name"),
    path("<int:year>/names/<int:name_id>/decide", names.name_decided, name="name_decided"),
    path("<int:year>/decisions/<int:disposition_id>/undo", names.name_undone, name="name_undone"),
    path("named/<int:smelter_id>/", named.named_by, name="named"),
    path("requests/<int:request_id>/", views.manufacturer, name="manufacturer"),
    path("requests/<int:request_id>/part", views.part_taken_out, name="part_taken_out"),
    path("files/<int:upload_id>/original", views.original, name="original"),
    path("files/<int:upload_id>/retry", views.retry, name="retry"),
    path("files/<int:upload_id>/refuse", views.refuse, name="refuse"),
    path("submissions/<int:submission_id>/", submission.submission, name="submission"),
    path("submissions/<int:submission_id>/decide", submission.decide, name="decide"),
    path("submissions/<int:submission_id>/waive", submission.waive, name="waive"),
    path(
        "submissions/<int:submission_id>/waivers/<int:waiver_id>/lift", submission.waiver_lifted, name="waiver_lifted"
    ),
]
