from django.urls import path

from suppliers.door import views

app_name = "door"
urlpatterns = [path("<str:token>", views.link, name="link")]
