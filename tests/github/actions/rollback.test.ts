import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { addEnvironment } from './add-environment.ts';
import { benches } from './bench.ts';

jest.setTimeout(300_000);

const openBench = benches();

describe('a rollback', () => {
  it('goes to the newest good release before, once for a run, and never toggles', async () => {
    const bench = await openBench({ host: 'machine' });
    const [first, second] = [await bench.release('good'), await bench.release('good')];
    for (const release of [first, second]) await bench.deploy(release);
    const run = bench.run();
    const chosen = await bench.rollback({
      run,
      inputs: { 'choose-only': 'true' },
      variables: { API_KEY: '' },
    });
    expect(chosen).toMatchObject({
      exitCode: 0,
      outputs: {
        outcome: 'done',
        target: first.release.id,
        'target-digest': first.digest,
        'needs-approval': 'false',
        deployment: '',
      },
    });
    expect(bench.record()).toHaveLength(2);
    const ending = await bench.rollback({ run });
    expect(ending).toMatchObject({
      exitCode: 0,
      outputs: { outcome: 'deployed', 'reason-code': 'rolled-back', live: first.release.id },
    });
    expect(bench.record()).toEqual([
      `deploy ${first.release.id}: in_progress success inactive`,
      `deploy ${second.release.id}: in_progress success inactive`,
      `rollback ${first.release.id}: in_progress success`,
    ]);
    const again = await bench.rollback({ run: bench.again(run) });
    expect(again).toMatchObject({ exitCode: 0, outputs: { outcome: 'unchanged', live: first.release.id } });
    const other = await bench.rollback();
    expect(other).toMatchObject({ exitCode: 3, outputs: { 'reason-code': 'nothing-to-revert-to' } });
  });

  it('fetches the artifact anew where the server’s own copy was damaged', async () => {
    const bench = await openBench({ host: 'machine' });
    const [first, second] = [await bench.release('good'), await bench.release('good')];
    for (const release of [first, second]) await bench.deploy(release);
    await bench.keep(first);
    await systemFiles.removeTree(join(bench.home, 'hosts/production/releases', first.release.id));
    await writeFile(join(bench.home, 'artifacts', first.digest), 'damaged');
    expect(await bench.rollback()).toMatchObject({ exitCode: 0, outputs: { live: first.release.id } });
  });

  it('to a release that is not good needs a yes', async () => {
    const bench = await openBench({ host: 'machine' });
    const [first, second] = [await bench.release('good'), await bench.release('good')];
    for (const release of [first, second]) await bench.deploy(release);
    await bench.rollback();
    const inputs = { release: second.release.id };
    const choosing = { ...inputs, 'choose-only': 'true' };
    const refused = { exitCode: 2, outputs: { 'reason-code': 'environment-unprotected', target: '' } };
    expect(await bench.rollback({ inputs: choosing })).toMatchObject(refused);
    expect(await bench.rollback({ inputs })).toMatchObject({
      exitCode: 2,
      outputs: { 'reason-code': 'environment-unprotected' },
    });
    addEnvironment(bench.github, 'production-approval', ['olaf']);
    const chosen = await bench.rollback({ inputs: choosing });
    expect(chosen).toMatchObject({ outputs: { target: second.release.id, 'needs-approval': 'true' } });
    const run = bench.run();
    run.approvals.push({
      environments: ['production-approval'],
      state: 'approved',
      user: 'olaf',
      comment: '',
    });
    const ending = await bench.rollback({ run, inputs });
    expect(ending).toMatchObject({ exitCode: 0, outputs: { live: second.release.id } });
  });
});

describe('a rollback on a host that the job itself is', () => {
  it('goes by the record: to the release before, to a named one, and to none that is gone', async () => {
    const bench = await openBench();
    const releases = [await bench.release('good'), await bench.release('good'), await bench.release('good')];
    const [first, second, third] = releases;
    for (const release of releases) {
      await bench.keep(release);
      await (await bench.deploy(release)).post();
    }
    const run = bench.run();
    const back = await bench.rollback({ run });
    expect(back).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed', live: second?.release.id } });
    await back.post();
    const again = await bench.rollback({ run: bench.again(run) });
    expect(again).toMatchObject({
      exitCode: 0,
      outputs: { outcome: 'unchanged', 'reason-code': 'request-repeated', live: second?.release.id },
    });
    await again.post();
    const named = await bench.rollback({ inputs: { release: first?.release.id ?? '' } });
    expect(named).toMatchObject({ exitCode: 0, outputs: { outcome: 'deployed', live: first?.release.id } });
    await named.post();
    bench.forget();
    if (first !== undefined) await bench.keep(first, { as: 'release' });
    const inputs = { release: third?.release.id ?? '' };
    const gone = await bench.rollback({ inputs });
    expect(gone).toMatchObject({ exitCode: 3, outputs: { 'reason-code': 'artifact-expired' } });
    expect(gone.log).toContain(`Name one that can be fetched: ${first?.release.id}`);
    await gone.post();
  });
});
