import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { build } from 'esbuild';
import { temporaryFolders } from '../../testing/temporary-folder.ts';
import type { IstanbulFile } from '../formats/istanbul-schema.ts';
import { raiseByV8 } from './raise-by-v8.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const SOURCE = `interface Tide {
  readonly level: number;
}

export function gate({ level }: Tide): string {
  if (level > 9) {
    return 'shut';
  }
  return 'open';
}

export function never(): string {
  return 'never';
}
`;
const PROGRAM = `import { gate } from './gate.ts';
console.log(gate({ level: 3 }));
`;
/** As Istanbul would count it: lines from 1, columns from 0. */
const STATEMENTS = { if: [6, 2], shut: [7, 4], open: [9, 2], never: [13, 2] } as const;
const FUNCTIONS = { gate: [5, 7], never: [12, 7] } as const;

function uncovered(path: string): IstanbulFile {
  function range([line, column]: readonly [number, number]): { start: Place; end: Place } {
    return { start: { line, column }, end: { line, column: null } };
  }
  const names = Object.entries(STATEMENTS);
  const functions = Object.entries(FUNCTIONS);
  return {
    path,
    statementMap: Object.fromEntries(names.map(([name, place]) => [name, range(place)])),
    fnMap: Object.fromEntries(functions.map(([name, place]) => [name, { name, loc: range(place) }])),
    branchMap: {},
    s: Object.fromEntries(names.map(([name]) => [name, 0])),
    f: Object.fromEntries(functions.map(([name]) => [name, 0])),
    b: {},
  };
}
interface Place {
  line: number;
  column: number | null;
}

async function arrange(): Promise<{ folder: string; files: Map<string, IstanbulFile>; counted: string }> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'src'));
  await writeFile(join(folder, 'src/gate.ts'), SOURCE);
  await writeFile(join(folder, 'src/program.ts'), PROGRAM);
  const path = join(folder, 'src/gate.ts');
  return { folder, files: new Map([[path, uncovered(path)]]), counted: join(folder, 'counted') };
}

async function run(program: string, counted: string): Promise<void> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, NODE_V8_COVERAGE: counted, NODE_OPTIONS: '' },
    stdio: 'ignore',
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
}

const RAN = { s: { if: 1, shut: 0, open: 1, never: 0 }, f: { gate: 1, never: 0 } };

describe('what a program did that a test started', () => {
  it('counts for its sources, types and all', async () => {
    const { folder, files, counted } = await arrange();
    await run(join(folder, 'src/program.ts'), counted);
    await raiseByV8(files, counted);
    expect([...files.values()][0]).toMatchObject(RAN);
  });

  it('counts for the sources of a bundle with a source map, and for none without', async () => {
    for (const sourcemap of ['inline', false] as const) {
      const { folder, files, counted } = await arrange();
      const outfile = join(folder, 'out/program.mjs');
      await build({
        entryPoints: [join(folder, 'src/program.ts')],
        outfile,
        bundle: true,
        format: 'esm',
        sourcemap,
        banner: { js: '// before' },
      });
      await run(outfile, counted);
      await raiseByV8(files, counted);
      const none = { s: { if: 0, open: 0 }, f: { gate: 0 } };
      expect([...files.values()][0]).toMatchObject(sourcemap === 'inline' ? RAN : none);
    }
  });

  it('adds up over programs, and counts for nothing where one left half a file', async () => {
    const { folder, files, counted } = await arrange();
    for (let count = 0; count < 2; count += 1) await run(join(folder, 'src/program.ts'), counted);
    expect(await readdir(counted)).toHaveLength(2);
    await writeFile(join(counted, 'coverage-1.json'), '{"result":[{"url":"file:///');
    await writeFile(join(counted, 'coverage-2.json'), '{"result":[{"url":7}]}');
    await raiseByV8(files, counted);
    expect([...files.values()][0]).toMatchObject({ s: { if: 2, shut: 0, open: 2 }, f: { gate: 2 } });
  });

  it('is nothing where no program ran', async () => {
    const { folder, files } = await arrange();
    await raiseByV8(files, join(folder, 'nowhere'));
    expect([...files.values()][0]).toMatchObject({ s: { if: 0 } });
  });
});
