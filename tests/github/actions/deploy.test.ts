import { describe, expect, it, jest } from '@jest/globals';
import { addEnvironment } from './add-environment.ts';
import { environmentNamed } from './bench-policy.ts';
import { benches, type Bench } from './bench.ts';
import type { StepEnd } from './run-step.ts';

jest.setTimeout(240_000);

const openBench = benches();

function notices({ commands }: StepEnd, name: string): string[] {
  return commands.filter((command) => command.name === name).map(({ message }) => message);
}

describe('a host that the job itself is', () => {
  it('is made to serve what the record says, reverts to it, and refuses the bad release from then on', async () => {
    const bench = await openBench();
    const [first, second] = [await bench.release('good'), await bench.release('good')];
    for (const release of [first, second]) {
      await bench.keep(release);
      const ending = await bench.deploy(release, { variables: { API_KEY: '' } });
      expect(ending).toMatchObject({
        exitCode: 0,
        outputs: { outcome: 'deployed', live: release.release.id },
      });
      expect(notices(ending, 'notice')).toEqual([expect.stringContaining('API_KEY')]);
      expect((await ending.post()).exitCode).toBe(0);
    }
    expect(bench.record()).toEqual([
      `deploy ${first.release.id}: in_progress success inactive`,
      `deploy ${second.release.id}: in_progress success`,
    ]);
    const third = await bench.release('breaks-live');
    const reverted = await bench.deploy(third);
    expect(reverted).toMatchObject({
      exitCode: 4,
      outputs: { outcome: 'reverted', live: second.release.id, release: third.release.id },
    });
    await reverted.post();
    expect(bench.record().slice(1)).toEqual([
      `deploy ${second.release.id}: in_progress success`,
      `deploy ${third.release.id}: in_progress failure`,
    ]);
    const again = await bench.deploy(third);
    expect(again).toMatchObject({ exitCode: 3, outputs: { 'reason-code': 'release-bad' } });
    await again.post();
  });

  it('says unchanged of what it serves already', async () => {
    const bench = await openBench();
    const first = await bench.release('good');
    await bench.keep(first, { as: 'release' });
    const run = bench.run();
    await (await bench.deploy(first, { run })).post();
    const again = await bench.deploy(first, { run: bench.again(run) });
    expect(again).toMatchObject({ exitCode: 0, outputs: { outcome: 'unchanged', live: first.release.id } });
    await again.post();
  });
});

describe('a release that fails', () => {
  it('is told of: on the page of the job, and in one issue', async () => {
    const bench = await openBench({ host: 'machine' });
    const first = await bench.release('good');
    await bench.deploy(first);
    const bad = await bench.release('breaks-live');
    const reverted = await bench.deploy(bad);
    expect(reverted.exitCode).toBe(4);
    const [issue] = bench.github.state.issues;
    expect(issue).toMatchObject({ title: 'Deployment to production failed' });
    for (const told of [reverted.summary, issue?.body ?? ''])
      expectStory(told, bench, [first.release.commit, bad.release.commit]);
    const worse = await bench.release('breaks-live');
    expect((await bench.deploy(worse)).exitCode).toBe(4);
    expect(bench.github.state.issues).toHaveLength(1);
    expect(bench.github.state.comments).toHaveLength(1);
  });

  function expectStory(text: string, bench: Bench, [from, to]: readonly [string, string]): void {
    expect(text).toMatch(/failing signal \| (?:errors|smoke)/);
    expect(text).toMatch(/first seen \| \d{4}/);
    for (const span of ['seen', 'decided', 'served again'])
      expect(text).toMatch(new RegExp(String.raw`until .*${span} \| \d+ ms`));
    expect(text).toContain(`/compare/${from}...${to}`);
    expect(text).toContain('starts with the key ***');
    expect(text).not.toContain(bench.secret);
  }

  it('shut a gate: nothing was begun, and nothing is recorded', async () => {
    const bench = await openBench({ host: 'machine' });
    const ending = await bench.deploy(await bench.release('crashes'));
    expect(ending).toMatchObject({ exitCode: 3, outputs: { outcome: 'refused', live: '' } });
    expect(bench.record()).toEqual([]);
  });
});

