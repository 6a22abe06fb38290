import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import type { DeploymentEvent } from '../deployment/ports.ts';
import { hashOfToken } from '../deployment/confirmation.ts';
import { identityOf, systemProcesses } from '../ports/processes.ts';
import type { Digest } from '../release/release.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { waitUntil } from '../testing/wait-until.ts';
import type { DeploymentOrder, HostConnection } from './host-connection.ts';
import { localHost } from './local-host.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();

const request: DeploymentOrder = {
  deployment: 'd-1',
  kind: 'deploy',
  candidate: {
    release: {
      id: '1.0.0-aaaaaaa-bbbbbbbb',
      version: '1.0.0',
      commit: 'a'.repeat(40),
      digest: 'b'.repeat(64) as Digest,
    },
    configHash: 'c',
  },
  planHash: '',
  allowBad: false,
  forwardOnly: false,
  limits: {
    readyWithin: 1,
    confirmWithin: 1,
    drain: 1,
    stopWithin: 1,
    keepReleases: 2,
    lock: 'refuse',
    queueWithin: 1,
  },
  watch: {
    window: 1,
    every: 1,
    minSamples: 1,
    maxErrorRatio: 0,
    p99Limit: 1,
    p99Ratio: 1,
    p99Floor: 1,
    significance: 0.01,
  },
  smoke: [],
};
const result = {
  outcome: 'deployed',
  reasonCode: 'deployed',
  summary: 'x',
  findings: [],
  live: null,
  previous: null,
};

/** A host program that does what `script` says with `command`, `say` and `nextLine`; its process id stands in `pid`. */
async function hostThat(script: string): Promise<{ host: HostConnection; folder: string }> {
  const folder = await temporaryFolder();
  const program = join(folder, 'host.mjs');
  await writeFile(
    program,
    `import { writeFileSync } from 'node:fs';
    import { createInterface } from 'node:readline';
    const folder = ${JSON.stringify(folder)};
    writeFileSync(folder + '/pid', String(process.pid));
    const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
    const nextLine = async () => { const { done, value } = await lines.next(); return done ? 'closed' : value; };
    const say = (message) => process.stdout.write(JSON.stringify(message) + '\\n');
    const command = JSON.parse(await nextLine());
    ${script}
    process.stdin.destroy();`,
  );
  const place = { root: '/nowhere', port: 1, programs: { keeper: 'k', front: 'f' } };
  return { host: localHost(place, program), folder };
}

async function isGone(folder: string): Promise<void> {
  const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
  await waitUntil(() => !systemProcesses.isAlive(identityOf(pid)), 'the host program is gone');
}

/** Tells the deployment's end what came after `awaiting-confirmation`. */
const AWAITS = `
  say({ kind: 'event', event: { kind: 'awaiting-confirmation', deployment: 'd-1' } });
  const answer = await nextLine();
  say({ kind: 'deployed', result: { ...${JSON.stringify(result)}, summary: answer, findings: [command] } });`;

