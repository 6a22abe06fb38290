import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMetricsText } from './prometheus-text.ts';

function parseOne(line: string): unknown {
  const parsed = parseMetricsText(line);
  if (parsed.kind === 'unreadable') return parsed.kind;
  return parsed.samples.map(({ name, labels, value }) => [name, Object.fromEntries(labels), value]);
}

describe('reading Prometheus’ text format', () => {
  it.each([
    ['no labels', 'up 1', [['up', {}, 1]]],
    ['empty labels', 'up{} 1', [['up', {}, 1]]],
    ['a timestamp', 'up{a="b"} 1027 1395066363000', [['up', { a: 'b' }, 1027]]],
    ['an exponent', 'up 1.458255915e9', [['up', {}, 1458255915]]],
    ['+Inf', 'up +Inf', [['up', {}, Infinity]]],
    ['-Inf', 'up -Inf', [['up', {}, -Infinity]]],
    ['NaN', 'up NaN', [['up', {}, NaN]]],
    ['a trailing comma', 'up{a="b",} 1', [['up', { a: 'b' }, 1]]],
    ['spaces inside the braces', 'up{ a = "b" , c="d" }  1 ', [['up', { a: 'b', c: 'd' }, 1]]],
    ['escapes', String.raw`up{a="C:\\DIR\\F \"x\"\n,}"} 1`, [['up', { a: 'C:\\DIR\\F "x"\n,}' }, 1]]],
    ['an exemplar', 'up_bucket{le="1"} 17 # {trace_id="oHg5"} 0.67', [['up_bucket', { le: '1' }, 17]]],
    ['an exemplar with times', 'up 17 1.5 # {a="b"} 0.67 1520879607.7', [['up', {}, 17]]],
    ['comments and the end', '# HELP up Whether.\n# TYPE up gauge\nup 1\n# EOF\n', [['up', {}, 1]]],
    ['carriage returns', 'up 1\r\n', [['up', {}, 1]]],
  ])('reads %s', (_, line, samples) => {
    expect(parseOne(line)).toEqual(samples);
  });

  it.each([
    'up',
    'up{a="b" 1',
    'up{a="b"}',
    'up{a=b} 1',
    'up {a="b"} 1',
    'up{a="b} 1',
    'up{a="b"c="d"} 1',
    'up{a="b",a="c"} 1',
    'up 0x10',
    'up 1,5',
    'up one',
    'up 1 yesterday',
    'up 1 2 3',
    '1up 1',
    '<!doctype html>',
  ])('refuses %s', (line) => {
    expect(parseOne(line)).toBe('unreadable');
  });

  it('gives back any label value that was escaped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
        expect(parseOne(`up{a="${escaped}"} 1`)).toEqual([['up', { a: value }, 1]]);
      }),
    );
  });

  it('names the line, not what it holds', () => {
    expect(parseMetricsText('up 1\nsecret{')).toEqual({
      kind: 'unreadable',
      problem: 'Line 2 is not a sample of Prometheus’ text format.',
    });
  });
});
