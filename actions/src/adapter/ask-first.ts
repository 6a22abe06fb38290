import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Answers } from './answers.ts';
import type { Drain } from './drain.ts';
import type { Traffic } from './traffic.ts';

/**
 * Sees each connection and request before the service’s own handlers, whenever they were added. What the host asks for is
 * answered here and never reaches them.
 */
export function askFirst(
  server: Server,
  { answers, draining, traffic }: { answers: Answers; draining: Drain; traffic: Traffic },
): void {
  const emit = server.emit.bind(server) as (event: string, ...given: unknown[]) => boolean;

  function emitAfterUs(event: string, ...given: unknown[]): boolean {
    const [first, second] = given;
    if (event === 'connection') {
      draining.seeConnection(first as Duplex);
      comeFromLoopback(first as Duplex);
    }
    if (event === 'upgrade') draining.seeUpgrade(second as Duplex);
    if (event !== 'request' && event !== 'checkContinue') return emit(event, ...given);
    const [request, response] = [first as IncomingMessage, second as ServerResponse];
    draining.seeRequest(request, response);
    if (answers.answer(request, response)) return true;
    traffic.time(request, response);
    return emit(event, ...given);
  }

  server.emit = emitAfterUs as Server['emit'];
  // Its listeners come last: whoever closes the server waits for the drain’s own closing too.
  draining.attach(server);
}

/** A unix socket has no address. The service is behind a front on this machine, and sees what it would see over TCP. */
function comeFromLoopback(socket: Duplex): void {
  if (Reflect.get(socket, 'remoteAddress') !== undefined) return;
  const address = { remoteAddress: '127.0.0.1', remoteFamily: 'IPv4', remotePort: 0 };
  for (const [name, value] of Object.entries(address))
    Object.defineProperty(socket, name, { value, configurable: true });
}
