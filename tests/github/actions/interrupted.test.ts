import { describe, expect, it, jest } from '@jest/globals';
import { benches } from './bench.ts';

jest.setTimeout(240_000);

const openBench = benches();

/** Sends the signal once the new release serves users. */
function whenSwitched(signal: NodeJS.Signals): (line: string, pid: number) => void {
  return (line, pid) => {
    if (line.trim() === 'switched') process.kill(pid, signal);
  };
}

describe('a deployment that is cut short', () => {
  it('by a cancelled run is taken back by the host, and recorded so', async () => {
    const bench = await openBench({ host: 'machine' });
    const [first, second] = [await bench.release('good'), await bench.release('good')];
    await bench.deploy(first);
    const cancelled = await bench.deploy(second, { onLine: whenSwitched('SIGINT') });
    expect(cancelled).toMatchObject({
      exitCode: 4,
      outputs: { outcome: 'reverted', 'reason-code': 'abandoned', live: first.release.id },
    });
    expect(bench.record()).toEqual([
      `deploy ${first.release.id}: in_progress success`,
      `deploy ${second.release.id}: in_progress failure`,
    ]);
    const again = await bench.deploy(second);
    expect(again).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed' } });
  });

  it('by the end of its program is settled after the job', async () => {
    const bench = await openBench({ host: 'machine' });
    const [first, second] = [await bench.release('good'), await bench.release('good')];
    await bench.deploy(first);
    const killed = await bench.deploy(second, { onLine: whenSwitched('SIGKILL') });
    expect(killed.signal).toBe('SIGKILL');
    expect(bench.record()[1]).toBe(`deploy ${second.release.id}: in_progress`);
    const after = await killed.post();
    expect(after.exitCode).toBe(0);
    expect(bench.record()).toEqual([
      `deploy ${first.release.id}: in_progress success`,
      `deploy ${second.release.id}: in_progress failure`,
    ]);
    expect(bench.github.state.deployments[1]?.statuses.at(-1)?.description).toContain(
      'taken back: abandoned',
    );
    expect(bench.github.state.issues).toHaveLength(1);
  });

  it('with its runner, so that nothing comes after the job, is put right by the next run', async () => {
    const bench = await openBench({ host: 'machine' });
    const [first, second] = [await bench.release('good'), await bench.release('good')];
    await bench.deploy(first);
    await bench.deploy(second, { onLine: whenSwitched('SIGKILL') });
    await bench.hostHasEnded();
    const next = await bench.deploy(first);
    expect(next).toMatchObject({ exitCode: 0, outputs: { outcome: 'unchanged', live: first.release.id } });
    expect(bench.record()[1]).toBe(`deploy ${second.release.id}: in_progress failure`);
  });
});

describe('GitHub out of order', () => {
  it('changes nothing about how a deployment ends; the next run puts the record right', async () => {
    const bench = await openBench({ host: 'machine' });
    const [first, second] = [await bench.release('good'), await bench.release('good')];
    const outage = bench.github.outage({ match: /^POST .*\/statuses/, kind: 502 });
    const ending = await bench.deploy(first);
    expect(ending).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed', live: first.release.id } });
    expect(ending.summary).toContain('The record on GitHub is delayed');
    const after = await ending.post();
    expect(after.commands.filter(({ name }) => name === 'warning')).not.toEqual([]);
    expect(bench.record()).toEqual([`deploy ${first.release.id}: `]);
    outage.end();
    expect((await bench.deploy(second)).exitCode).toBe(0);
    expect(bench.record()).toEqual([
      `deploy ${first.release.id}: success inactive`,
      `deploy ${second.release.id}: in_progress success`,
    ]);
  });

  it('for the length of the job is made up for after it', async () => {
    const bench = await openBench({ host: 'machine' });
    const first = await bench.release('good');
    const outage = bench.github.outage({ match: /^POST /, kind: 502 });
    const ending = await bench.deploy(first);
    expect(ending).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed' } });
    expect(bench.record()).toEqual([]);
    outage.end();
    await ending.post();
    expect(bench.record()).toEqual([`deploy ${first.release.id}: success`]);
  });

  it('that loses an answer leaves one deployment in the record', async () => {
    const bench = await openBench({ host: 'machine' });
    const first = await bench.release('good');
    bench.github.outage({ match: /^POST .*\/deployments$/, kind: 'answer-lost', times: 1 });
    expect((await bench.deploy(first)).exitCode).toBe(0);
    expect(bench.record()).toEqual([`deploy ${first.release.id}: in_progress success`]);
  });
});
