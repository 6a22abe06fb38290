import { z } from 'zod';
import { SEVERITIES } from '../advisories/advisory.ts';
import { configSettings } from '../configuration/settings.ts';
import { coverageSettings } from '../coverage/settings.ts';
import { checklistSettings } from './checklist-settings.ts';

const audit = z.strictObject({
  level: z.enum(SEVERITIES).describe('An advisory of this severity or worse shuts the gate.'),
  scope: z
    .enum(['production', 'all'])
    .default('production')
    .describe('What the application is run with, or whatever its lock file has.'),
  exceptions: z
    .string()
    .min(1)
    .optional()
    .describe('A file of exceptions, each with its owner, reason and last day.'),
});

/** What each gate demands. One that demands nothing of its own has no place here. */
export const gateSettings = z.strictObject({
  audit: audit.optional().describe('Known vulnerabilities in the application’s dependencies.'),
  checklist: checklistSettings.optional(),
  config: configSettings.optional().describe('What a configuration must be, beside what its contract says.'),
  coverage: coverageSettings.optional().describe('What the tests must cover; globs are below the workspace.'),
});

/** The gates that can't look without their settings. */
export const NEED_SETTINGS: readonly string[] = ['audit', 'checklist', 'coverage'];
