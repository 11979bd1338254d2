"""A plain Socket.IO page's server: one room, the whole board emitted to everybody."""

import os

import socketio

server = socketio.AsyncServer(async_mode="asgi", cors_allowed_origins="*")
BOARD = "x" * int(os.environ.get("BOARD_BYTES", "6000"))


@server.event
async def connect(sid, environ):
    await server.enter_room(sid, "board")


async def publish(scope, receive, send):
    """POST /publish/<number>: emit the board to the room."""
    if scope["type"] != "http":
        return
    number = int(scope["path"].rsplit("/", 1)[1]) if scope["path"].startswith("/publish/") else -1
    if number >= 0:
        await server.emit("board", {"number": number, "board": BOARD}, room="board")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body"})


application = socketio.ASGIApp(server, publish)
