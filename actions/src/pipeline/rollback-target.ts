import { UserError } from '../errors.ts';
import type { Observation } from '../host-program/protocol.ts';
import type { Served } from '../ledger/events.ts';
import { nearest } from '../nearest.ts';

type Observed = Pick<Observation, 'requests' | 'previous' | 'releases'>;

/**
 * Where a rollback goes. `UserError` nothing-to-revert-to without a good release that is older than the live one,
 * unknown-release for a name that was never deployed there, usage for an empty request.
 */
export function rollbackTarget(
  environment: string,
  observation: Observed,
  { to, request }: { to?: string | undefined; request?: string | undefined },
): Served {
  const { requests, previous } = observation;
  if (request?.trim() === '') throw emptyRequest();
  // A repeated request goes where it went: what is older than the live release has changed since.
  const earlier = requests.find((carriedOut) => carriedOut.request === request);
  if (earlier !== undefined) return earlier.candidate;
  if (to !== undefined) return named(environment, observation, to);
  if (previous !== null) return previous;
  throw new UserError({
    code: 'nothing-to-revert-to',
    message: `Expected a good release in ${environment} that is older than the live one; there is none.`,
    remedy: 'Look at npm run status, and name one with --to if you know better.',
  });
}

/** A variable that is not set would make every later rollback a repetition of the first. */
function emptyRequest(): UserError {
  return new UserError({
    code: 'usage',
    message: 'Expected the request to have an id; it is empty.',
    remedy: 'Give --request an id that no other rollback has, or leave it out.',
  });
}

function named(environment: string, { releases }: Observed, to: string): Served {
  const found = releases.find(({ served }) => served.release.id === to);
  if (found !== undefined) return found.served;
  const ids = releases.map(({ served }) => served.release.id);
  throw new UserError({
    code: 'unknown-release',
    message: `Release ${to} was never deployed to ${environment}.`,
    remedy: ids.length === 0 ? 'Nothing was deployed there yet.' : `Nearest: ${nearest(to, ids).join(', ')}.`,
  });
}
