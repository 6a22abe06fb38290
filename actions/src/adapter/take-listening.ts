import { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { Server as AnyServer } from 'node:net';

interface Wish {
  readonly socketPath: string;
  readonly port: number | undefined;
  /** Told of the server that is the service, before it listens. */
  readonly taken: (server: Server) => void;
}

type Listen = (this: AnyServer, ...given: unknown[]) => AnyServer;

/**
 * The first HTTP server that listens (or the one that asks for `port`) gets the release’s socket. Any other gets a free
 * port of the loopback interface: two releases run side by side, and can’t both have the one it asks for.
 */
export function takeListening({ socketPath, port, taken }: Wish): void {
  const listen = Reflect.get(AnyServer.prototype, 'listen') as Listen;
  let service: AnyServer | undefined;

  function listenFor(server: AnyServer, given: readonly unknown[]): AnyServer {
    const whenListening = given.filter((each) => typeof each === 'function');
    const asked = askedPort(given);
    if (service === undefined && isPlain(server) && (port === undefined || asked === port)) {
      service = server;
      taken(server);
    }
    if (server === service) return listen.call(server, { path: socketPath }, ...whenListening);
    if (asked === undefined) return listen.call(server, ...given);
    server.once('listening', () => {
      console.error(`Another server asked for port ${asked}: it listens on`, server.address());
    });
    return listen.call(server, { host: '127.0.0.1', port: 0 }, ...whenListening);
  }

  function listenElsewhere(this: AnyServer, ...given: unknown[]): AnyServer {
    return listenFor(this, given);
  }

  for (const { prototype } of [Server, TlsServer])
    Object.defineProperty(prototype, 'listen', {
      value: listenElsewhere,
      configurable: true,
      writable: true,
    });
}

/** Behind the front nothing is encrypted: a server that asks for TLS is never the service. */
function isPlain(server: AnyServer): server is Server {
  return server instanceof Server && !(server instanceof TlsServer);
}

/** `listen(port)`, `listen({ port })`, `listen()`; `undefined` for a path, a handle or a descriptor. */
function askedPort([first]: readonly unknown[]): number | undefined {
  if (typeof first === 'number') return first;
  if (typeof first === 'string') return /^\d+$/.test(first) ? Number(first) : undefined;
  return typeof first === 'object' && first !== null ? portIn(first) : 0;
}

function portIn(options: object): number | undefined {
  if ('path' in options || 'fd' in options || '_handle' in options) return undefined;
  return 'port' in options ? Number(options.port ?? 0) : 0;
}