describe('what a workflow may not do', () => {
  it('is to bring an older commit back by running it again', async () => {
    const bench = await openBench({ host: 'machine' });
    const [older, newer] = [await bench.release('good'), await bench.release('good')];
    await bench.deploy(newer);
    const ending = await bench.deploy(older);
    expect(ending).toMatchObject({
      exitCode: 3,
      outputs: { outcome: 'refused', 'reason-code': 'downgrade-refused', live: newer.release.id },
    });
  });

  it('is to deploy to a server with a secret that arrived empty, and each is named', async () => {
    const bench = await openBench({ host: 'machine' });
    const inputs = { secrets: 'API_KEY\nOTHER' };
    const ending = await bench.deploy(await bench.release('good'), { inputs, variables: { API_KEY: '' } });
    expect(ending).toMatchObject({ exitCode: 2, outputs: { 'reason-code': 'secret-empty' } });
    for (const name of ['API_KEY', 'OTHER']) expect(ending.log).toContain(name);
  });

  it('is to deploy in a freeze', async () => {
    const from = new Date(Date.now() - 60_000).toISOString();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const freezes = [{ from, until, reason: 'holidays' }];
    const bench = await openBench({ environments: [environmentNamed('production', { freezes })] });
    const ending = await bench.deploy(await bench.release('good'));
    expect(ending).toMatchObject({ exitCode: 3, outputs: { 'reason-code': 'deployment-freeze' } });
  });

  it('is to take other bytes for the artifact', async () => {
    const bench = await openBench({ host: 'machine' });
    const [one, other] = [await bench.release('good'), await bench.release('good')];
    const ending = await bench.deploy(one, { inputs: { artifact: other.path } });
    expect(ending).toMatchObject({ exitCode: 3, outputs: { 'reason-code': 'digest-mismatch' } });
  });
});

describe('an environment that asks for a yes', () => {
  async function asking(host: 'runner' | 'machine'): Promise<Bench> {
    return openBench({ host, environments: [environmentNamed('production', { approval: true })] });
  }

  it('is not deployed to while GitHub asks nobody', async () => {
    const bench = await asking('machine');
    const artifact = await bench.release('good');
    const missing = await bench.deploy(artifact);
    expect(missing).toMatchObject({ exitCode: 2, outputs: { 'reason-code': 'environment-unprotected' } });
    addEnvironment(bench.github, 'production-approval', []);
    const open = await bench.deploy(artifact);
    expect(open).toMatchObject({ exitCode: 2, outputs: { 'reason-code': 'environment-unprotected' } });
  });

  it('is deployed to under the very plan that was agreed to, by a run that was approved', async () => {
    // Each job on a machine of its own: the plan that one shows is the plan that the next one makes.
    const bench = await asking('runner');
    addEnvironment(bench.github, 'production-approval', ['olaf']);
    const artifact = await bench.release('good');
    const run = bench.run();
    const unasked = await bench.deploy(artifact, { run });
    expect(unasked).toMatchObject({ exitCode: 2, outputs: { 'reason-code': 'approval-needed' } });
    run.approvals.push({
      environments: ['production-approval'],
      state: 'approved',
      user: 'olaf',
      comment: '',
    });
    const without = await bench.deploy(artifact, { run });
    expect(without).toMatchObject({ exitCode: 2, outputs: { 'reason-code': 'approval-needed' } });
    const changed = await bench.deploy(artifact, { run, inputs: { 'plan-hash': '0'.repeat(16) } });
    expect(changed).toMatchObject({ exitCode: 3, outputs: { 'reason-code': 'plan-changed' } });
    expect(bench.record()).toEqual([]);
    const [, hash = ''] = /it is ([0-9a-f]{16}) now/.exec(changed.log) ?? [];
    const ending = await bench.deploy(artifact, { run, inputs: { 'plan-hash': hash } });
    expect(ending).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed' } });
    await ending.post();
    // Of what serves already the plan asks nobody: neither this run was approved nor a plan agreed to.
    await bench.keep(artifact);
    const again = await bench.deploy(artifact);
    expect(again).toMatchObject({
      exitCode: 0,
      outputs: { outcome: 'unchanged', live: artifact.release.id },
    });
    await again.post();
    const other = await bench.deploy(await bench.release('good'), { inputs: { 'plan-hash': hash } });
    expect(other).toMatchObject({ exitCode: 2, outputs: { 'reason-code': 'approval-needed' } });
    const { id } = artifact.release;
    expect(bench.record()).toEqual([
      `deploy ${id}: in_progress success inactive`,
      `deploy ${id}: in_progress success`,
    ]);
  });
});
