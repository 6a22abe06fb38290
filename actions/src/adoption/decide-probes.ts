import type { ApplicationPolicy } from '../policy/schema.ts';
import type { Trial } from './trial.ts';

type Smoke = ApplicationPolicy['smoke'][number];

export interface Probes {
  readonly smoke: readonly Smoke[];
  readonly health: string | undefined;
}

/** What services call their health, the likeliest first. */
const HEALTH = [
  '/health',
  '/healthz',
  '/api/health',
  '/health/live',
  '/livez',
  '/readyz',
  '/ready',
  '/_health',
  '/status',
  '/ping',
  '/up',
];
/** Asked several times a second, in production too: nothing that changes, ends or costs something. */
const NOT_PROBED =
  /log-?(?:in|out)|sign-?(?:in|out|up)|auth|callback|delete|remove|reset|clear|stop|exit|kill|shutdown|restart|crash|error|slow|debug|test|webhook|hook|cron|export|download|upload|metrics/i;
const MOST_ROUTES = 3;
const QUICK_MS = 300;

/** What a trial asks for. */
export function pathsToTry(routes: readonly string[]): string[] {
  const fit = routes.filter((path) => !NOT_PROBED.test(path)).slice(0, 20);
  return [...new Set(['/', ...HEALTH, ...fit])];
}

/** By what the service answered; where it could not be tried, by what its sources say. */
export function decideProbes(trial: Trial, routes: readonly string[]): Probes {
  if (trial.kind !== 'answers') {
    const health = HEALTH.find((path) => routes.includes(path));
    return { health, smoke: [{ path: health ?? '/', method: 'GET', status: 200 }] };
  }
  const { answers, catchesAll } = trial;
  function isWell(path: string): boolean {
    const answer = answers.get(path);
    return answer !== undefined && answer.status < 400 && answer.milliseconds < QUICK_MS;
  }
  // A service that answers whatever it is asked has no health route that could be told from the rest.
  const health = catchesAll ? undefined : HEALTH.find(isWell);
  const others = routes.filter(
    (path) => !NOT_PROBED.test(path) && !HEALTH.includes(path) && path !== '/' && isWell(path),
  );
  const paths = [
    ...(isWell('/') ? ['/'] : []),
    ...(health === undefined ? [] : [health]),
    ...others.slice(0, MOST_ROUTES),
  ];
  const asked = paths.length === 0 ? ['/'] : paths;
  return {
    health,
    smoke: asked.map((path) => ({ path, method: 'GET', status: answers.get(path)?.status ?? 200 })),
  };
}
