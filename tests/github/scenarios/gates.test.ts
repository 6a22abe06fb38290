import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  ALL_ADVISORIES,
  type KnownAdvisory,
} from '../../../actions/src/prove/dependency-audit/advisories.ts';
import {
  knowing,
  startRegistry,
  type Registry,
} from '../../../actions/src/prove/dependency-audit/registry.ts';
import type { Run } from '../runner/run.ts';
import { failsFor, neverStarts, sound, testsFail, typesAreGuessed, untested } from './defects.ts';
import { ownServer, type OwnServer } from './own-server.ts';
import { missingIn, pageOf } from './page.ts';
import type { Changes } from './shop.ts';
import { endOf, openTeam, type Team } from './team.ts';

jest.setTimeout(400_000);

const ENVIRONMENTS = ['development', 'staging', 'production'];
const OF_THE_ARTIFACT = ['build', 'tests', 'coverage', 'audit'];
const CHECKLIST = {
  groups: [
    {
      name: 'Before production',
      items: [
        { id: 'tests', text: 'All tests pass', evidence: ['tests'] },
        { id: 'headers', text: 'Security headers are configured', probe: 'security-headers' },
      ],
    },
  ],
};
const EXPRESS: KnownAdvisory = {
  id: 'GHSA-2222-2222-2222',
  package: 'express',
  severity: 'high',
  cwes: ['CWE-1321'],
  ranges: ['>=5.0.0'],
};

/** One server for all of it: every gate finds the environments as the first commit left them. */
let server: OwnServer;
let team: Team;
let registry: Registry;
/** A registry that knows of a weakness in what the application is run with. */
let wary: Registry;

beforeAll(async () => {
  server = await ownServer();
  registry = await startRegistry();
  wary = await startRegistry(knowing([...ALL_ADVISORIES, EXPRESS]));
  team = await openTeam({
    home: server.home,
    gates: {
      development: OF_THE_ARTIFACT,
      staging: [...OF_THE_ARTIFACT, 'config'],
      production: [...OF_THE_ARTIFACT, 'config', 'rehearsal', 'checklist'],
    },
    production: { approval: false },
    more: {
      gates: {
        audit: { level: 'moderate' },
        coverage: { perFile: { lines: 80 }, source: ['src/greeting.ts'] },
        checklist: CHECKLIST,
      },
    },
  });
});

afterAll(async () => {
  await team.close();
  await registry.close();
  await wary.close();
  await server.remove();
});

const GREETING = `export function greeting(): string {\n  return 'hello';\n}\n`;

/** Which releases were ever begun to be brought to each. */
function begun(): Record<string, readonly string[]> {
  return Object.fromEntries(
    ENVIRONMENTS.map((name) => [name, team.record(name).map(({ release }) => release)]),
  );
}

async function pushed(message: string, changes: Changes): Promise<Run> {
  return (await team.push(message, changes)).settled();
}

function endsOf(run: Run): Record<string, unknown> {
  const jobs = run.jobs.filter(({ id }) => /^(?:gates|ci-ok|.*deploy)$/.test(id));
  return {
    run: run.conclusion,
    ...Object.fromEntries(jobs.map(({ name, conclusion }) => [name, conclusion])),
  };
}

describe('what a commit is and every gate passes', () => {
  it('comes to every environment', async () => {
    const run = await pushed('Open', { ...sound(1), '.npmrc': `registry=${registry.url}\n` });
    expect(endOf(run)).toBe('success');
    expect(Object.values(begun()).map((releases) => releases.length)).toEqual([1, 1, 1]);
  });
});

