import { mkdir, rm } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { amongHomes } from './known-homes.ts';

const temporaryFolder = temporaryFolders();

/** Which of `candidates` are other homes for `home`. */
function others(home: string, candidates: readonly string[]): Promise<string[]> {
  return amongHomes(home, (known) => Promise.resolve(candidates.filter((path) => known.includes(path))));
}

describe('the homes of one user', () => {
  it('know of each other for as long as they are there, and of themselves never', async () => {
    const [first, second] = [await temporaryFolder(), await temporaryFolder()];
    expect(await others(first, [first, second])).toEqual([]);
    expect(await others(second, [first, second])).toEqual([first]);
    expect(await others(second, [first, second])).toEqual([first]);
    await rm(first, { recursive: true });
    expect(await others(second, [first])).toEqual([]);
    // Forgotten, not only hidden.
    await mkdir(first);
    expect(await others(second, [first])).toEqual([]);
  });

  it('know of one whose choice went wrong, and let the next choose', async () => {
    const [first, second] = [await temporaryFolder(), await temporaryFolder()];
    const failing = amongHomes(first, () => Promise.reject(new Error('no room')));
    await expect(failing).rejects.toThrow('no room');
    expect(await others(second, [first])).toEqual([first]);
  });

  it('choose one after another', async () => {
    const homes = await Promise.all([1, 2, 3].map(temporaryFolder));
    let choosing = 0;
    const together = homes.map((home) =>
      amongHomes(home, async () => {
        choosing += 1;
        await new Promise((resolve) => setImmediate(resolve));
        const atOnce = choosing;
        choosing -= 1;
        return atOnce;
      }),
    );
    expect(await Promise.all(together)).toEqual([1, 1, 1]);
  });
});
