import { describe, expect, it } from '@jest/globals';
import { statementLineOf } from './continuation.ts';

/** Lines that begin with ● are counted. */
function statementOf(changed: string, ...text: string[]): string | undefined {
  const lines = text.map((line) => line.replace('●', ''));
  const counted = new Set(text.flatMap((line, index) => (line.includes('●') ? [index + 1] : [])));
  const found = statementLineOf(lines, lines.indexOf(changed) + 1, (line) => counted.has(line));
  return found === undefined ? undefined : lines[found - 1];
}

describe('a line without a counter', () => {
  it.each([
    ['an argument', 'run(', ['●run(', '  one,', '  // what it is for', '', '  two,', ');'], '  two,'],
    ['a chain', 'return list', ['●return list', '  .filter(isBig)', '  .map(double);'], '  .map(double);'],
    ['a property', 'return {', ['●return {', '  a: 1,', '  b: 2,', '};'], '  b: 2,'],
    ['an operand', 'const all =', ['●const all =', '  one &&', '  two;'], '  two;'],
    ['a nested one', 'f({', ['●f({', '  a: {', '    b: [', '      1,', '    ],', '  },', '});'], '      1,'],
  ])('that is %s belongs to the statement that goes on there', (_what, statement, text, changed) => {
    expect(statementOf(changed, ...text)).toBe(statement);
  });

  it.each([
    [
      'a member of a type',
      ['●run();', 'interface Tide {', '  readonly level: number;', '}'],
      '  readonly level: number;',
    ],
    ['a type after a statement', ['●run();', 'type Level = number;'], 'type Level = number;'],
    ['a comment', ['●run(', '  // why', '  one);'], '  // why'],
    ['a closing bracket', ['●run(', '  one,', ');'], ');'],
    ['a blank line', ['●run(', '', '  one);'], ''],
    ['the first of all', ['import x from "x";', '●run();'], 'import x from "x";'],
  ])('that is %s belongs to none', (_what, text, changed) => {
    expect(statementOf(changed, ...text)).toBeUndefined();
  });
});
