"""Addresses of the public pages that Django answers."""

from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("", views.index, name="index"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("events/<slug:slug>/screen/", views.screen, name="screen"),
    path("events/<slug:slug>/look.css", views.look, name="look"),
    path("events/<slug:slug>/logo.png", views.logo, name="logo"),
    path("events/<slug:slug>/teams/<str:code>/", views.team, name="team"),
]
