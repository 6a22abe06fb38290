import { z } from 'zod';
import { auditSettings } from '../audit/settings.ts';
import { configSettings } from '../configuration/settings.ts';
import { coverageSettings } from '../coverage/settings.ts';
import { checklistSettings } from './checklist-settings.ts';

/** What each gate demands. One that demands nothing of its own has no place here. */
export const gateSettings = z.strictObject({
  audit: auditSettings.optional().describe('Known vulnerabilities in the application’s dependencies.'),
  checklist: checklistSettings.optional(),
  config: configSettings.optional().describe('What a configuration must be, beside what its contract says.'),
  coverage: coverageSettings.optional().describe('What the tests must cover; globs are below the workspace.'),
});

/** The gates that can't look without their settings. */
export const NEED_SETTINGS: readonly string[] = ['audit', 'checklist', 'coverage'];
