import { basename, dirname } from 'node:path';
import { Keeper } from './keeper.ts';

/** The keeper program: `keeper.mjs <run>/<name>`. */
const place = process.argv[2];
if (place === undefined) throw new Error('expected the path of an order, without .order.json');
const keeper = new Keeper(dirname(place), basename(place));
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    keeper.stop();
  });
// A closed terminal is no reason to stop serving.
process.on('SIGHUP', () => undefined);
await keeper.keep();
