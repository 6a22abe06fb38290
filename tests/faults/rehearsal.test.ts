import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import { expectServing, remediesOf } from '../support/serves.ts';
import { StrictClient } from '../support/strict-client.ts';
import {
  CHECKOUT,
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Defect,
  type Outcome,
  type Workbench,
} from '../support/workbench.ts';

/** Before a release comes to prod, the way back to what serves there is tried out in stag, with the same two artifacts. */

let bench: Workbench;
let first: PackagedArtifact;
let second: PackagedArtifact;

beforeAll(async () => {
  const environments = [
    environmentNamed('stag', { watch: QUICK_WATCH, configuration: await limitedAsStaging() }),
    environmentNamed('prod', {
      watch: QUICK_WATCH,
      ...ONE_WORKER,
      gates: ['config', 'rehearsal'],
    }),
  ];
  bench = await openWorkbench(policyWith(environments, { drain: '200ms', rehearseFor: '700ms' }));
  first = await bench.build({ defect: 'slow-route', ms: 300 });
  second = await bench.build({ defect: 'slow-route', ms: 300, nonce: 2 });
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

/** With the rate limit that the repository’s own policy gives to staging: traffic has to get through. */
async function limitedAsStaging(): Promise<Record<string, string>> {
  const text = await readFile(join(CHECKOUT, '.github/tidegate.yml'), 'utf8');
  const { environments } = parse(text) as {
    environments: { name: string; configuration: Record<string, string> }[];
  };
  const configuration = environments.find(({ name }) => name === 'staging')?.configuration ?? {};
  const limits = Object.entries(configuration).filter(([name]) => name.startsWith('RATE_LIMIT_'));
  return { ...ONE_WORKER.configuration, ...Object.fromEntries(limits) };
}

function deploy(environment: string, { digest }: PackagedArtifact): Promise<Outcome> {
  return bench.run(['deploy', environment, '--artifact', digest]);
}

interface Part {
  readonly release: string;
  readonly reads: { readonly asked: number; readonly failed: number };
  readonly writes: { readonly asked: number; readonly failed: number };
}

interface Evidence {
  readonly predicate: {
    readonly verdict: string;
    readonly replaces: string | null;
    readonly facts: { asked?: number; failed?: number; parts?: readonly Part[] };
  };
}

async function evidenceOf({ digest }: PackagedArtifact): Promise<Evidence['predicate']> {
  const text = await readFile(join(bench.home, 'evidence', digest, 'rehearsal@prod.json'), 'utf8');
  return (JSON.parse(text) as Evidence).predicate;
}

/** How many rows the environment’s database has of users’ feedback, asked of its live release. */
async function storedIn(environment: 'stag' | 'prod'): Promise<number> {
  const port = bench.portBase + ['stag', 'prod'].indexOf(environment);
  const answer = await fetch(`http://127.0.0.1:${port}/api/feedback/summary`);
  return ((await answer.json()) as { count: number }).count;
}

describe('a promotion', () => {
  it('of the first release has nothing to rehearse, and says so', async () => {
    for (const environment of ['stag', 'prod']) expect((await deploy(environment, first)).exitCode).toBe(0);
    expect(await evidenceOf(first)).toMatchObject({ verdict: 'pass', replaces: null, facts: {} });
    // What may store something is no smoke probe: two whole deployments left nothing.
    expect([await storedIn('stag'), await storedIn('prod')]).toEqual([0, 0]);
  }, 60_000);

  it('of the next one is rehearsed with just this pair, and nobody’s request fails', async () => {
    expect((await deploy('stag', second)).exitCode).toBe(0);
    const clients = [0, 1].map((index) => new StrictClient(`http://127.0.0.1:${bench.portBase + index}`));
    const promoted = await deploy('prod', second);
    const traffic = await Promise.all(clients.map((client) => client.stop()));
    expect(promoted).toMatchObject({ exitCode: 0, json: { outcome: 'deployed', release: second.release } });
    expect(traffic.flatMap(({ failures }) => failures)).toEqual([]);
    const { verdict, replaces, facts } = await evidenceOf(second);
    expect({ verdict, replaces, failed: facts.failed }).toEqual({
      verdict: 'pass',
      replaces: first.digest,
      failed: 0,
    });
    expect(facts.asked).toBeGreaterThan(50);
    const [forward, back, again] = facts.parts ?? [];
    expect([forward, back, again].map((part) => part?.release)).toEqual(
      [second, first, second].map(({ release }) => release.id),
    );
    for (const part of [forward, back, again]) {
      for (const count of [part?.reads, part?.writes]) {
        expect(count?.failed).toBe(0);
        expect(count?.asked).toBeGreaterThan(0);
      }
    }
    for (const environment of ['stag', 'prod']) await expectServing(bench, environment, second);
    const { json } = await bench.run(['ledger', 'stag']);
    expect(JSON.stringify(json['entries'])).toContain('revert-rehearsed');
  }, 60_000);

  it('to which there would be no way back is refused, and stag goes on with its release', async () => {
    const lonely = await bench.build({ defect: 'fails-when-gone-back-to', nonce: 3 });
    for (const environment of ['stag', 'prod']) expect((await deploy(environment, lonely)).exitCode).toBe(0);
    expect((await deploy('stag', first)).exitCode).toBe(0);
    for (let time = 0; time < 2; time += 1) {
      const refused = await deploy('prod', first);
      expect(refused).toMatchObject({
        exitCode: 3,
        json: { outcome: 'refused', reasonCode: 'rehearsal-failed' },
      });
      expect(remediesOf(refused)).not.toEqual([]);
      expect(refused.json['release']).toEqual(lonely.release);
    }
    expect(await evidenceOf(first)).toMatchObject({ verdict: 'fail', replaces: lonely.digest });
    await expectServing(bench, 'stag', first);
    await expectServing(bench, 'prod', lonely);
    // Nothing rehearses a rollback: it is what a person asks for.
    expect((await bench.run(['rollback', 'prod'])).json).toMatchObject({ release: second.release });
  }, 120_000);

  it('is unproven where what was rehearsed no longer serves in the environment before', async () => {
    const third = await bench.build({ defect: 'slow-route', ms: 300, nonce: 4 });
    expect((await deploy('stag', third)).exitCode).toBe(0);
    expect((await deploy('stag', second)).exitCode).toBe(0);
    const early = await deploy('prod', third);
    expect(early).toMatchObject({ exitCode: 6, json: { reasonCode: 'rehearsal-impossible' } });
  }, 60_000);

  it('whose rehearsal is killed leaves stag with its release after the next command of any kind', async () => {
    const fourth = await bench.build({ defect: 'slow-route', ms: 300, nonce: 5 });
    expect((await deploy('stag', fourth)).exitCode).toBe(0);
    const promoting = deploy('prod', fourth);
    let host = 0;
    await waitUntil(async () => {
      const text = await readFile(join(bench.home, 'hosts/stag/lock'), 'utf8').catch(() => '{}');
      const { pid, purpose = '' } = JSON.parse(text) as { pid?: number; purpose?: string };
      if (purpose.startsWith('rehearse')) host = pid ?? 0;
      return host > 0;
    }, 'the rehearsal begins');
    process.kill(host, 'SIGKILL');
    expect((await promoting).exitCode).not.toBe(0);
    expect((await bench.run(['resume'])).exitCode).toBe(0);
    await expectServing(bench, 'stag', fourth);
    expect(await deploy('prod', fourth)).toMatchObject({ exitCode: 0, json: { outcome: 'deployed' } });
  }, 120_000);

  it.each<[string, { serves: Defect; comes: Defect; message: RegExp }]>([
    [
      'whose writes the release before can’t read',
      {
        serves: { defect: 'cannot-read-format', format: 11 },
        comes: { defect: 'writes-format', format: 11 },
        message: /summary: expected 200, found 500/,
      },
    ],
    [
      'that can’t read what the release before writes',
      {
        serves: { defect: 'writes-format', format: 12, onlyWhenGoneBackTo: true },
        comes: { defect: 'cannot-read-format', format: 12 },
        message: /summary: expected 200, found 500/,
      },
    ],
    [
      'that takes no write',
      {
        serves: { defect: 'slow-route', ms: 300, nonce: 6 },
        comes: { defect: 'refuses-writes' },
        message: /POST \/api\/feedback: expected 201, found 503/,
      },
    ],
    [
      'where the release before takes no write',
      {
        serves: { defect: 'refuses-writes', onlyWhenGoneBackTo: true },
        comes: { defect: 'slow-route', ms: 300, nonce: 7 },
        message: /POST \/api\/feedback: expected 201, found 503/,
      },
    ],
  ])(
    '%s is refused',
    async (_what, { serves, comes, message }) => {
      const [before, next] = [await bench.build(serves), await bench.build(comes)];
      // Each of the two is sound by itself.
      for (const environment of ['stag', 'prod'])
        expect((await deploy(environment, before)).exitCode).toBe(0);
      expect((await deploy('stag', next)).exitCode).toBe(0);
      const stored = await storedIn('prod');
      const refused = await deploy('prod', next);
      expect(refused).toMatchObject({ exitCode: 3, json: { reasonCode: 'rehearsal-failed' } });
      const { verdict, facts } = await evidenceOf(next);
      expect({ verdict, parts: facts.parts?.length }).toEqual({ verdict: 'fail', parts: 3 });
      expect(refused.text).toMatch(message);
      // What a rehearsal writes it writes in the environment before.
      expect(await storedIn('prod')).toBe(stored);
      await expectServing(bench, 'stag', next);
      await expectServing(bench, 'prod', before);
      expect((await bench.run(['rollback', 'prod'])).exitCode).toBe(0);
    },
    180_000,
  );
});
