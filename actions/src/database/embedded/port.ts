import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** How many ports from the wanted one on are tried before any free one is taken. */
const RANGE = 100;

/** The port used before if it is free, else the first free one from `wanted` on, else any. */
export async function choosePort(choice: {
  before: number | undefined;
  wanted: number | undefined;
}): Promise<number> {
  if (choice.before !== undefined && (await freePort(choice.before)) !== undefined) return choice.before;
  for (let offset = 0; choice.wanted !== undefined && offset < RANGE; offset += 1) {
    const port = await freePort(choice.wanted + offset);
    if (port !== undefined) return port;
  }
  return (await freePort(0)) ?? 0;
}

/** Listens for a moment, as PostgreSQL can't be told to choose: `undefined` when the port is taken. */
async function freePort(port: number): Promise<number | undefined> {
  const server = createServer();
  try {
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return undefined;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
