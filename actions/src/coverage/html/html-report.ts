import type { Verdict } from '../../verdict/verdict.ts';
import type { Totals } from '../counters.ts';
import type { Demands } from '../demands.ts';
import { METRICS } from '../file-coverage.ts';
import type { Measurement } from '../measure.ts';
import { describeThreshold, percentOf, type Threshold } from '../thresholds.ts';
import { totalsOfFiles } from '../totals.ts';
import { escapeMarkup } from './escape.ts';
import { fileRows } from './file-rows.ts';
import { patchSections } from './patch-sections.ts';
import { STYLE } from './style.ts';

/** One page that stands alone: no script, no font, no picture from elsewhere, and nothing that could load any. */
export async function htmlReport(
  measurement: Measurement,
  demands: Demands,
  verdict: Verdict,
): Promise<string> {
  const { kind, summary } = verdict;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Coverage: ${kind}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>Coverage <span class="${kind}">${kind}</span></h1>
<p>${escapeMarkup(summary)}</p>
</header>
<main>
<div class="cards">${cards(measurement, demands)}</div>
${findings(verdict)}
${await patchSections(measurement)}
<h2>Files</h2>
<table>
<thead><tr><th scope="col">file</th>${METRICS.map((metric) => `<th scope="col">${metric}</th>`).join('')}<th scope="col">uncovered lines</th></tr></thead>
<tbody>
${fileRows(measurement.files)}
</tbody>
</table>
</main>
</body>
</html>
`;
}

function cards({ files, patch }: Measurement, demands: Demands): string {
  const totals = totalsOfFiles(files);
  const shown: { name: string; totals: Totals | undefined; threshold: Threshold | undefined }[] = [
    ...METRICS.map((metric) => ({ name: metric, totals: totals[metric], threshold: demands.total[metric] })),
    { name: 'changed lines', totals: patch?.totals, threshold: demands.patch },
  ];
  return shown
    .flatMap(({ name, totals: measured, threshold }) =>
      measured === undefined
        ? []
        : [
            `<div class="card"><strong>${percentOf(measured)}</strong><span>${name}</span><small>${measured.hit} of ${measured.found}${
              threshold === undefined ? '' : `; demanded ${describeThreshold(threshold)}`
            }</small></div>`,
          ],
    )
    .join('');
}

function findings({ findings: found }: Verdict): string {
  if (found.length === 0) return '';
  const items = found.map(
    ({ message, remedy = '', code }) =>
      `<li><b>${escapeMarkup(message)}</b> ${escapeMarkup(remedy)} <code>${code}</code></li>`,
  );
  return `<h2>Findings</h2>\n<ul>${items.join('\n')}</ul>`;
}
