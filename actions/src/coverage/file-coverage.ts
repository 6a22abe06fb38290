import { UserError } from '../errors.ts';
import { mergeCounters, totalsOf, type Counters, type Totals } from './counters.ts';

/** What can be covered. JaCoCo and lcov know no statements, and many tools no branches. */
export const METRICS = ['lines', 'branches', 'functions', 'statements'] as const;
export type Metric = (typeof METRICS)[number];

/** What a report says about a file. A metric that is not there was not measured, which is something else than 0 of 0. */
export interface FileCoverage {
  /** As the report writes it, or, once it is matched, below the repository with forward slashes. */
  readonly path: string;
  readonly metrics: Readonly<Partial<Record<Metric, Counters | Totals>>>;
}

export function totalsIn({ metrics }: FileCoverage, metric: Metric): Totals | undefined {
  const measured = metrics[metric];
  return measured instanceof Float64Array ? totalsOf(measured) : measured;
}

/** The file's lines one by one; `undefined` where the report has their number alone, or none. */
export function linesOf({ metrics: { lines } }: FileCoverage): Counters | undefined {
  return lines instanceof Float64Array ? lines : undefined;
}

/** Two reports of one file as one: covered is what either covers. `UserError` coverage-invalid. */
export function mergeFiles(left: FileCoverage, right: FileCoverage): FileCoverage {
  const metrics: Partial<Record<Metric, Counters | Totals>> = {};
  for (const metric of METRICS) {
    const [one, other] = [left.metrics[metric], right.metrics[metric]];
    const merged =
      one === undefined || other === undefined
        ? (one ?? other)
        : mergeMetric(one, other, `${left.path}: ${metric}`);
    if (merged !== undefined) metrics[metric] = merged;
  }
  return { path: left.path, metrics };
}

function mergeMetric(left: Counters | Totals, right: Counters | Totals, what: string): Counters | Totals {
  if (left instanceof Float64Array && right instanceof Float64Array) return mergeCounters(left, right);
  const one = left instanceof Float64Array ? totalsOf(left) : left;
  const other = right instanceof Float64Array ? totalsOf(right) : right;
  // Which ones were covered twice nobody knows: together they are at least as many as the larger number.
  if (one.found === other.found) return { found: one.found, hit: Math.max(one.hit, other.hit) };
  throw new UserError({
    code: 'coverage-invalid',
    message: `${what}: expected two reports of one file to count the same, found ${one.found} and ${other.found}.`,
    remedy:
      'Give reports that list lines one by one (lcov, coverage-final.json, Cobertura), or only one of them.',
  });
}
