import { z } from 'zod';
import { FORMATS } from '../coverage/formats/read-report.ts';
import { parseMetricDemands, parseThreshold } from '../coverage/thresholds.ts';
import { booleanInput, COMMON_INPUTS, linesInput } from '../runner/inputs.ts';

const threshold = z
  .string()
  .transform((text) => parseThreshold(text))
  .refine((parsed) => parsed !== undefined, 'expected per cent from 0 to 100, or "at most N uncovered"')
  .optional();

const metricDemands = z
  .string()
  .transform((text) => parseMetricDemands(text))
  .refine((parsed) => parsed !== undefined, 'expected such as "lines 80, branches at most 3 uncovered"')
  .optional();

const globDemands = linesInput()
  .transform((lines) =>
    lines.map((line) => {
      const [, glob = '', rest = ''] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
      return { glob, demands: parseMetricDemands(rest) };
    }),
  )
  .refine(
    (entries) => entries.every(({ demands }) => demands !== undefined),
    'expected a glob and its demands a line, such as "src/core/** lines 95, branches 90"',
  );

const points = z
  .string()
  .regex(/^\d{1,3}(?:\.\d{1,3})?$/, 'expected points of per cent, such as 0.5')
  .transform(Number)
  .refine((value) => value <= 100, 'expected at most 100 points')
  .optional();

/** As a step gives them; what they come to is in settings.ts. */
export const inputs = z.strictObject({
  ...COMMON_INPUTS,
  report: linesInput().refine((globs) => globs.length > 0, 'expected a path or glob of a coverage report'),
  format: z.enum(FORMATS).default('auto'),
  commit: z.string().optional(),
  lines: threshold,
  branches: threshold,
  functions: threshold,
  statements: threshold,
  'per-file': metricDemands,
  globs: globDemands,
  patch: threshold,
  base: z.string().optional(),
  ratchet: booleanInput(),
  'base-report': linesInput(),
  'base-commit': z.string().optional(),
  'allowed-drop': points,
  'drop-reason': z.string().optional(),
  source: linesInput(),
  exclude: linesInput(),
  badge: z.string().optional(),
  html: z.string().optional(),
});

export type Inputs = z.output<typeof inputs>;
