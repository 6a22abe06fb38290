import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configurationHash } from '../../../configuration/environment-file.ts';
import type { Plant } from '../../plant.ts';
import { goodValues, plant, type Case } from './workbench.ts';

/** A process that runs beside what was looked at. */
export const RUNNING_PLANTS: readonly Plant[] = [
  plant('nothing, with the process that runs with it', ['pass', 'passed'], async () => {
    const values = goodValues();
    return { values, ...(await running({ configHash: configurationHash(values) })) };
  }),
  plant(
    'a process that runs with another configuration than the one looked at',
    ['fail', 'running-differs', 'E6'],
    () => running({ configHash: configurationHash(goodValues()) }),
  ),
  plant('a process that nobody gave a configuration hash', ['unproven', 'running-unproven'], () =>
    running({ configHash: null }),
  ),
  plant('a process that does not run', ['unproven', 'running-unproven'], async () => {
    const { close, ...gone } = await running({});
    await close?.();
    return gone;
  }),
  plant('an address that answers with a page', ['unproven', 'running-unproven'], () =>
    running('<html></html>'),
  ),
];

export async function running(health: unknown): Promise<Case> {
  const text = typeof health === 'string' ? health : JSON.stringify(health);
  const server = createServer((_request, response) => response.end(text)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    inputs: { url: `http://127.0.0.1:${port}/health` },
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
