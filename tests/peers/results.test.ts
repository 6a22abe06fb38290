import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { gapsIn } from '../../actions/src/prove/gaps.ts';
import { CATALOGUE } from './catalogue.ts';
import { readResults, RESULTS_FILE, resultsText } from './results.ts';

/** Measuring again takes minutes and a registry; that nothing was forgotten since can be seen at once. */
describe('what is written of the peers', () => {
  it('has a line for each peer of each row, in the catalogue’s order', async () => {
    const results = await readResults();
    expect(results.map(({ row, trigger, peer }) => ({ row, trigger, peer }))).toEqual(
      CATALOGUE.flatMap(({ row, trigger, peers }) =>
        peers.map((each) => ({
          row,
          trigger: 'call' in each ? (each.trigger ?? trigger) : trigger,
          peer: each.peer,
        })),
      ),
    );
  });

  it('knows every row of the catalogue of wrong verdicts', () => {
    const rows = CATALOGUE.map(({ row }) => `row ${row}`);
    expect(rows).toEqual(gapsIn([], []));
    expect(CATALOGUE.filter(({ peers }) => peers.length === 0)).toEqual([]);
  });

  it('was measured with the versions that are installed today', async () => {
    const text = await readFile(new URL('package.json', import.meta.url), 'utf8');
    const { devDependencies } = JSON.parse(text) as { devDependencies: Record<string, string> };
    for (const result of await readResults()) {
      if (result.verdict === 'not on npm') continue;
      expect([result.peer, result.version]).toEqual([result.peer, devDependencies[result.peer]]);
    }
  });

  it('comes from whatever registry npm is told to use', async () => {
    const lock = await readFile(new URL('package-lock.json', import.meta.url), 'utf8');
    expect(lock).not.toContain('"resolved"');
  });

  it('is written as it would be written again', async () => {
    expect(await readFile(RESULTS_FILE, 'utf8')).toBe(resultsText(await readResults()));
  });
});
