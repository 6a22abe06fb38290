import type { Measurement } from './measure.ts';
import { escapeMarkup } from './html/escape.ts';
import { percentOf } from './thresholds.ts';
import { totalsOfFiles } from './totals.ts';

const [HEIGHT, PADDING, CHARACTER] = [20, 7, 6.6];
const LABEL = 'coverage';
/** White on each of them has a contrast of 4.5 and more (WCAG 2.2, 1.4.3). */
const COLOURS = [
  { from: 80, colour: '#1a7f37' },
  { from: 60, colour: '#8a6100' },
  { from: 0, colour: '#b3261e' },
] as const;
const UNKNOWN = '#57606a';

/** An SVG that shows how many lines are covered; `unknown`, not 100 %, where none are counted or the report can’t be believed. */
export function badge({ files, doubts }: Pick<Measurement, 'files' | 'doubts'>): string {
  const { lines } = totalsOfFiles(files);
  const isKnown = lines !== undefined && lines.found > 0 && doubts.length === 0;
  const value = isKnown ? percentOf(lines) : 'unknown';
  const share = isKnown ? (lines.hit * 100) / lines.found : Number.NaN;
  const colour = COLOURS.find(({ from }) => share >= from)?.colour ?? UNKNOWN;
  const [left, right] = [widthOf(LABEL), widthOf(value)];
  const name = escapeMarkup(`${LABEL}: ${value}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${HEIGHT}" role="img" aria-label="${name}">
  <title>${name}</title>
  <clipPath id="round"><rect width="${left + right}" height="${HEIGHT}" rx="3"/></clipPath>
  <g clip-path="url(#round)">
    <rect width="${left}" height="${HEIGHT}" fill="#24292f"/>
    <rect x="${left}" width="${right}" height="${HEIGHT}" fill="${colour}"/>
  </g>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
    ${text(LABEL, left / 2, left)}
    ${text(value, left + right / 2, right)}
  </g>
</svg>
`;
}

function widthOf(content: string): number {
  return Math.round(content.length * CHARACTER + 2 * PADDING);
}

/** `textLength` makes it fit whatever font is there. */
function text(content: string, x: number, width: number): string {
  return `<text x="${x}" y="14" textLength="${width - 2 * PADDING}" lengthAdjust="spacingAndGlyphs">${escapeMarkup(content)}</text>`;
}
