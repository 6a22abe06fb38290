import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SaxesParser } from 'saxes';
import { badge } from './badge.ts';
import { htmlReport } from './html/html-report.ts';
import type { Measurement } from './measure.ts';

const EVIL = `<script>alert("1")</script>'&\u0000`;

describe('the badge', () => {
  it.each<[string, number, number, string]>([
    ['what is covered, rounded down', 9999, 10_000, '99.99 %'],
    ['what is covered', 1, 2, '50 %'],
    ['that nobody knows', 0, 0, 'unknown'],
  ])('shows %s', (_what, hit, found, shown) => {
    const svg = badge({ files: [{ path: 'a', metrics: { lines: { found, hit } } }], doubts: [] });
    expect(svg).toContain(`aria-label="coverage: ${shown}"`);
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(svg).close();
  });

  it('does not show what is not believed', () => {
    const files = [{ path: 'a', metrics: { lines: { found: 2, hit: 2 } } }];
    expect(badge({ files, doubts: [{ code: 'coverage-stale', message: 'old' }] })).toContain('unknown');
  });
});

describe('the page', () => {
  it('stays text whatever paths, messages and sources say, and loads nothing', async () => {
    const root = await mkdtemp(join(tmpdir(), 'tg-page-'));
    try {
      await writeFile(join(root, 'a.ts'), `${EVIL}\n${EVIL}\n`);
      const measurement: Measurement = {
        tree: { root, isRepository: true, folder: '', files: [] },
        files: [{ path: EVIL, metrics: { lines: Float64Array.of(2, 5, 6) } }],
        doubts: [],
        unmeasured: [],
        emptySources: [],
        patch: {
          changed: 1,
          totals: { found: 2, hit: 1 },
          files: [{ path: 'a.ts', totals: { found: 2, hit: 1 }, uncovered: [{ from: 1, to: 1 }] }],
          unmeasured: [],
          withoutLines: [],
        },
        base: undefined,
      };
      const demands = { total: {}, perFile: {}, globs: [], source: [], exclude: [] };
      const findings = [{ code: 'coverage-low' as const, message: EVIL, remedy: EVIL }];
      const verdict = {
        kind: 'fail',
        reasonCode: 'coverage-low',
        summary: EVIL,
        findings,
        facts: {},
      } as const;
      const page = await htmlReport(measurement, demands, verdict);
      expect(page).not.toMatch(/<script|<img|<link|<iframe|\bsrc=|\bhref=|url\(|@import/i);
      expect(page).not.toContain('\u0000');
      expect(page.match(/&lt;script&gt;alert\(&quot;1&quot;\)/g)).toHaveLength(6);
      expect(page).toContain('<td class="lines">1, 3</td>');
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
