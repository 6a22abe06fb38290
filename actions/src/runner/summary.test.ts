import { describe, expect, it } from '@jest/globals';
import { escapeMarkdown, summaryMarkdown } from './summary.ts';

describe('a job’s summary', () => {
  it('keeps text from outside text', () => {
    const hostile = '<img src=x> [a](http://b) `c` | @octocat\n# d';
    expect(escapeMarkdown(hostile)).toBe(
      '&lt;img src=x&gt; \\[a\\]\\(http://b\\) \\`c\\` \\| @\u200Boctocat \\# d',
    );
  });

  it('shows fifty rows of a table and counts the others', () => {
    const rows = Array.from({ length: 53 }, (_, index) => [`row ${index}`]);
    const text = summaryMarkdown([{ kind: 'table', head: ['a'], rows, of: 'files' }]);
    expect(text.split('\n').filter((line) => line.startsWith('| row'))).toHaveLength(50);
    expect(text).toContain('… and 3 more files.');
  });

  it('leaves out whole parts from its end when it is too large, and says how many', () => {
    const parts = [100, 400, 600].map((length) => ({ kind: 'text', text: 'x'.repeat(length) }) as const);
    const text = summaryMarkdown(parts, 700);
    expect(text.match(/x+/g)?.map((run) => run.length)).toEqual([100, 400]);
    expect(text).toContain('1 more parts did not fit');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(700);
  });
});
