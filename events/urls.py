"""Addresses of the public pages that Django answers."""

from django.urls import path

from events import screen_views, staff_views, views, work
from events.elsewhere import views as elsewhere
from events.elsewhere.feed import feed
from events.elsewhere.podium import podium
from events.results import views as results
from events.reveal import presenter

app_name = "events"
urlpatterns = [
    path("", views.index, name="index"),
    path("progress/<str:key>/", work.progress, name="progress"),
    path("events/<slug:slug>/", views.event, name="event"),
    path("events/<slug:slug>/screen/", screen_views.screen, name="screen"),
    path("events/<slug:slug>/screen/<slug:name>/", screen_views.screen, name="named_screen"),
    path("events/<slug:slug>/screen/<slug:name>/seen/", screen_views.seen, name="screen_seen"),
    path("events/<slug:slug>/live/", staff_views.live, name="live"),
    path("events/<slug:slug>/reveal/", presenter.presenter, name="presenter"),
    path("events/<slug:slug>/reveal/now/", presenter.now, name="presenter_now"),
    path("events/<slug:slug>/reveal/press/", presenter.press, name="presenter_press"),
    path("events/<slug:slug>/reveal/in/<str:token>/", presenter.enter, name="presenter_enter"),
    path("events/<slug:slug>/clock/", screen_views.clock, name="clock"),
    path("events/<slug:slug>/pictures/<slug:digest>/", screen_views.picture, name="picture"),
    path("events/<slug:slug>/look.css", views.look, name="look"),
    path("events/<slug:slug>/logo.png", views.logo, name="logo"),
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
