import { describe, expect, it } from '@jest/globals';
import { readsIn } from './code-reads.ts';

function namesIn(text: string): string[] {
  return (
    readsIn(text)
      ?.named.map(({ name }) => name)
      .toSorted() ?? ['not parsed']
  );
}

describe('the reads of the environment in a source', () => {
  it.each<[string, string, string[]]>([
    ['a member', 'listen(process.env.PORT)', ['PORT']],
    ['a member by a text', `process.env['PORT']; process?.env?.["HOST"]`, ['HOST', 'PORT']],
    ['what is taken apart', 'const { A, B: b = 1, "C": c } = process.env', ['A', 'B', 'C']],
    ['an alias', 'const env = process.env;\nuse(env.A, env["B"])', ['A', 'B']],
    ['an import', `import { env as e } from 'node:process'; e.A`, ['A']],
    ['globalThis and import.meta', 'globalThis.process.env.A + import.meta.env.B', ['A', 'B']],
    [
      'types',
      'const a: string = process.env.A!; enum E { X = 1 }; const b = <string>process.env.B',
      ['A', 'B'],
    ],
    [
      'what only the type checker sees',
      '(process.env as Env).A; const { B } = process.env satisfies Env; process.env!.C',
      ['A', 'B', 'C'],
    ],
    ['elements', 'const a = (x: string) => <p title={process.env.A}>{x}</p>', ['A']],
    ['decorators', '@a() class A { @b x = process.env.A }', ['A']],
    ['CommonJS', 'module.exports = { a: process.env.A }; return', ['A']],
    ['a read inside a text', '`${process.env.A}`', ['A']],
    ['words in comments and texts', '// process.env.A\nconst a = "process.env.B"', []],
    ['another env', 'other.env.A; const { B } = env', []],
  ])('are found in %s', (_what, text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it('stand at their lines', () => {
    expect(readsIn('\n\nprocess.env.A;\nconst {\n B } = process.env')?.named).toEqual(
      expect.arrayContaining([
        { name: 'A', line: 3 },
        { name: 'B', line: 4 },
      ]),
    );
  });

  it.each([
    'parse(process.env)',
    'const { A, ...rest } = process.env',
    'process.env[name]',
    'const e = { ...process.env }',
    'const e = process.env; f(e)',
  ])('may be of all of it: %s', (text) => {
    expect(readsIn(text)?.isReadWhole).toBe(true);
  });

  it.each([
    'process.env.A',
    'const { A } = process.env',
    'const e = process.env; e.A',
    'import { env } from "node:process"; env.A',
  ])('are not of all of it in %s', (text) => {
    expect(readsIn(text)?.isReadWhole).toBe(false);
  });

  it('tell what is asked for from what is declared', () => {
    const text =
      'const schema = { A: 1, "B": 2 }; use(configuration.C, get("D")); const { E } = configuration; ["F"]';
    expect(readsIn(text)?.mentioned).toEqual(expect.arrayContaining(['C', 'D', 'E']));
    for (const name of ['A', 'B', 'F']) expect(readsIn(text)?.mentioned).not.toContain(name);
  });

  it('are unknown where a text is no source', () => {
    expect(readsIn('const = <<<')).toBeUndefined();
  });

  it('are found however deep they stand', () => {
    expect(namesIn(`${'['.repeat(100)}process.env.A${']'.repeat(100)}`)).toEqual(['A']);
  });
});
