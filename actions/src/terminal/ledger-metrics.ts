import type { LedgerMetrics } from '../ledger/metrics.ts';
import type { Metric, Spread } from '../ledger/metrics-spread.ts';
import { span } from './span.ts';
import { table } from './table.ts';

/** How an environment delivers, a row a metric. What there is no data of says so. Fits a terminal of 120 columns. */
export function ledgerMetrics(metrics: LedgerMetrics): string {
  const { deploymentFrequency, leadTime, changeFailureRate, recoveryTime } = metrics;
  const rows = [
    row('deployment frequency', deploymentFrequency, {
      value: frequency(deploymentFrequency),
      of: [count(deploymentFrequency.samples, 'deployment')],
    }),
    row('lead time for changes', leadTime, {
      ...times(leadTime),
      of: [count(leadTime.samples, 'release'), some(leadTime.unknown, 'unknown')],
    }),
    row('change failure rate', changeFailureRate, {
      value: `${twoDigits((changeFailureRate.value ?? 0) * 100)} %`,
      of: [count(changeFailureRate.samples, 'deployment') + failures(changeFailureRate)],
    }),
    row('failed deployment recovery time', recoveryTime, {
      ...times(recoveryTime),
      of: [count(recoveryTime.samples, 'failure'), some(recoveryTime.open, 'not recovered')],
    }),
    ...revertRows(metrics),
  ];
  return `${table(['metric', 'rate or median', 'worst', 'of'], rows)}\n${windowText(metrics)}`;
}

interface Cells {
  readonly value: string;
  readonly worst?: string;
  /** What the value is made from; empty texts are left out. */
  readonly of: readonly string[];
}

function row(name: string, metric: Metric, { value, worst = '–', of }: Cells): string[] {
  const counts = of.filter((text) => text !== '');
  if (metric.value === null) return [name, 'no data', '–', [metric.missing, ...counts].join('; ')];
  return [name, value, worst, counts.join(', ')];
}

function frequency({ value, perWeek }: LedgerMetrics['deploymentFrequency']): string {
  const aWeek = perWeek === null ? '' : `, ${twoDigits(perWeek)} a week`;
  return `${twoDigits(value ?? 0)} a day${aWeek}`;
}

function failures(rate: LedgerMetrics['changeFailureRate']): string {
  const kinds = ['reverted', 'frozen', 'withdrawn'] as const;
  const counts = kinds.map((kind) => some(rate[kind], kind)).filter((text) => text !== '');
  return counts.length === 0 ? '' : `:\n${counts.join(', ')}`;
}

function revertRows({ reverts }: LedgerMetrics): string[][] {
  const spreads = [
    ['revert: to detect', reverts.detect],
    ['revert: to decide', reverts.decide],
    ['revert: to act', reverts.act],
  ] as const;
  return spreads.map(([name, spread]) => {
    const untimed = some(reverts.each.length - spread.samples, 'not timed');
    return row(name, spread, { ...times(spread), of: [count(spread.samples, 'revert'), untimed] });
  });
}

function times({ value, worst }: Spread): Pick<Cells, 'value' | 'worst'> {
  return { value: span(value ?? 0), worst: span(worst ?? 0) };
}

function windowText({ window: { from, to, days }, leftOut }: LedgerMetrics): string {
  const before = leftOut === 0 ? '' : ` Left out: ${count(leftOut, 'attempt')} that ended before.`;
  return `Seen from ${minute(from)} to ${minute(to)} UTC, ${span(days * 86_400_000)}.${before}`;
}

function minute(iso: string): string {
  return iso.slice(0, 'YYYY-MM-DDThh:mm'.length).replace('T', ' ');
}

function some(number: number, what: string): string {
  return number === 0 ? '' : `${number} ${what}`;
}

function count(number: number, noun: string): string {
  return some(number, number === 1 ? noun : `${noun}s`);
}

/** Two digits that count: 0.033 is not 0. */
function twoDigits(value: number): string {
  return Number(value.toPrecision(2)).toString();
}
