import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';

/** `actions/dist` as seen from this file, from a bundle's chunk, and from a bundle itself. */
const PLACES = ['../../dist/', '../', './'].map((place) => fileURLToPath(new URL(place, import.meta.url)));

/** The programs that run on a host, of this checkout. `UserError` program-missing. */
export function bundledPrograms(): {
  readonly host: string;
  readonly keeper: string;
  readonly front: string;
} {
  const dist = PLACES.find((place) => existsSync(join(place, 'host.mjs')));
  if (dist === undefined) throw neverBuilt();
  return { host: join(dist, 'host.mjs'), keeper: join(dist, 'keeper.mjs'), front: join(dist, 'front.mjs') };
}

function neverBuilt(): UserError {
  return new UserError({
    code: 'program-missing',
    message: `Expected the host program at ${String(PLACES[0])}; it was never built.`,
    remedy: 'Run `npm run prepare`.',
  });
}
