// The two ways in which the server speaks first. Both tell the same three things: a frame, an end, a final refusal.

/**
 * @typedef {{frame: (frame: any) => void, ended: () => void, refused: () => void}} Listener
 * @typedef {{name: string, open: (since: string | null, listener: Listener) => (() => void)}} Transport
 */

const FORBIDDEN = 4403;
const NOT_FOUND = 4404;

/**
 * @param {string} path
 * @param {string | null} since
 */
function address(path, since) {
  const url = new URL(path, location.href);
  url.searchParams.set("as", "html");
  if (since) url.searchParams.set("since", since);
  return url;
}

/**
 * @param {string} path
 * @returns {Transport}
 */
export function webSocket(path) {
  return {
    name: "websocket",
    open(since, listener) {
      const url = address(path, since);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      const socket = new WebSocket(url);
      socket.onmessage = (event) => listener.frame(JSON.parse(event.data));
      socket.onclose = (event) => (event.code === NOT_FOUND || event.code === FORBIDDEN ? listener.refused() : listener.ended());
      return () => {
        socket.onmessage = socket.onclose = null;
        socket.close();
      };
    },
  };
}

/**
 * EventSource would reconnect by itself, with its first address; the ladder does it instead, with what is shown now.
 * @param {string} path
 * @returns {Transport}
 */
export function eventSource(path) {
  return {
    name: "sse",
    open(since, listener) {
      const source = new EventSource(address(path, since));
      source.onmessage = (event) => listener.frame(JSON.parse(event.data));
      source.onerror = () => {
        source.close();
        listener.ended();
      };
      return () => {
        source.onmessage = source.onerror = null;
        source.close();
      };
    },
  };
}
