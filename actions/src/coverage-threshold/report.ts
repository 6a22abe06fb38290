import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Demands } from '../coverage/demands.ts';
import { METRICS } from '../coverage/file-coverage.ts';
import type { Measurement } from '../coverage/measure.ts';
import { describeThreshold, percentOf } from '../coverage/thresholds.ts';
import { totalsOfFiles } from '../coverage/totals.ts';
import type { Annotation } from '../runner/annotations.ts';
import type { SummaryPart } from '../runner/summary.ts';
import type { Verdict } from '../verdict/verdict.ts';

export const OUTPUTS: readonly string[] = [...METRICS, 'patch', 'uncovered-lines'];

/** What is covered against what is demanded, and, of a change, its files that lack most. */
export function summaryParts(measurement: Measurement, demands: Demands): SummaryPart[] {
  const totals = totalsOfFiles(measurement.files);
  const { patch, base } = measurement;
  const rows = METRICS.flatMap((metric) => {
    const measured = totals[metric];
    if (measured === undefined) return [];
    const demanded = demands.total[metric];
    const before = base?.totals[metric];
    return [
      [
        metric,
        percentOf(measured),
        `${measured.hit} of ${measured.found}`,
        demanded === undefined ? '' : describeThreshold(demanded),
        before === undefined ? '' : percentOf(before),
      ],
    ];
  });
  const changed =
    patch === undefined || demands.patch === undefined
      ? []
      : [
          [
            'changed lines',
            percentOf(patch.totals),
            `${patch.totals.hit} of ${patch.totals.found}`,
            describeThreshold(demands.patch),
            '',
          ],
        ];
  const head = ['what', 'covered', 'of', 'demanded', 'at the base'];
  return [
    { kind: 'table', head, rows: [...rows, ...changed], of: 'metrics' },
    ...uncoveredTable(measurement),
  ];
}

function uncoveredTable({ patch }: Measurement): SummaryPart[] {
  const files = (patch?.files ?? []).filter(({ uncovered }) => uncovered.length > 0);
  if (files.length === 0) return [];
  const rows = files
    .toSorted((one, other) => missed(other) - missed(one))
    .map(({ path, totals, uncovered }) => [
      path,
      percentOf(totals),
      uncovered.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', '),
    ]);
  return [{ kind: 'table', head: ['changed file', 'covered', 'uncovered changed lines'], rows, of: 'files' }];
}

function missed({ totals }: { totals: { found: number; hit: number } }): number {
  return totals.found - totals.hit;
}

/** Each run of changed lines that no test reaches, at its place below the workspace. */
export function annotationsOf(
  { patch, tree }: Measurement,
  { findings }: Verdict,
  workspace: string,
): Annotation[] {
  const isTooMany = findings.some(({ code }) => code === 'patch-uncovered');
  const root = relative(realpathSync(workspace), join(tree.root, tree.folder));
  return (patch?.files ?? []).flatMap(({ path, uncovered }) =>
    uncovered.map(({ from, to }) => ({
      kind: isTooMany ? ('error' as const) : ('warning' as const),
      title: 'Not covered',
      message: from === to ? `No test reaches line ${from}.` : `No test reaches the lines ${from} to ${to}.`,
      file: join(root, path).replaceAll('\\', '/'),
      line: from,
      endLine: to,
    })),
  );
}

export function outputsOf({ files, patch }: Measurement): Record<string, string> {
  const totals = totalsOfFiles(files);
  const metrics = METRICS.flatMap((metric) => {
    const measured = totals[metric];
    return measured === undefined || measured.found === 0 ? [] : [[metric, number(measured)] as const];
  });
  const uncovered = (patch?.files ?? []).flatMap(({ path, uncovered: ranges }) =>
    ranges.map(({ from, to }) => ({ path, from, to })),
  );
  return {
    ...Object.fromEntries(metrics),
    ...(patch === undefined || patch.totals.found === 0 ? {} : { patch: number(patch.totals) }),
    ...(patch === undefined ? {} : { 'uncovered-lines': JSON.stringify(uncovered) }),
  };
}

/** Per cent without its sign. */
function number(totals: Parameters<typeof percentOf>[0]): string {
  return percentOf(totals).replace(' %', '');
}
