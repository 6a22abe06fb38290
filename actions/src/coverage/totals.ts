import type { Totals } from './counters.ts';
import { METRICS, totalsIn, type FileCoverage, type Metric } from './file-coverage.ts';

export type MetricTotals = Readonly<Partial<Record<Metric, Totals>>>;

/** Of several files together, each counted by what is in it: never an average of averages. A metric that no file has is none. */
export function totalsOfFiles(files: readonly FileCoverage[]): MetricTotals {
  const totals: Partial<Record<Metric, Totals>> = {};
  for (const file of files) {
    for (const metric of METRICS) {
      const own = totalsIn(file, metric);
      if (own === undefined) continue;
      const before = totals[metric] ?? { found: 0, hit: 0 };
      totals[metric] = { found: before.found + own.found, hit: before.hit + own.hit };
    }
  }
  return totals;
}
