import { z } from 'zod';
import type { Totals } from '../counters.ts';
import { METRICS, type FileCoverage, type Metric } from '../file-coverage.ts';
import { invalidReport, type Place } from './invalid-report.ts';
import { checkedTotals } from './numbers.ts';
import type { Found } from './reader.ts';

const count = z.int().nonnegative();
const metric = z.object({ total: count, covered: count });
const fileSchema = z.object({ lines: metric, branches: metric, functions: metric, statements: metric });

/** Istanbul’s `coverage-summary.json`: numbers by file, without lines, so that no patch can be proven by it. */
export function readIstanbulSummary(content: object, place: Place, found: Found): void {
  const { total, ...files } = content as Record<string, unknown>;
  const read = Object.entries(files).map(([path, value]) => fileCoverage(path, value, place));
  const sum = fileCoverage('total', total, place).metrics.lines as Totals;
  const counted = read.reduce((all, { metrics }) => all + (metrics.lines as Totals).found, 0);
  if (sum.found !== counted)
    throw invalidReport(place, `a total of ${counted} lines, which its files have`, String(sum.found));
  for (const file of read) found(file);
}

function fileCoverage(path: string, value: unknown, place: Place): FileCoverage {
  const parsed = fileSchema.safeParse(value);
  if (!parsed.success)
    throw invalidReport(place, `Istanbul’s totals for ${path}`, z.prettifyError(parsed.error));
  const metrics: Partial<Record<Metric, Totals>> = {};
  for (const name of METRICS) {
    const { total, covered } = parsed.data[name];
    metrics[name] = checkedTotals({ found: total, hit: covered }, `${name} of ${path}`, place);
  }
  return { path, metrics };
}
