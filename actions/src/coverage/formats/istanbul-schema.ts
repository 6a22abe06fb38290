import { z } from 'zod';

const count = z.int().nonnegative();
/** `null` is what JSON makes of Infinity: to the end of the line. An implicit `else` has no place at all. */
const position = z.object({
  line: z
    .int()
    .positive()
    .max(2 ** 31),
  column: z.number().nullish(),
});
const range = z.object({ start: position, end: position });
const maybeRange = z.object({
  start: position.partial().optional(),
  end: position.partial().optional(),
});

/** One file of `coverage-final.json`: what there is (maps) and how often it ran (`s`, `f`, `b`), by the same ids. */
export const istanbulFileSchema = z.object({
  path: z.string().min(1),
  statementMap: z.record(z.string(), range),
  fnMap: z.record(z.string(), z.object({ name: z.string(), decl: range.optional(), loc: range })),
  branchMap: z.record(z.string(), z.object({ loc: maybeRange.optional(), locations: z.array(maybeRange) })),
  s: z.record(z.string(), count),
  f: z.record(z.string(), count),
  b: z.record(z.string(), z.array(count)),
});

export type IstanbulFile = z.output<typeof istanbulFileSchema>;
