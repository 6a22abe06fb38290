import type { Finding } from '../../verdict/verdict.ts';
import type { Demands } from '../demands.ts';
import type { Measurement } from '../measure.ts';
import { describeThreshold, meets, percentOf } from '../thresholds.ts';

/** A branch that was compared with itself would always be fine. */
export function somethingChanged({ patch }: Measurement): Finding[] {
  if (patch?.changed !== 0) return [];
  return [
    {
      code: 'nothing-examined',
      message: 'Nothing changed since the base: it is this very commit.',
      remedy: 'On pushes name the commit before as `base`: ${{ github.event.before }}.',
    },
  ];
}

export function everyChangedSourceIsMeasured({ patch, unmeasured }: Measurement): Finding[] {
  const told = new Set(unmeasured);
  const unknown = (patch?.unmeasured ?? []).filter((path) => !told.has(path));
  return [
    ...unknown.map((path) => ({
      code: 'source-unmeasured' as const,
      place: path,
      message: `${path} changed, and no report knows it.`,
      remedy: 'Have the tests count it, or, if it is no source, leave it out with `exclude`.',
    })),
    ...(patch?.withoutLines ?? []).map((path) => ({
      code: 'nothing-examined' as const,
      place: path,
      message: `${path} changed, and the reports have its numbers without its lines.`,
      remedy: 'Give lcov, coverage-final.json, Cobertura or Clover instead of a summary.',
    })),
  ];
}

/** A change without a line that is counted (documents, types) has none that is uncovered: that was looked at. */
export function changedLinesAreCovered({ patch }: Measurement, { patch: threshold }: Demands): Finding[] {
  if (patch === undefined || threshold === undefined || patch.totals.found === 0) return [];
  const { totals, files } = patch;
  if (meets(totals, threshold)) return [];
  const places = files.flatMap(({ path, uncovered }) =>
    uncovered.map(({ from, to }) => `${path}:${from === to ? from : `${from}–${to}`}`),
  );
  return [
    {
      code: 'patch-uncovered',
      message: `Changed lines: expected ${describeThreshold(threshold)} covered; found ${percentOf(totals)}, ${totals.hit} of ${totals.found}.`,
      ...(places[0] === undefined ? {} : { place: places.slice(0, 5).join(', ') }),
      remedy: 'Test what the change does; the annotations show the lines.',
    },
  ];
}
