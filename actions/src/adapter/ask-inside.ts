import { request as ask, type Server } from 'node:http';
import { duplexPair } from 'node:stream';

/** Connections that are nobody’s traffic. */
const inside = new WeakSet<object>();

export function isInside(socket: object): boolean {
  return inside.has(socket);
}

/**
 * The status that this very process answers with: over a connection of its own, since the socket’s next one may go to another
 * worker (nodejs.org/api/http.html#event-connection: any duplex stream will do).
 */
export function askInside(
  server: Server,
  { path, withinMs }: { path: string; withinMs: number },
): Promise<number> {
  const [ours, theirs] = duplexPair();
  inside.add(theirs);
  return new Promise<number>((resolve, reject) => {
    const request = ask({
      path,
      headers: { host: 'localhost', connection: 'close' },
      createConnection: () => ours,
      signal: AbortSignal.timeout(withinMs),
    });
    request.once('response', (response) => {
      response.resume();
      response.once('error', () => undefined);
      resolve(response.statusCode ?? 0);
    });
    request.once('error', reject);
    request.end();
    (server.emit as (event: string, socket: object) => boolean).call(server, 'connection', theirs);
  }).finally(() => {
    ours.destroy();
    theirs.destroy();
  });
}
