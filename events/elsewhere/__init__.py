"""The board in other places: inside other sites, over a video picture, in feed readers and in link previews."""
