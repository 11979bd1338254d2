"""Addresses of the public pages that Django answers."""

from django.urls import path

from events import screen_views, views

app_name = "events"
urlpatterns = [
    path("", views.index, name="index"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("events/<slug:slug>/screen/", screen_views.screen, name="screen"),
    path("events/<slug:slug>/screen/<slug:name>/", screen_views.screen, name="named_screen"),
    path("events/<slug:slug>/screen/<slug:name>/seen/", screen_views.seen, name="screen_seen"),
    path("events/<slug:slug>/clock/", screen_views.clock, name="clock"),
    path("events/<slug:slug>/pictures/<slug:digest>/", screen_views.picture, name="picture"),
    path("events/<slug:slug>/teams/<str:code>/", views.team, name="team"),
]
