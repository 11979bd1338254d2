"""What the Channels tutorial makes: every viewer a member of the group, the board sent to each of them."""

import json
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peers.settings")

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

django = get_asgi_application()
BOARD = "x" * int(os.environ.get("BOARD_BYTES", "6000"))


class Viewer(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add("board", self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard("board", self.channel_name)

    async def board(self, event):
        await self.send(text_data=json.dumps(event["text"]))


async def publish(scope, receive, send):
    """POST /publish/<number>: send the board to the group."""
    number = int(scope["url_route"]["kwargs"]["number"])
    await get_channel_layer().group_send("board", {"type": "board", "text": {"number": number, "board": BOARD}})
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


application = ProtocolTypeRouter(
    {
        "http": URLRouter([path("publish/<int:number>", publish), re_path("", django)]),
        "websocket": URLRouter([path("ws", Viewer.as_asgi())]),
    }
)
