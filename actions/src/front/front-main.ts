import { renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemProcesses } from '../ports/processes.ts';
import { startFront } from './front.ts';

/** The front program: `front.mjs --port N --socket <path> --state <path>`. */
const { values } = parseArgs({
  options: { port: { type: 'string' }, socket: { type: 'string' }, state: { type: 'string' } },
});
const { port, socket, state } = values;
if (port === undefined || socket === undefined || state === undefined) throw new Error('a flag is missing');

const server = await startFront({
  host: '127.0.0.1',
  port: Number(port),
  currentSocket: socket,
  log: console.error,
});
writeFileSync(`${state}.draft`, JSON.stringify({ process: systemProcesses.self(), port: Number(port) }));
renameSync(`${state}.draft`, state);

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    server.close();
    server.closeIdleConnections();
    setTimeout(() => {
      server.closeAllConnections();
    }, 2000).unref();
  });
}
process.on('SIGHUP', () => undefined);
