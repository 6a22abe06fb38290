import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { hasNothingToRun } from './nothing-to-run.ts';

const temporaryFolder = temporaryFolders();

async function isIdle(text: string, name = 'a.ts'): Promise<boolean> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, text);
  return hasNothingToRun(path);
}

describe('a source without anything to run', () => {
  it.each([
    ['types', 'export interface Tide {\n  readonly level: number;\n}\nexport type Level = number;\n'],
    [
      'imports and comments',
      "// What it is.\nimport type { A } from './a.ts';\nimport './b.ts';\n/* more */\n",
    ],
    ['what others say', "export * from './a.ts';\nexport { b } from './b.ts';\nexport {};\n"],
    ['nothing', '\n'],
  ])('has %s alone', async (_what, text) => {
    expect(await isIdle(text)).toBe(true);
  });

  it.each([
    ['a value', 'export const level = 3;'],
    ['a call', 'run();'],
    ['a default', 'export default 3;'],
    ['strings like comments', `'/*'; run(); '*/'`],
    ['a template like an import', 'run(`import`, "a");'],
    ['an import that is a call', "import('./a.ts');"],
    ['an enum', 'export enum Level { low }'],
    ['no grammar', 'export interface {'],
  ])('has not %s', async (_what, text) => {
    expect(await isIdle(text)).toBe(false);
  });

  it('is TypeScript: of other kinds nobody knows', async () => {
    expect(await isIdle('', 'a.py')).toBe(false);
    expect(await hasNothingToRun('/nowhere/a.ts')).toBe(false);
  });
});
