import { UserError } from '../errors.ts';
import { environmentState } from '../ledger/state.ts';
import { nearest } from '../nearest.ts';
import type { Release } from '../release/release.ts';
import { inEnvironment } from './environment.ts';
import type { DeploymentPorts } from './ports.ts';
import { leaveRehearsal } from './repair.ts';
import type { Limits } from './request.ts';

/**
 * Takes a release's bad mark away, so that it may be deployed again, and writes down why. Fails with `unknown-release` or
 * `not-bad`.
 */
export async function clearMark(
  ports: DeploymentPorts,
  limits: Limits,
  { release: id, reason }: { release: string; reason: string },
): Promise<Release> {
  return inEnvironment(ports, { purpose: `clear ${id}`, limits }, async ({ lock, journal }) => {
    const { releases, live } = environmentState(journal.entries);
    await leaveRehearsal({ ports, lock }, limits, live);
    const known = releases.find(({ served }) => served.release.id === id);
    if (known === undefined)
      throw unknown(
        id,
        releases.map(({ served }) => served.release.id),
      );
    if (known.mark !== 'bad') throw notBad(id, known.mark);
    await journal.append({ type: 'mark-cleared', digest: known.served.release.digest, reason });
    return known.served.release;
  });
}

function unknown(id: string, ids: readonly string[]): UserError {
  return new UserError({
    code: 'unknown-release',
    message: `Release ${id} was never deployed here.`,
    remedy: ids.length === 0 ? 'Nothing was deployed here yet.' : `Nearest: ${nearest(id, ids).join(', ')}.`,
  });
}

function notBad(id: string, mark: string | undefined): UserError {
  return new UserError({
    code: 'not-bad',
    message: `Expected ${id} to be marked bad; it is ${mark ?? 'not marked'}.`,
    remedy: 'Nothing is in its way: deploy it.',
  });
}
