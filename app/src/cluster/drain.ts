import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How a server leaves service. */
export interface Drain {
  /** Begins once; further calls do nothing. */
  begin(): void;
  isUnderWay(): boolean;
}

export interface DrainFacts {
  readonly server: Server;
  /** Served on for this long, with `Connection: close`, before the server closes. */
  readonly lastsMs: number;
  /** Called when no request is left. */
  readonly whenClosed: () => void;
}

/** A connection may have been taken just before the close, its first request still on the way. */
const FIRST_REQUEST_WITHIN_MS = 200;

/**
 * A client on a kept-alive connection may be sending its next request at the moment that the server closes it, and
 * then sees a failure. So every answer says `Connection: close` for a while first, and clients go by themselves.
 * Call it before anything else listens to the server's requests.
 */
export function createDrain({ server, lastsMs, whenClosed }: DrainFacts): Drain {
  const unanswered = new Set<ServerResponse>();
  const silent = new Set<Socket>();
  let isUnderWay = false;
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    silent.delete(socket);
    unanswered.add(response);
    response.once('close', () => unanswered.delete(response));
    if (isUnderWay) sendClientAway(response);
  });
  return {
    isUnderWay: () => isUnderWay,
    begin() {
      if (isUnderWay) return;
      isUnderWay = true;
      unanswered.forEach(sendClientAway);
      setTimeout(() => {
        server.close(whenClosed);
        // Node waits for a connection that never asked anything as if a request were under way on it.
        setTimeout(() => {
          silent.forEach((socket) => socket.destroy());
        }, FIRST_REQUEST_WITHIN_MS);
      }, lastsMs);
    },
  };
}

function sendClientAway(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
