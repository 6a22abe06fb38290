import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import { expectServing, remediesOf } from '../support/serves.ts';
import { StrictClient } from '../support/strict-client.ts';
import {
  environmentNamed,
  openWorkbench,
  policyWith,
  QUICK_WATCH,
  type Outcome,
  type Workbench,
} from '../support/workbench.ts';

/** Before a release comes to prod, the way back to what serves there is tried out in stag, with the same two artifacts. */

let bench: Workbench;
let first: PackagedArtifact;
let second: PackagedArtifact;

beforeAll(async () => {
  const environments = [
    environmentNamed('stag', { watch: QUICK_WATCH }),
    environmentNamed('prod', { watch: QUICK_WATCH, gates: ['config', 'rehearsal'] }),
  ];
  bench = await openWorkbench(policyWith(environments, { drain: '200ms', rehearseFor: '700ms' }));
  first = await bench.build({ defect: 'slow-route', ms: 300 });
  second = await bench.build({ defect: 'slow-route', ms: 300, nonce: 2 });
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

function deploy(environment: string, { digest }: PackagedArtifact): Promise<Outcome> {
  return bench.run(['deploy', environment, '--artifact', digest]);
}

interface Evidence {
  readonly predicate: {
    readonly verdict: string;
    readonly replaces: string | null;
    readonly facts: { asked?: number; failed?: number };
  };
}

async function evidenceOf({ digest }: PackagedArtifact): Promise<Evidence['predicate']> {
  const text = await readFile(join(bench.home, 'evidence', digest, 'rehearsal@prod.json'), 'utf8');
  return (JSON.parse(text) as Evidence).predicate;
}

describe('a promotion', () => {
  it('of the first release has nothing to rehearse, and says so', async () => {
    for (const environment of ['stag', 'prod']) expect((await deploy(environment, first)).exitCode).toBe(0);
    expect(await evidenceOf(first)).toMatchObject({ verdict: 'pass', replaces: null, facts: {} });
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
});
