"""Addresses of the judge's desk. An address names its judge, so that two judges in one browser never mix."""

from django.urls import path

from judging import panel_views, views

app_name = "judging"
urlpatterns = [
    path("judge/", views.desks, name="desks"),
    path("judge/in/<str:token>/", views.enter, name="enter"),
    path("judge/out/", views.leave, name="leave"),
    path("judge/<slug:slug>/<str:judge>/", views.desk, name="desk"),
    path("judge/<slug:slug>/<str:judge>/<str:round>/", panel_views.panel, name="panel"),
    path("judge/<slug:slug>/<str:judge>/<str:round>/<str:team>/", views.sheet, name="sheet"),
]
