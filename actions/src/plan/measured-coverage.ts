import { z } from 'zod';
import { METRICS, type Metric } from '../coverage/file-coverage.ts';
import type { MetricTotals } from '../coverage/totals.ts';
import { statementSchema } from '../evidence/statement.ts';
import type { FoundEvidence } from '../evidence/store.ts';
import type { Digest } from '../release/release.ts';

const totals = z.object({ found: z.int().nonnegative(), hit: z.int().nonnegative() });
const factsSchema = z.object({ totals: z.partialRecord(z.enum(METRICS), totals) });

/** What the gate `coverage` measured of an artifact; `undefined` without evidence of it, or with one of something else. */
export function measuredCoverage(
  statements: readonly Pick<FoundEvidence, 'content'>[],
  digest: Digest,
): MetricTotals | undefined {
  for (const { content } of statements) {
    const { data } = statementSchema.safeParse(content);
    if (data?.predicate.gate !== 'coverage' || data.subject[0].digest.sha256 !== digest) continue;
    const facts = factsSchema.safeParse(data.predicate.facts).data;
    if (facts !== undefined && Object.keys(facts.totals).length > 0) return facts.totals;
  }
  return undefined;
}

export interface CoverageChange {
  readonly metric: Metric;
  /** A share of one; `undefined` where it was not measured, or nothing was there to cover. */
  readonly before: number | undefined;
  readonly after: number | undefined;
}

export function coverageChanges(
  before: MetricTotals | undefined,
  after: MetricTotals | undefined,
): CoverageChange[] {
  return METRICS.map((metric) => ({
    metric,
    before: shareOf(before?.[metric]),
    after: shareOf(after?.[metric]),
  })).filter((change) => change.before !== undefined || change.after !== undefined);
}

function shareOf(measured: MetricTotals[Metric]): number | undefined {
  return measured === undefined || measured.found === 0 ? undefined : measured.hit / measured.found;
}
