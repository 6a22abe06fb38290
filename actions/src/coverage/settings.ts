import { z } from 'zod';
import type { Demands } from './demands.ts';
import { METRICS } from './file-coverage.ts';
import { parseThreshold, type MetricDemands } from './thresholds.ts';

const EXPECTED = 'expected per cent from 0 to 100, or "at most N uncovered"';

const threshold = z
  .union([z.number().transform(String), z.string()])
  .transform((text) => parseThreshold(text))
  .refine((parsed) => parsed !== undefined, EXPECTED);

const metrics = z.strictObject({
  lines: threshold.optional(),
  branches: threshold.optional(),
  functions: threshold.optional(),
  statements: threshold.optional(),
});

/** What the policy has the coverage gate demand, under `gates.coverage`. */
export const coverageSettings = z
  .strictObject({
    ...metrics.shape,
    perFile: metrics.default({}).describe('Of every file.'),
    globs: z
      .record(z.string().min(1), metrics)
      .default({})
      .describe('Of the files that a glob names, together.'),
    patch: threshold.optional().describe('Of the changed lines.'),
    base: z.string().min(1).optional().describe('The branch or commit that a change is compared with.'),
    ratchet: z
      .strictObject({
        allowedDrop: z.number().min(0).max(100).default(0).describe('In points of per cent.'),
        reason: z.string().min(1).optional().describe('Why a drop is allowed.'),
      })
      .refine(
        ({ allowedDrop, reason }) => allowedDrop === 0 || reason !== undefined,
        'expected a reason for the drop',
      )
      .optional()
      .describe('No metric may be lower than where the change began.'),
    source: z.array(z.string().min(1)).default([]).describe('Globs of files that must be measured.'),
    exclude: z.array(z.string().min(1)).default([]).describe('Globs of files that nothing is asked of.'),
  })
  .refine(
    ({ perFile, globs, patch, ratchet, ...total }) =>
      METRICS.some((metric) => metric in total) ||
      Object.keys({ ...perFile, ...globs }).length > 0 ||
      patch !== undefined ||
      ratchet !== undefined,
    'expected something to be demanded: lines, branches, functions, statements, perFile, globs, patch or ratchet',
  );

export type CoverageSettings = z.output<typeof coverageSettings>;

export function demandsOf(settings: CoverageSettings): Demands {
  const { lines, branches, functions, statements, perFile, globs, patch, ratchet, source, exclude } =
    settings;
  return {
    total: given({ lines, branches, functions, statements }),
    perFile: given(perFile),
    globs: Object.entries(globs).map(([glob, demands]) => ({ glob, demands: given(demands) })),
    patch,
    ratchet,
    source,
    exclude,
  };
}

function given(demands: z.output<typeof metrics>): MetricDemands {
  return Object.fromEntries(
    METRICS.flatMap((metric) => (demands[metric] === undefined ? [] : [[metric, demands[metric]]])),
  );
}
