"""Addresses of the public pages that Django answers."""

from django.urls import path

from events import views
from events.elsewhere import views as elsewhere
from events.elsewhere.feed import feed
from events.elsewhere.podium import podium
from events.results import views as results

app_name = "events"
urlpatterns = [
    path("", views.index, name="index"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("events/<slug:slug>/screen/", views.screen, name="screen"),
    path("events/<slug:slug>/teams/<str:code>/", views.team, name="team"),
    path("events/<slug:slug>/results/", results.results, name="results"),
    *(
        path(f"events/<slug:slug>/{file.suffix}", results.results_file, {"form": form}, name=f"results-{form}")
        for form, file in results.FILES.items()
    ),
    path("events/<slug:slug>/archive.zip", results.archive, name="archive"),
    path("events/<slug:slug>/embed/", elsewhere.embed, name="embed"),
    path("events/<slug:slug>/overlay/", elsewhere.overlay, name="overlay"),
    path("events/<slug:slug>/feed.atom", feed, name="feed"),
    path("events/<slug:slug>/podium.png", podium, name="podium"),
]
