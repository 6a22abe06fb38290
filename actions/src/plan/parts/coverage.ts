import { tableOf } from '../../runner/summary.ts';
import type { PlanFacts } from '../facts.ts';
import { section } from '../markdown.ts';
import type { CoverageChange } from '../measured-coverage.ts';

/** What the tests cover of the two releases' sources, as the evidence that is at hand says. */
export function coveragePart({ coverage }: PlanFacts): string {
  if (coverage.length === 0) return section('Coverage', 'No evidence of it is at hand.');
  const rows = coverage.map((change) => [
    change.metric,
    percent(change.before),
    percent(change.after),
    pointsText(change),
  ]);
  return section('Coverage', tableOf({ head: ['of', 'before', 'after', 'change'], rows, of: 'metrics' }));
}

/** Rounded down, as the gate does: 100 % is all of it. */
function percent(share: number | undefined): string {
  return share === undefined ? 'not known' : `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}

function pointsText({ before, after }: CoverageChange): string {
  if (before === undefined || after === undefined) return '–';
  const points = (after - before) * 100;
  if (Math.abs(points) < 0.005) return 'none';
  return `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(2)} points`;
}
