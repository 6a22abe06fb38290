import autocannon from 'autocannon';
import { table } from '../actions/src/terminal/table.ts';
import { runBenchmark, type Given, type Report } from './benchmark.ts';
import { spreadCells, spreadOf } from './medians.ts';
import { withReadyServices, type ReadyServices } from './ready-services.ts';

/** As many as keep one worker busy without queueing for long. */
const CONNECTIONS = 10;
/** Compiling code still makes an answer dearer after 1.5 s. */
const WARM_UP_S = 3;

/**
 * What the app's middleware costs, seen at `/health/ready`: see the README. `--pairs N`: so many pairs of blocks (10),
 * `--seconds N`: of this length each (2).
 */
await runBenchmark({
  counts: ['pairs', 'seconds'],
  withinMinutes: 30,
  measure(given) {
    const pairs = given.count('pairs', { fallback: 10, most: 100 });
    const seconds = given.count('seconds', { fallback: 2, most: 30 });
    given.say('Starting a database, the app and a bare Express');
    return withReadyServices((services) => measure(services, { pairs, seconds }, given));
  },
});

interface Pair {
  /** Requests a second. */
  readonly app: number;
  readonly bare: number;
}

async function measure(
  services: ReadyServices,
  { pairs, seconds }: { pairs: number; seconds: number },
  { stopped, say }: Given,
): Promise<Report> {
  const measured: Pair[] = [];
  say('Warming up');
  await requestsPerSecond(services.bare, WARM_UP_S);
  await requestsPerSecond(services.app, WARM_UP_S);
  while (measured.length < pairs) {
    stopped.throwIfAborted();
    say(`Pair ${measured.length + 1} of ${pairs}`);
    measured.push(await measurePair(services, { seconds, appFirst: measured.length % 2 === 0 }));
  }
  return report(measured, seconds);
}

/** Every second pair the other way round (ABBA): a machine that grows slower or faster favours neither. */
async function measurePair(
  services: ReadyServices,
  { seconds, appFirst }: { seconds: number; appFirst: boolean },
): Promise<Pair> {
  if (appFirst) {
    const app = await requestsPerSecond(services.app, seconds);
    return { app, bare: await requestsPerSecond(services.bare, seconds) };
  }
  const bare = await requestsPerSecond(services.bare, seconds);
  return { app: await requestsPerSecond(services.app, seconds), bare };
}

async function requestsPerSecond(socketPath: string, duration: number): Promise<number> {
  const result = await autocannon({
    url: 'http://127.0.0.1/health/ready',
    socketPath,
    connections: CONNECTIONS,
    duration,
  });
  if (result.errors > 0 || result.non2xx > 0 || result['2xx'] === 0)
    throw new Error(`${result.errors} errors and ${result.non2xx} other answers than 200 of ${socketPath}`);
  return result['2xx'] / result.duration;
}

function report(pairs: readonly Pair[], seconds: number): Report {
  const app = spreadOf(pairs.map((pair) => pair.app));
  const bare = spreadOf(pairs.map((pair) => pair.bare));
  const ratio = spreadOf(pairs.map((pair) => pair.app / pair.bare));
  const text = table(
    [`/health/ready, ${pairs.length} pairs of ${seconds} s`, 'median', 'least', 'most'],
    [
      ['the app, one worker', ...spreadCells(app, perSecond)],
      ['bare Express', ...spreadCells(bare, perSecond)],
      ['app ÷ bare, pair by pair', ...spreadCells(ratio, (value) => value.toFixed(3))],
    ],
  );
  return { json: { pairs: pairs.length, seconds, app, bare, ratio }, text, problems: [] };
}

function perSecond(value: number): string {
  return `${Math.round(value)}/s`;
}
