import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { configurationHash, formatConfiguration, parseConfiguration } from './environment-file.ts';

const invalid = expect.objectContaining({ code: 'configuration-invalid' });
const names = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/);
/** Mostly of what the format itself is made of. */
const characters = fc.oneof(
  fc.constantFrom("'", '"', '`', '\\', '\\n', '#', '$', '=', ' ', '\t', '{', '}', 'A=1'),
  fc.string({ unit: 'grapheme', maxLength: 3 }).filter((text) => !/[\r\0]/.test(text)),
);
const oneLine = fc.array(characters, { maxLength: 12 }).map((parts) => parts.join(''));
const lines = fc.array(characters, { maxLength: 12 }).map((parts) => parts.join('\n').replaceAll('`', ''));

describe('a configuration file', () => {
  it.each([
    ['nothing', ''],
    ['spaces at both ends', '  a  '],
    ['what looks like a comment', 'a # b'],
    ['a dollar', '$HOME ${HOME}'],
    ['an equals sign', 'postgres://u:p@h/d?a=b'],
    ['a backslash and an n', 'a\\nb'],
    ['a backslash at the end', 'a\\'],
    ['lines', '-----BEGIN-----\nabc\n-----END-----\n'],
    ['a line that looks like a variable', "a\nB='2'"],
    ['an apostrophe', "it's"],
    ['an apostrophe and a backslash with an n', "it's\\n"],
    ['two kinds of quotation marks', `it's "so"`],
    ['all three kinds of quotation marks', `it's "so" \`now\``],
    ['letters beyond ASCII', 'é – 汉字 🦀'],
  ])('gives back a value with %s', (_what, value) => {
    const configuration = { A: 'first', VALUE: value, Z: 'last' };
    expect(parseConfiguration(formatConfiguration(configuration))).toEqual(configuration);
  });

  it('gives back what was written, whatever the values', () => {
    const values = fc.oneof(
      lines,
      oneLine.filter((value) => value.split(/['"`]/).length < 3),
    );
    fc.assert(
      fc.property(fc.dictionary(names, values, { maxKeys: 6 }), (configuration) => {
        expect(parseConfiguration(formatConfiguration(configuration))).toEqual({ ...configuration });
      }),
      { numRuns: 500 },
    );
  });

  it('is written so that it can be read back, or refused: never something else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), oneLine, (start, end) => {
        const configuration = { A: 'first', VALUE: `${start}${end}`, Z: 'last' };
        let text: string;
        try {
          text = formatConfiguration(configuration);
        } catch (error) {
          expect(error).toEqual(invalid);
          return;
        }
        expect(parseConfiguration(text)).toEqual(configuration);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['a carriage return', 'a\rb'],
    ['lines that end as on Windows', 'a\r\nb'],
    ['a null byte', 'a\0b'],
    ['lines and all three quotation marks', 'a\n\'"`'],
    ['all three quotation marks, the first of them at the start', '\'"`'],
    ['half a character', '\ud800'],
  ])('is not written when a value has %s, and the value is not told', (_what, value) => {
    const secret = `seawater${value}`.slice(value.startsWith("'") ? 8 : 0);
    expect(() => formatConfiguration({ TOKEN: secret })).toThrow(invalid);
    expect(() => formatConfiguration({ TOKEN: secret })).toThrow(/TOKEN/);
    expect(() => formatConfiguration({ TOKEN: secret })).not.toThrow(/seawater/);
  });

  it.each(['#NAME', ' NAME', 'NA=ME', '__proto__', ''])('is not written with %j as a name', (name) => {
    expect(() => formatConfiguration({ [name]: '1' })).toThrow(invalid);
  });

  it('is read as Node.js reads it: comments, blank lines, Windows line ends, bare values', () => {
    expect(parseConfiguration('# a\r\n\r\nA=1\r\nexport B = two words # why\r\nC=\r\n')).toEqual({
      A: '1',
      B: 'two words',
      C: '',
    });
  });
});

describe('a configuration’s hash', () => {
  const pairs = fc.uniqueArray(fc.tuple(names, oneLine), { selector: ([name]) => name, maxLength: 8 });

  it('does not depend on the order of the variables', () => {
    fc.assert(
      fc.property(pairs, (entries) => {
        const reversed = [...entries].reverse();
        expect(configurationHash(Object.fromEntries(entries))).toBe(
          configurationHash(Object.fromEntries(reversed)),
        );
      }),
    );
  });

  it('is another one for any other name or value', () => {
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        const [left, right] = [Object.fromEntries(a), Object.fromEntries(b)];
        const isSame = formatted(left) === formatted(right);
        expect(configurationHash(left) === configurationHash(right)).toBe(isSame);
      }),
    );
  });

  it.each([
    [{ A: '1' }, { A: '1', B: '' }],
    [{ A: '' }, {}],
    [
      { A: 'x', B: 'y' },
      { A: 'y', B: 'x' },
    ],
    [{ A: '1\nB=2' }, { A: '1', B: '2' }],
    [{ AB: 'C' }, { A: 'BC' }],
    [{ A: '1' }, { A: '1 ' }],
  ])('tells %j from %j', (left, right) => {
    expect(configurationHash(left)).not.toBe(configurationHash(right));
    expect(configurationHash(left)).toMatch(/^[0-9a-f]{16}$/);
  });
});

function formatted(configuration: Record<string, string>): string {
  return JSON.stringify(Object.entries(configuration).sort(([a], [b]) => (a < b ? -1 : 1)));
}
