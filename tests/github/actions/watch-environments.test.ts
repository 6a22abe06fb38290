import { appendFile, chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { stringify } from 'yaml';
import type { PackagedArtifact } from '../../../actions/src/artifact/package.ts';
import { commitOf } from '../../../actions/src/git/commits.ts';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { benches, type Bench } from './bench.ts';
import type { StepEnd } from './run-step.ts';
import { obstacleIn } from './service.ts';

jest.setTimeout(300_000);

const openBench = benches();

/** Two releases, the second of which serves. */
async function arrange(host: 'machine' | 'runner'): Promise<{ bench: Bench; releases: PackagedArtifact[] }> {
  const bench = await openBench({ host });
  const releases = [await bench.release('good'), await bench.release('good')];
  for (const release of releases) {
    await bench.keep(release);
    await (await bench.deploy(release)).post();
  }
  return { bench, releases };
}

/** What was looked at, a word each, and the reasons. */
function seenBy({ exitCode, outputs }: StepEnd): object {
  const { findings } = JSON.parse(outputs['result'] ?? '') as { findings: { code: string }[] };
  const watched = JSON.parse(outputs['watched'] ?? '[]') as { subject: string; kind: string }[];
  return {
    exitCode,
    watched: watched.map(({ subject, kind }) => `${subject}: ${kind}`),
    codes: findings.map(({ code }) => code),
  };
}

const WELL = { exitCode: 0, watched: ['record: pass', 'revert target: pass'], codes: [] };

function issues({ github }: Bench): string[] {
  return github.state.issues.map(({ title, state }) => `${title}: ${state}`);
}

describe('the watch of a server', () => {
  it('sees whatever is not as it was left, tells it once, and that it is well again', async () => {
    const { bench, releases } = await arrange('machine');
    const [first, second] = releases as [PackagedArtifact, PackagedArtifact];
    expect(seenBy(await bench.watch())).toEqual(WELL);
    expect(issues(bench)).toEqual([]);

    const served = join(bench.home, 'hosts/production/releases', second.release.id, 'server.mjs');
    const whole = await readFile(served);
    await chmod(served, 0o644);
    await appendFile(served, '\n// changed\n');
    const target = join(bench.home, 'hosts/production/releases', first.release.id);
    await systemFiles.removeTree(target);
    for (const night of [1, 2]) {
      const seen = seenBy(await bench.watch());
      expect([night, seen]).toEqual([
        night,
        {
          exitCode: 3,
          watched: ['record: fail', 'revert target: fail'],
          codes: ['release-damaged', 'revert-target-broken'],
        },
      ]);
    }
    expect(issues(bench)).toEqual(['Watch of production: open']);
    expect(bench.github.state.comments).toEqual([]);

    await writeFile(served, whole);
    await chmod(served, 0o444);
    expect((await bench.deploy(await bench.release('good'))).exitCode).toBe(0);
    expect(seenBy(await bench.watch())).toEqual(WELL);
    expect(issues(bench)).toEqual(['Watch of production: closed']);
  });

  it('sees what was done behind GitHub’s back, and writes it down', async () => {
    const { bench } = await arrange('machine');
    bench.github.state.deployments.pop();
    expect(seenBy(await bench.watch())).toMatchObject({ exitCode: 3, codes: ['record-differs'] });
    expect(bench.record()).toHaveLength(2);
    expect(seenBy(await bench.watch())).toEqual(WELL);
  });

  it('tells of a revert that no issue could tell of, once, whatever becomes of the issue', async () => {
    const { bench } = await arrange('machine');
    const outage = bench.github.outage({ match: /^\w+ .*\/issues/, kind: 503 });
    const broken = await bench.release('breaks-live');
    expect((await bench.deploy(broken)).outputs['outcome']).toBe('reverted');
    outage.end();
    expect(issues(bench)).toEqual([]);
    expect(seenBy(await bench.watch())).toEqual(WELL);
    expect(issues(bench)).toEqual(['Deployment to production failed: open']);
    const [issue] = bench.github.state.issues;
    for (const told of [broken.release.id, 'errors-high', 'Told late'])
      expect(issue?.body?.replaceAll('\\', '')).toContain(told);
    expect(issue?.body).not.toContain(bench.secret);

    await bench.watch();
    if (issue !== undefined) issue.state = 'closed';
    await bench.watch();
    expect(issues(bench)).toEqual(['Deployment to production failed: closed']);
    expect(bench.github.state.comments).toEqual([]);

    // Another that nobody told of; and one that was refused, which changed nothing.
    const newest = bench.github.state.deployments.at(-1);
    for (const [how, deployment] of [
      ['taken back', 'd-late'],
      ['refused', 'd-refused'],
    ] as const)
      bench.github.state.deployments.push({
        ...newest!,
        id: bench.github.state.nextId(),
        payload: { ...(newest!.payload as object), deployment },
        statuses: newest!.statuses.map((status) => ({
          ...status,
          description: status.description.replace(/^reverted/, how),
        })),
      });
    await bench.watch();
    expect(issues(bench)).toEqual([
      'Deployment to production failed: closed',
      'Deployment to production failed: open',
    ]);
    expect(bench.github.state.issues[1]?.body).toContain('d-late');
    expect(bench.github.state.comments).toEqual([]);
  });

  it('sees that what serves does not answer', async () => {
    const { bench } = await arrange('machine');
    await rm(join(bench.home, 'hosts/production/run/current.sock'));
    expect(seenBy(await bench.watch())).toMatchObject({ exitCode: 3, codes: ['live-unhealthy'] });
  });

  it('sees that the release to go back to does not start any more', async () => {
    const { bench } = await arrange('machine');
    // Every byte of it is as it was.
    await writeFile(obstacleIn(bench.repository), '');
    const seen = await bench.watch();
    expect(seenBy(seen)).toMatchObject({
      watched: ['record: pass', 'revert target: fail'],
      codes: ['revert-target-broken'],
    });
    expect(seen.outputs['result']).toContain('can’t be gone back to');
  });
});

describe('the watch of hosts that live as long as their job', () => {
  it('fetches and starts what could be gone back to, and sees when it is kept no more', async () => {
    const { bench } = await arrange('runner');
    const seen = await bench.watch();
    await seen.post();
    expect(seenBy(seen)).toEqual(WELL);
    bench.forget();
    const later = await bench.watch();
    await later.post();
    expect(seenBy(later)).toEqual({
      exitCode: 3,
      watched: ['record: fail', 'revert target: fail'],
      codes: ['artifact-expired', 'revert-target-broken'],
    });
  });

  it('says nothing of what was never deployed', async () => {
    const bench = await openBench();
    const seen = await bench.watch();
    await seen.post();
    expect(seenBy(seen)).toEqual({
      exitCode: 0,
      watched: ['record: nothing', 'revert target: nothing'],
      codes: [],
    });
  });

  it('is red where GitHub can’t be asked', async () => {
    const bench = await openBench();
    bench.github.outage({ match: /deployments/, kind: 503 });
    const seen = await bench.watch();
    await seen.post();
    expect(seenBy(seen)).toMatchObject({
      exitCode: 6,
      watched: ['record: unproven', 'revert target: unproven'],
    });
  });
});

describe('the watch of runs and exceptions', () => {
  it('names a run that waits, a dropped commit, and an exception that ends', async () => {
    const bench = await openBench();
    bench.github.addWorkflow({ name: 'pipeline', path: '.github/workflows/pipeline.yml', dispatch: null });
    const inputs = { environment: '' };
    const sha = (await commitOf(bench.repository, 'HEAD')) ?? '';
    const variables = { GITHUB_SHA: sha, GITHUB_WORKFLOW: 'nightly' };
    const run = bench.run();
    Object.assign(run, { head_sha: sha, status: 'completed', conclusion: 'success' });
    expect(seenBy(await bench.watch({ inputs, variables }))).toEqual({
      exitCode: 0,
      watched: ['runs: pass', 'exceptions: nothing'],
      codes: [],
    });

    run.conclusion = 'cancelled';
    const waiting = bench.run();
    Object.assign(waiting, {
      status: 'waiting',
      created_at: new Date(Date.now() - 4 * 86_400_000).toISOString(),
    });
    const expires = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    await writeFile(
      join(bench.repository, 'exceptions.yml'),
      stringify({ exceptions: [exceptionUntil(expires)] }),
    );
    await bench.editPolicy((policy) => ({
      ...policy,
      gates: { audit: { level: 'high', exceptions: 'exceptions.yml' } },
    }));
    expect(seenBy(await bench.watch({ inputs, variables }))).toEqual({
      exitCode: 3,
      watched: ['runs: fail', 'exceptions: fail'],
      codes: ['run-waiting', 'run-dropped', 'exception-expiring'],
    });
    expect(issues(bench)).toEqual(['Watch of runs and exceptions: open']);
  });
});

function exceptionUntil(expires: string): object {
  return {
    advisory: 'GHSA-xvch-5gv4-984h',
    package: 'minimist',
    versions: '<1.2.6',
    path: '*',
    owner: '@ann',
    reason: 'It is never given what users send.',
    expires,
  };
}
