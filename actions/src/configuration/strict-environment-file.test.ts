import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readEnvironmentFile } from './strict-environment-file.ts';

const secret = randomBytes(12).toString('hex');

describe('a .env file', () => {
  it.each<[string, string, Record<string, string>]>([
    ['a byte order mark', '\uFEFFA=1\nB=2', { A: '1', B: '2' }],
    ['Windows line ends', 'A=1\r\n\r\nB="x"\r\n', { A: '1', B: 'x' }],
    ['comments', "# A=0\nA=1 # why\nB='a # b' # too\n  # C\n# D=1", { A: '1', B: 'a # b' }],
    ['export', 'export A=1\nexport  B = two words\n', { A: '1', B: 'two words' }],
    ['all three quotation marks', `A='a"b'\nB="it's"\nC=\`'"\``, { A: 'a"b', B: "it's", C: `'"` }],
    [
      'a value over several lines',
      'A="-----BEGIN\nx=y\n# no comment\nEND-----"\nB=1',
      {
        A: '-----BEGIN\nx=y\n# no comment\nEND-----',
        B: '1',
      },
    ],
    ['\\n in double quotation marks', 'A="a\\nb"\nB=\'a\\nb\'', { A: 'a\nb', B: 'a\\nb' }],
    ['empty values', 'A=\nB=""\nC= # none', { A: '', B: '', C: '' }],
    ['equals signs and dollars', 'A=a=b==\nB=$A ${A}', { A: 'a=b==', B: '$A ${A}' }],
    ['lines that are very long', `A=${'x'.repeat(100_000)}\nB=1`, { A: 'x'.repeat(100_000), B: '1' }],
    ['no line at all', '', {}],
  ])('is read with %s', (_what, text, configuration) => {
    expect(readEnvironmentFile(text)).toMatchObject({ configuration, mistakes: [] });
  });

  it.each<[string, string, number]>([
    ['a name twice', `A=1\nB=2\nA=${secret}`, 3],
    ['a name twice with one value', `A=${secret}\n\nA=${secret}`, 3],
    ['a line without an equals sign', `A=1\n${secret}`, 2],
    ['a name that is none', `A=1\n\nA-B=${secret}`, 3],
    ['a quotation mark that is never closed', `A=1\nB="${secret}\nC=3`, 2],
    ['more behind the closing mark', `A='${secret}'s'\nB=1`, 1],
    ['a bare # inside a value', `A=1\nB=${secret}#1`, 2],
    ['the rest of a value on a line of its own', `A=1\nB=x\n  ${secret}`, 3],
    ['a comment that the reader takes for a variable', `A=1\n  # B=${secret}`, 2],
    ['a carriage return alone', `A=1\rB=${secret}`, 1],
    ['a space that one reader cuts off and another does not', `A=1\nB=${secret}\u00a0`, 2],
    ['a null byte', `A=1\nB=${secret}\0\nC=1`, 2],
  ])('is refused for %s, at its line, without telling a value', (_what, text, line) => {
    const { mistakes } = readEnvironmentFile(text);
    expect(mistakes.map((mistake) => mistake.line)).toContain(line);
    expect(JSON.stringify(mistakes)).not.toContain(secret);
  });

  it('tells all mistakes at once, in the order of their lines', () => {
    const { mistakes } = readEnvironmentFile('A=1\nfoo\nA=2\nB="x\nC=1#2');
    expect(mistakes.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  });

  it('says where each variable stands', () => {
    const { lines } = readEnvironmentFile('# x\nA="1\n2"\nB=3\r\nC=4');
    expect([...lines]).toEqual([
      ['A', 2],
      ['B', 4],
      ['C', 5],
    ]);
  });
});
