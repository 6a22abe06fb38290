import { describe, expect, it } from '@jest/globals';
import { duration, table } from './table.ts';

describe('a table', () => {
  it('has a line under its head and none between its rows, and several lines in a cell', () => {
    const drawn = table(
      ['name', 'says'],
      [
        ['a', '1'],
        ['b', 'two\nlines'],
      ],
    );
    expect(drawn.split('\n').map((line) => line.replaceAll(/[│┌┐└┘┬┴─\s]+/g, ' ').trim())).toEqual([
      '',
      'name says',
      'a 1',
      'b two',
      'lines',
      '',
    ]);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [1000, '1.0 s'],
    [61_240, '61.2 s'],
  ])('of %d milliseconds is shown as %s', (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});