describe('a local host', () => {
  it('is given the command with its place, and gives what was asked for', async () => {
    const { host } = await hostThat(`say({ kind: 'cleared', release: { command, env: process.env } });`);
    expect(await host.clear({ limits: request.limits, release: 'r', reason: 'why' })).toEqual({
      command: {
        command: 'clear',
        limits: request.limits,
        release: 'r',
        reason: 'why',
        place: { root: '/nowhere', port: 1, programs: { keeper: 'k', front: 'f' } },
      },
      env: { PATH: process.env['PATH'] },
    });
  });

  it('gives the names of what was stopped', async () => {
    const { host } = await hostThat(`say({ kind: 'stopped', names: ['front'] });`);
    expect(await host.stop()).toEqual(['front']);
  });

  it('is looked at without a program', async () => {
    const root = await temporaryFolder();
    const place = { root, port: 1, programs: { keeper: '/nowhere', front: '/nowhere' } };
    const host = localHost(place, '/nowhere');
    const asked = { salt: 's', databaseUrl: 'postgresql://u:p@127.0.0.1:1/d' };
    expect(await host.observe(asked)).toMatchObject({ live: null, lastDeployment: null, schema: null });
    expect(await host.ledger()).toEqual([]);

    await writeFile(join(root, 'journal.jsonl'), '{"no":"link"}\n{"of":"a chain"}\n');
    const broken = expect.objectContaining({ code: 'ledger-broken' });
    await expect(host.observe(asked)).rejects.toEqual(broken);
    await expect(host.ledger()).rejects.toEqual(broken);
  });

  it('tells of a deployment’s steps in their order, and then of its end', async () => {
    const events = ['locked', 'preflight'].map((step) => ({ kind: 'step', step, state: 'done' }));
    const { host, folder } = await hostThat(`
      for (const event of ${JSON.stringify(events)}) say({ kind: 'event', event });
      say({ kind: 'deployed', result: ${JSON.stringify(result)} });`);
    const heard: DeploymentEvent[] = [];
    const confirm = () => Promise.resolve(true);
    const ended = await host.deploy(request, { onEvent: (event) => heard.push(event), confirm });
    expect(ended).toEqual(result);
    expect(heard).toEqual(events);
    await isGone(folder);
  });

  it('confirms with a token of which the host was given the hash alone', async () => {
    const { host } = await hostThat(AWAITS);
    const confirm = () => Promise.resolve(true);
    const { summary, findings } = await host.deploy(request, { onEvent: () => undefined, confirm });
    const { confirm: token } = JSON.parse(summary) as { confirm: string };
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(findings).toMatchObject([{ request: { confirmHash: hashOfToken(token) } }]);
    expect(JSON.stringify(findings)).not.toContain(token);
  });

  it('takes the deployment back when it is interrupted', async () => {
    const { host } = await hostThat(`
      const answer = await nextLine();
      say({ kind: 'deployed', result: { ...${JSON.stringify(result)}, summary: answer } });`);
    const signal = AbortSignal.timeout(50);
    const confirm = () => Promise.resolve(true);
    const { summary } = await host.deploy(request, { onEvent: () => undefined, confirm, signal });
    expect(JSON.parse(summary)).toEqual({ abandon: true });
  });

  it.each<[string, () => Promise<boolean>]>([
    ['says no', () => Promise.resolve(false)],
    ['fails', () => Promise.reject(new Error('no answer'))],
    [
      'throws',
      () => {
        throw new Error('out of order');
      },
    ],
  ])('takes the deployment back when the confirmation %s', async (_what, confirm) => {
    const { host } = await hostThat(AWAITS);
    const { summary } = await host.deploy(request, { onEvent: () => undefined, confirm });
    expect(JSON.parse(summary)).toEqual({ abandon: true });
  });

  it('does not ask for a confirmation before the host awaits one', async () => {
    let asked = 0;
    const { host } = await hostThat(`say({ kind: 'deployed', result: ${JSON.stringify(result)} });`);
    const confirm = () => Promise.resolve((asked += 1) > 0);
    await host.deploy(request, { onEvent: () => undefined, confirm });
    expect(asked).toBe(0);
  });

  it('gives the host’s refusal with its code and remedy', async () => {
    const { host } = await hostThat(`
      say({ kind: 'error', code: 'already-running', message: 'It runs.', remedy: 'Wait.' });`);
    await expect(host.stop()).rejects.toEqual(
      expect.objectContaining({ name: 'UserError', code: 'already-running', remedy: 'Wait.' }),
    );
  });

  it('takes a code that there isn’t for a bug', async () => {
    const { host } = await hostThat(`say({ kind: 'error', code: 'sorry', message: 'Odd.', remedy: '' });`);
    await expect(host.stop()).rejects.toEqual(expect.objectContaining({ name: 'Error', message: 'Odd.' }));
  });

  it.each(['seawater', '"seawater"', 'null', '{"kin":"seawater"}', ''])(
    'refuses a line that is no message without repeating it: %j',
    async (line) => {
      const { host, folder } = await hostThat(`
        console.log(${JSON.stringify(line)});
        await nextLine();`);
      const deploying = host.deploy(request, {
        onEvent: () => undefined,
        confirm: () => Promise.resolve(true),
      });
      await expect(deploying).rejects.toThrow(/no message/);
      await expect(deploying).rejects.not.toThrow(/seawater/);
      // It is told that no confirmation will come.
      await isGone(folder);
    },
  );

  it('tells why the host program ended without an answer', async () => {
    const { host } = await hostThat(`console.error('out of memory'); process.exit(9);`);
    await expect(host.stop()).rejects.toThrow(/without an answer.*out of memory/);
  });

  it('does not take an answer to another question', async () => {
    const { host } = await hostThat(`say({ kind: 'saved', saved: [] });`);
    await expect(host.stop()).rejects.toThrow(/without an answer/);
  });

  it('says when the host program was killed, and that a deployment is then half-way', async () => {
    const { host } = await hostThat(`process.kill(process.pid, 'SIGKILL'); await nextLine();`);
    await expect(host.stop()).rejects.toEqual(expect.objectContaining({ code: 'host-lost' }));
    const confirm = () => Promise.resolve(true);
    expect(await host.deploy(request, { onEvent: () => undefined, confirm })).toMatchObject({
      outcome: 'frozen',
      reasonCode: 'host-lost',
    });
  });
});