describe('a gate of the artifact that is red', () => {
  let run: Run;
  let broken: Run;
  let before: ReturnType<typeof begun>;

  // Neither of the two comes to an environment, so that they may be under way together.
  beforeAll(async () => {
    before = begun();
    run = await team.push('Break start and coverage, and use a weak package', {
      ...neverStarts,
      ...untested,
      '.npmrc': `registry=${wary.url}\n`,
    });
    broken = await team.push('Break a test', {
      ...sound(2),
      ...testsFail,
      'app/src/greeting.ts': GREETING,
      '.npmrc': `registry=${registry.url}\n`,
    });
    await Promise.all([run.settled(), broken.settled()]);
  });

  it.each([
    ['build', 'Gate: build', ['build | fail', 'start-failed', 'app/src/server.ts', 'package it anew']],
    ['coverage', 'Gate: tests coverage', ['coverage | fail', 'coverage-low', 'src/greeting.ts', 'Test what']],
    ['audit', 'Gate: audit', ['audit | fail', 'vulnerable', 'package-lock.json:', 'do without']],
  ])('says so by itself: %s', (_gate, job, told) => {
    expect(run.job(job).conclusion).toBe('failure');
    expect(missingIn(pageOf(run.job(job)), told)).toEqual([]);
  });

  it('is enough when it is the only one', () => {
    expect(endsOf(broken)).toEqual({
      run: 'failure',
      'Gate: build': 'success',
      'Gate: tests coverage': 'failure',
      'Gate: audit': 'success',
      'ci-ok': 'failure',
    });
    const page = pageOf(broken.job('Gate: tests coverage'));
    expect(
      missingIn(page, ['tests | fail', 'tests-failed', 'app/src/greeting.test.ts', 'Run it by']),
    ).toEqual([]);
  });

  it('keeps the commit out of every environment, and ci-ok names the job', () => {
    expect(begun()).toEqual(before);
    for (const each of [run, broken]) {
      const nexts = ['development', 'staging', 'plan', 'production'].map((id) => each.job(id).conclusion);
      expect(nexts).toEqual(Array.from({ length: 4 }, () => 'skipped'));
      expect(each.job('ci-ok').conclusion).toBe('failure');
      expect(missingIn(pageOf(each.job('ci-ok')), ['gates | failure', 'job-failed', 'See its log'])).toEqual(
        [],
      );
    }
  });
});

describe('a gate of one environment that is red', () => {
  it.each([
    {
      gate: 'config',
      at: 'staging',
      changes: async (): Promise<Changes> => {
        const policy = await team.shop.git('show', 'HEAD:.github/tidegate.yml');
        return {
          ...sound(3),
          'app/src/greeting.test.ts': await team.shop.git('show', 'HEAD~2:app/src/greeting.test.ts'),
          '.github/tidegate.yml': policy.replace(/(name: staging[^]*?REQUESTS: )\S+/, '$1"many"'),
        };
      },
      told: ['configuration-invalid', 'RATE_LIMIT_MAX_REQUESTS', 'The gate config says fail'],
    },
    {
      gate: 'rehearsal',
      at: 'production',
      changes: async (): Promise<Changes> => ({
        ...failsFor("request.method === 'POST'"),
        '.github/tidegate.yml': await team.shop.git('show', 'HEAD~1:.github/tidegate.yml'),
      }),
      told: ['rehearsal-failed', 'POST /api/feedback', 'The gate rehearsal says fail', 'ship it anew'],
    },
    {
      gate: 'checklist',
      at: 'production',
      changes: (): Promise<Changes> => Promise.resolve(typesAreGuessed),
      told: ['probe-failed', 'headers', 'X-Content-Type-Options', 'The gate checklist says'],
    },
  ])('keeps a commit out of it and of all behind it: $gate', async ({ gate, at, changes, told }) => {
    const before = begun();
    const run = await pushed(`Break what ${gate} looks at`, await changes());
    expect(run.job(`${at}.deploy`).conclusion).toBe('failure');
    const reached = ENVIRONMENTS.slice(0, ENVIRONMENTS.indexOf(at));
    for (const [name, releases] of Object.entries(begun()))
      expect([name, releases.length - (before[name]?.length ?? 0)]).toEqual([
        name,
        reached.includes(name) ? 1 : 0,
      ]);
    expect(missingIn(pageOf(run.job(`${at}.deploy`)), told)).toEqual([]);
    expect([run.conclusion, run.job('ci-ok').conclusion]).toEqual(['failure', 'failure']);
    expect(pageOf(run.job('ci-ok'))).toContain(`${at} | failure`);
  });
});

it('asked nothing of GitHub that GitHub has not', () => {
  expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
});
