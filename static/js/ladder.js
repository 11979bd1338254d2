// The ladder: WebSocket, then SSE, then polling, and back up when it can. Knows when a connection only looks alive.

/** @typedef {import("./transports.js").Transport} Transport */
/** @typedef {"live" | "reconnecting" | "polling" | "offline" | "gone"} State */
/** @typedef {() => void} Close */

const FIRST_FRAME = 8000; // ms that a connection may take to say anything
const SILENCE = 45000; // ms; the server's heartbeat comes every 20 s
const TRIES = 2; // failures in a row before the next rung is tried
const SHORTEST_WAIT = 500; // ms
const LONGEST_WAIT = 15000; // ms
const CLIMB_EVERY = 20000; // ms between attempts to get back up from a lower rung

export class Ladder {
  /** @type {Close | null} the connection that is shown */
  #current = null;
  /** @type {Close | null} one further up that is being tried beside it */
  #probe = null;
  #rung = 0;
  #failures = 0;
  #waits = 0;
  #stopped = false;
  #retryTimer = 0;
  #climbTimer = 0;
  /** @type {State} */
  #state = "reconnecting";

  /**
   * @param {Transport[]} rungs best first; below the last one is polling, which the page does
   * @param {{since: () => string | null, frame: (frame: any) => boolean, poll: () => void,
   *   changed: (state: State, transport: string) => void}} page
   *   `frame` returns false when the frame shows that something is missing; `poll` polls at once
   */
  constructor(rungs, page) {
    this.rungs = rungs;
    this.page = page;
  }

  get polling() {
    return !this.#stopped && this.#rung >= this.rungs.length;
  }

  /** Begin at the top, now: at the start, when the network is back, or when the page is looked at again. */
  start() {
    if (this.#stopped) return;
    this.pause();
    this.#rung = this.#failures = this.#waits = 0;
    this.#connect();
  }

  /** Let go of every connection, until start(). */
  pause() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#climbTimer);
    this.#current?.();
    this.#probe?.();
    this.#current = this.#probe = null;
  }

  /** A poll succeeded or failed. @param {boolean} well */
  polled(well) {
    if (!this.polling) return;
    const back = well && this.#state === "offline";
    this.#tell(well ? "polling" : "offline", well ? "polling" : "");
    // The server is back: it is worth trying the better ways at once.
    if (back && !this.#probe) this.#climb(0);
  }

  /** Stop for good: the board is not there any more. */
  refused() {
    this.#stopped = true;
    this.pause();
    this.#tell("gone");
  }

  #connect() {
    this.#current?.();
    this.#current = this.#open(this.#rung);
  }

  /**
   * @param {number} rung
   * @returns {Close}
   */
  #open(rung) {
    const transport = this.rungs[rung];
    /** @type {Close} */
    const close = connection(transport, this.page.since(), {
      frame: (frame) => {
        this.#adopt(rung, close, transport.name);
        if (!this.page.frame(frame)) this.#connect();
      },
      ended: () => {
        if (close === this.#current) this.#failed();
        else this.#climb(rung + 1);
      },
      refused: () => this.refused(),
    });
    return close;
  }

  /**
   * A connection has said something: it is the one to show from now on.
   * @param {number} rung
   * @param {Close} close
   * @param {string} name
   */
  #adopt(rung, close, name) {
    if (close !== this.#current) {
      this.#current?.();
      this.#current = close;
      this.#probe = null;
    }
    clearTimeout(this.#retryTimer);
    this.#failures = this.#waits = 0;
    if (this.#rung !== rung || this.#state !== "live") {
      this.#rung = rung;
      this.#climbLater();
    }
    this.#tell("live", name);
  }

  #failed() {
    this.#current = null;
    this.#failures += 1;
    if (this.#failures >= TRIES) {
      this.#failures = 0;
      this.#rung += 1;
    }
    if (this.polling) {
      this.#climbLater();
      this.page.poll();
      return;
    }
    this.#tell("reconnecting");
    this.#retryTimer = setTimeout(() => this.#connect(), this.#wait());
  }

  #climbLater() {
    clearTimeout(this.#climbTimer);
    if (this.#rung > 0) this.#climbTimer = setTimeout(() => this.#climb(0), CLIMB_EVERY * (0.5 + Math.random()));
  }

  /**
   * Try the better rungs from the top; what works now goes on, and is left only for one that has spoken.
   * @param {number} rung
   */
  #climb(rung) {
    this.#probe = null;
    if (this.#stopped) return;
    if (rung < Math.min(this.#rung, this.rungs.length)) this.#probe = this.#open(rung);
    else this.#climbLater();
  }

  /** Full jitter: a hall that lost its server does not come back in one moment. */
  #wait() {
    this.#waits += 1;
    return Math.random() * Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** this.#waits);
  }

  /**
   * @param {State} state
   * @param {string} transport
   */
  #tell(state, transport = "") {
    this.#state = state;
    this.page.changed(state, transport);
  }
}

/**
 * Open a transport and watch it: one that says nothing for too long has ended, whatever it looks like.
 * @param {Transport} transport
 * @param {string | null} since
 * @param {import("./transports.js").Listener} listener
 * @returns {Close}
 */
function connection(transport, since, listener) {
  let timer = 0;
  const watch = (/** @type {number} */ patience) => {
    clearTimeout(timer);
    timer = setTimeout(() => end(listener.ended), patience);
  };
  const end = (/** @type {() => void} */ then) => {
    close();
    then();
  };
  watch(FIRST_FRAME);
  const closeTransport = transport.open(since, {
    frame: (frame) => {
      watch(SILENCE);
      listener.frame(frame);
    },
    ended: () => end(listener.ended),
    refused: () => end(listener.refused),
  });
  const close = () => {
    clearTimeout(timer);
    closeTransport();
  };
  return close;
}
