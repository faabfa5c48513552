from django.urls import path

from suppliers.review import named, names, tables, views

app_name = "review"
urlpatterns = [
    path("", views.period, name="period"),
    path("<int:year>/", views.period, name="period"),
    path("manufacturers/", tables.manufacturers, name="manufacturers"),
    path("<int:year>/manufacturers/", tables.manufacturers, name="manufacturers"),
    path("<int:year>/manufacturers.csv", tables.manufacturers_csv, name="manufacturers_csv"),
    path("facilities/", tables.facilities, name="facilities"),
    path("<int:year>/facilities/", tables.facilities, name="facilities"),
    path("<int:year>/facilities.csv", tables.facilities_csv, name="facilities_csv"),
    path("names/", names.names, name="names"),
    path("<int:year>/names/", names.names, name="names"),
    path("<int:year>/names/<int:name_id>/", names.name, name="name"),
    path("<int:year>/names/<int:name_id>/decide", names.name_decided, name="name_decided"),
    path("<int:year>/decisions/<int:disposition_id>/undo", names.name_undone, name="name_undone"),
    path("named/<int:smelter_id>/", named.named_by, name="named"),
    path("requests/<int:request_id>/", views.manufacturer, name="manufacturer"),
    path("files/<int:upload_id>/original", views.original, name="original"),
    path("files/<int:upload_id>/retry", views.retry, name="retry"),
    path("files/<int:upload_id>/refuse", views.refuse, name="refuse"),
    path("submissions/<int:submission_id>/", views.submission, name="submission"),
    path("submissions/<int:submission_id>/decide", views.decide, name="decide"),
]
