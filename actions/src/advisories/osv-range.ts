import { z } from 'zod';

export const rangeSchema = z.object({
  type: z.string(),
  events: z.array(
    z.object({
      introduced: z.string().optional(),
      fixed: z.string().optional(),
      last_affected: z.string().optional(),
    }),
  ),
});

type OsvRange = z.output<typeof rangeSchema>;

/** What OSV writes as events, as one range of npm’s language. `0` is before every version. */
export function osvRange(ranges: readonly OsvRange[], versions: readonly string[]): string {
  const intervals = ranges.filter(({ type }) => type !== 'GIT').flatMap(intervalsOf);
  const all = [...intervals, ...versions];
  return all.length === 0 ? '*' : all.join(' || ');
}

function intervalsOf({ events }: OsvRange): string[] {
  const intervals: { from: string; to?: string }[] = [];
  for (const { introduced, fixed, last_affected: last } of events) {
    const open = intervals.findLast(({ to }) => to === undefined);
    if (introduced !== undefined) intervals.push({ from: introduced });
    if (fixed !== undefined && open !== undefined) open.to = `<${fixed}`;
    if (last !== undefined && open !== undefined) open.to = `<=${last}`;
  }
  return intervals.map(({ from, to }) => {
    const parts = [...(from === '0' ? [] : [`>=${from}`]), ...(to === undefined ? [] : [to])];
    return parts.length === 0 ? '*' : parts.join(' ');
  });
}
