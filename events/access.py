"""Whose event is it: members of staff see and change the events that they organise, superusers all of them."""

from typing import Any, TypeVar

from django.contrib.admin.options import BaseModelAdmin
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.http import Http404, HttpRequest

from events.models import BoardInput, Event

M = TypeVar("M", bound=Model)


class Missing(Http404):
    """An address that leads nowhere for this visitor; the text is for people and says what to do."""


def own_events(request: HttpRequest) -> QuerySet[Event]:
    """The events that this request's user may see and change."""
    return Event.objects.run_by(request.user)


def owned(queryset: QuerySet[M], request: HttpRequest) -> QuerySet[M]:
    """The rows that belong to the user's own events."""
    if getattr(request.user, "is_superuser", False):
        return queryset
    path = queryset.model.event_path  # type: ignore[attr-defined]
    return queryset.filter(**{f"{path}__in": own_events(request).values("pk")})


def may_run(request: HttpRequest, event_id: int | None) -> bool:
    """Whether the user runs this event; asked of the database once a request."""
    mine: set[int] | None = getattr(request, "_own_event_ids", None)
    if mine is None:
        mine = set(own_events(request).values_list("pk", flat=True))
        request._own_event_ids = mine  # type: ignore[attr-defined]
    return event_id in mine


class OwnEventsAdmin(BaseModelAdmin):
    """An admin page or inline whose rows, choices and permissions end at the user's own events."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return owned(super().get_queryset(request), request)

    def _allowed(self, request: HttpRequest, obj: Model | None = None) -> bool:
        user = request.user
        if not (user.is_active and getattr(user, "is_staff", False)):
            return False
        return not isinstance(obj, BoardInput) or obj.pk is None or may_run(request, obj.board_event_id)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._allowed(request, obj)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._allowed(request, obj)

    # --- choices -----------------------------------------------------------------------------------

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **self._within(db_field, request, kwargs))

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **self._within(db_field, request, kwargs))

    def _within(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> dict[str, Any]:
        """Choices of the event at hand where the page has one, else of all the user's own."""
        model = db_field.related_model
        if not issubclass(model, BoardInput):
            return kwargs
        choices = owned(model._default_manager.all(), request)
        event_id = getattr(request, "_event_at_hand", None)
        if event_id is not None:
            choices = choices.filter(**{model.event_path: event_id})
        return {"queryset": choices} | kwargs


def at_hand(request: HttpRequest, obj: Model | None) -> None:
    """Remember the event that this page is about, so that its forms offer nothing of another one."""
    request._event_at_hand = obj.board_event_id if isinstance(obj, BoardInput) and obj.pk else None  # type: ignore[attr-defined]
