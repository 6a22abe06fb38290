import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** How the service’s server leaves service. */
export interface Drain {
  attach(server: Server): void;
  seeConnection(socket: Duplex): void;
  seeRequest(request: IncomingMessage, response: ServerResponse): void;
  seeUpgrade(socket: Duplex): void;
  /** Begins once; `whenDone` is called when no request is left. */
  begin(whenDone: () => void): void;
  isUnderWay(): boolean;
}

/** A connection may have been taken just before the close, its first request still on the way. */
const FIRST_REQUEST_WITHIN_MS = 200;

/**
 * A client on a kept-alive connection may be sending its next request at the moment that the server closes it, and then sees a
 * failure. So every answer says `Connection: close` for a while first, and clients go by themselves. What was
 * upgraded (WebSockets) has no answer to say so in, and is closed at the end of it.
 */
export function createDrain(lastsMs: number): Drain {
  const unanswered = new Set<ServerResponse>();
  const silent = new Set<Duplex>();
  const upgraded = new Set<Duplex>();
  let server: Server | undefined;
  let isUnderWay = false;

  function remember(socket: Duplex, set: Set<Duplex>): void {
    set.add(socket);
    socket.once('close', () => set.delete(socket));
  }

  function close(whenDone: () => void): void {
    for (const socket of upgraded) socket.destroy();
    // The service may have closed it already, by a timer or a route of its own.
    if (server?.listening === true) server.close(whenDone);
    else whenDone();
    // Node waits for a connection that never asked anything as if a request were under way on it.
    setTimeout(() => {
      for (const socket of silent) socket.destroy();
    }, FIRST_REQUEST_WITHIN_MS);
  }

  return {
    attach(to) {
      server = to;
    },
    seeConnection(socket) {
      remember(socket, silent);
    },
    seeRequest({ socket }, response) {
      silent.delete(socket);
      unanswered.add(response);
      response.once('close', () => unanswered.delete(response));
      if (isUnderWay) sendClientAway(response);
    },
    seeUpgrade(socket) {
      silent.delete(socket);
      remember(socket, upgraded);
    },
    begin(whenDone) {
      if (isUnderWay) return;
      isUnderWay = true;
      for (const response of unanswered) sendClientAway(response);
      setTimeout(close, lastsMs, whenDone);
    },
    isUnderWay: () => isUnderWay,
  };
}

function sendClientAway(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
