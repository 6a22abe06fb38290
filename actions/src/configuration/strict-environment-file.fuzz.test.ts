import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatConfiguration, parseConfiguration } from './environment-file.ts';
import { readEnvironmentFile } from './strict-environment-file.ts';

const EXAMPLE = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
const QUOTED = `A='1'\nexport B="x\\ny"\nKEY="-----BEGIN-----\nab=c\n-----END-----"\n# C=1\nD=\`it's "so"\` # why\n`;
const FILES = [EXAMPLE, QUOTED, EXAMPLE.replaceAll('\n', '\r\n'), `\uFEFF${QUOTED}`];
const pieces = fc.constantFrom(
  '=',
  '\n',
  '\r',
  '\r\n',
  "'",
  '"',
  '`',
  '#',
  '\\',
  '\\n',
  ' ',
  'export ',
  '\0',
  '\uFEFF',
  'A',
  'A=1\n',
);

/** A real file with some of its characters cut out, doubled, or put in between. */
const mutated = fc
  .tuple(
    fc.constantFrom(...FILES),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.oneof(pieces, fc.string({ maxLength: 3 }))), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([file, edits]) =>
    edits.reduce((text, [at, cut, piece]) => {
      const from = at % (text.length + 1);
      return `${text.slice(0, from)}${piece}${text.slice(from + cut)}`;
    }, file),
  );

describe('the reader of .env files', () => {
  it('is sure of 10,000 mutated files, or says at which line it is not', () => {
    let sure = 0;
    fc.assert(
      fc.property(mutated, (text) => {
        const { configuration, mistakes, lines } = readEnvironmentFile(text);
        const last = text.split('\n').length;
        for (const { line } of mistakes) expect(line >= 1 && line <= last).toBe(true);
        if (mistakes.length > 0) return;
        sure += 1;
        // What a host reads after the file was written down anew is what was judged.
        expect(Object.keys(configuration).toSorted()).toEqual([...lines.keys()].toSorted());
        expect(parseConfiguration(formatConfiguration(configuration))).toEqual(configuration);
      }),
      { numRuns: 10_000 },
    );
    expect(sure).toBeGreaterThan(500);
  });

  it('never says that it read a variable which another line gives again', () => {
    fc.assert(
      fc.property(mutated, fc.constantFrom('A', 'PORT', 'NODE_ENV'), (text, name) => {
        const { mistakes } = readEnvironmentFile(`${name}=first\n${name}=second\n${text}`);
        expect(mistakes.some((mistake) => mistake.name === name && mistake.line === 2)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
