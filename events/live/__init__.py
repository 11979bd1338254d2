"""The published board's way to the screens: pace -> broadcast -> hub -> WebSocket | SSE | polled partial."""
