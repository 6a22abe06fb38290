import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import type { PackagedArtifact } from '../../../actions/src/artifact/package.ts';
import { makeStatement } from '../../../actions/src/evidence/statement.ts';
import { environmentNamed } from './bench-policy.ts';
import { benches, type Bench } from './bench.ts';
import { keepInRelease, keepZipped } from './keep-artifact.ts';
import type { StepEnd } from './run-step.ts';

jest.setTimeout(240_000);

const openBench = benches();

/** From here on a person has to say yes. */
async function wantApproval(bench: Bench): Promise<void> {
  await bench.editPolicy((policy) => ({
    ...policy,
    environments: [environmentNamed('production', { approval: true })],
  }));
}

function asText({ summary }: StepEnd): string {
  return summary.replaceAll(/\\([-_.()])/g, '$1');
}

/** What the coverage gate said of an artifact of which so many of 100 lines were run, and its file's name. */
function coverageOf({ release, digest }: PackagedArtifact, hit: number): [name: string, text: Buffer] {
  const facts = { totals: { lines: { found: 100, hit } } };
  const statement = makeStatement({
    gate: 'coverage',
    release,
    verdict: { kind: 'pass', reasonCode: 'passed', summary: '', findings: [], facts },
    policyHash: '0'.repeat(64),
    startedAt: '2026-05-04T10:00:00.000Z',
    finishedAt: '2026-05-04T10:00:01.000Z',
  });
  return [`${digest}/coverage.json`, Buffer.from(JSON.stringify(statement))];
}

describe('a plan', () => {
  it('says what would come instead of what the record says, and deploy does just that', async () => {
    const bench = await openBench();
    const first = await bench.release('good');
    await bench.keep(first);
    await (await bench.deploy(first)).post();
    const second = await bench.release('good');
    const run = bench.run();
    const planned = await bench.plan(second, { run });
    expect(planned).toMatchObject({ exitCode: 0, outputs: { outcome: 'done', 'needs-approval': 'false' } });
    expect((await planned.post()).exitCode).toBe(0);
    const page = asText(planned);
    expect(page).toContain(`| instead of | \`${first.release.id}\``);
    expect(page).toContain(`| if it fails, back to | \`${first.release.id}\``);
    expect(page).toContain('#### Changes: 1 commit');
    expect(page).toContain('| pushed | release 2 |');
    expect(page).toContain(`/compare/${first.release.commit}...${second.release.commit}`);
    expect(page).toContain('#### Packages: the same');
    expect(page).toContain('#### Configuration: as it is');
    // It changed nothing, and left no record.
    expect(bench.record()).toEqual([`deploy ${first.release.id}: in_progress success`]);

    const inputs = { 'plan-hash': planned.outputs['plan-hash'] ?? '' };
    expect(inputs['plan-hash']).toMatch(/^[0-9a-f]{16}$/);
    const deployed = await bench.deploy(second, { run, inputs });
    expect(deployed).toMatchObject({ exitCode: 0, outputs: { live: second.release.id } });
    await deployed.post();
  });

  it('compares what the tests cover with what those of the live release did, by its run or its GitHub release', async () => {
    const bench = await openBench({ host: 'machine' });
    const first = await bench.release('good');
    // Whose run keeps it.
    bench.run();
    await bench.keep(first);
    await bench.deploy(first);
    const second = await bench.release('good');
    const [name, text] = coverageOf(second, 91);
    const evidence = join(bench.repository, '../evidence-of-this-run');
    await mkdir(join(evidence, second.digest), { recursive: true });
    await writeFile(join(evidence, name), text);
    async function planned(): Promise<string> {
      return asText(await bench.plan(second, { inputs: { evidence } }));
    }
    expect(await planned()).toContain('| lines | not known | 91.00 % | – |');

    const [nameBefore, before] = coverageOf(first, 95);
    keepZipped(bench.github, 'evidence-gates-0', { [nameBefore]: before });
    expect(await planned()).toContain('| lines | 95.00 % | 91.00 % | −4.00 points |');

    const [, published] = coverageOf(first, 94);
    keepInRelease(bench.github, first, { [`${first.release.id}.evidence.jsonl`]: published });
    expect(await planned()).toContain('| lines | 94.00 % | 91.00 % | −3.00 points |');

    const outage = bench.github.outage({ match: /^GET .*\/releases/, kind: 503 });
    const page = await planned();
    outage.end();
    expect(page).toContain('| lines | not known | 91.00 % | – |');
    expect(page).toContain(`What the tests of ${first.release.id} covered is not known`);
  });

  it('needs a yes where the policy wants one, and none where nothing would be done', async () => {
    const bench = await openBench({ host: 'machine' });
    const first = await bench.release('good');
    await bench.deploy(first);
    await wantApproval(bench);
    const same = await bench.plan(first);
    expect(same).toMatchObject({ exitCode: 0, outputs: { 'needs-approval': 'false' } });
    expect(same.summary).toContain('nothing will be done');
    const other = await bench.plan(await bench.release('good'));
    expect(other).toMatchObject({ exitCode: 0, outputs: { 'needs-approval': 'true' } });
    expect(asText(other)).toContain('from a reviewer of `production-approval`');
    expect(other.outputs['plan-hash']).not.toBe(same.outputs['plan-hash']);
  });

  it('of the first release says that there is nothing to go back to', async () => {
    const bench = await openBench({ host: 'machine' });
    const planned = await bench.plan(await bench.release('good'));
    expect(planned.exitCode).toBe(0);
    expect(planned.summary).toContain('nothing: it is the first here');
    expect(planned.summary).toContain('a release that fails stays, frozen');
  });

  it('shows no secret', async () => {
    const bench = await openBench({ host: 'machine' });
    await bench.deploy(await bench.release('good'), { variables: { API_KEY: `${bench.secret}-old` } });
    const planned = await bench.plan(await bench.release('good'));
    expect(asText(planned)).toContain('| `API_KEY` | another value |');
    const log = planned.log.replaceAll(/::add-mask::.*\n/g, '');
    for (const told of [log, planned.summary, JSON.stringify(planned.outputs)])
      expect(told).not.toContain(bench.secret);
  });
});

describe('what deploy would refuse for good', () => {
  it('is refused before anybody is asked', async () => {
    const bench = await openBench({ host: 'machine' });
    const [older, newer] = [await bench.release('good'), await bench.release('good')];
    await bench.deploy(newer);
    const backwards = await bench.plan(older);
    expect(backwards).toMatchObject({ exitCode: 3, outputs: { 'reason-code': 'downgrade-refused' } });
    const other = await bench.plan(newer, { inputs: { 'artifact-digest': older.digest } });
    expect(other).toMatchObject({ exitCode: 3, outputs: { 'reason-code': 'digest-mismatch' } });
    for (const { outputs } of [backwards, other])
      expect([outputs['plan-hash'] ?? '', outputs['needs-approval'] ?? '']).toEqual(['', '']);
  });

  it('is not a freeze, which may be over when somebody says yes: it is told', async () => {
    const from = new Date(Date.now() - 60_000).toISOString();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const freezes = [{ from, until, reason: 'holidays' }];
    const environments = [environmentNamed('production', { freezes })];
    const bench = await openBench({ host: 'machine', environments });
    const planned = await bench.plan(await bench.release('good'));
    expect(planned.exitCode).toBe(0);
    expect(planned.summary).toContain('holidays');
    expect(
      planned.commands.some(({ name, message }) => name === 'warning' && message.includes('holidays')),
    ).toBe(true);
  });
});
