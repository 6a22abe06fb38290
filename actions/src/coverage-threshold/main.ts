import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { badge } from '../coverage/badge.ts';
import { decide } from '../coverage/decide.ts';
import { htmlReport } from '../coverage/html/html-report.ts';
import { measure } from '../coverage/measure.ts';
import type { GateAction } from '../runner/gate-action.ts';
import type { JsonValue } from '../verdict/verdict.ts';
import { inputs, type Inputs } from './inputs.ts';
import { annotationsOf, OUTPUTS, outputsOf, summaryParts } from './report.ts';
import { settingsOf } from './settings.ts';

export const action: GateAction<Inputs> = {
  name: 'coverage-threshold',
  gate: 'coverage',
  inputs,
  outputs: OUTPUTS,
  async look(given, runner) {
    const { where, demands } = await settingsOf(given, runner.variables);
    runner.say(`Reading ${where.reports.join(', ')} in ${where.reportFolder}`);
    const measurement = await measure(where, demands);
    const verdict = decide(measurement, demands);
    const folder = given['working-directory'];
    if (given.badge !== undefined) await write(join(folder, given.badge), badge(measurement));
    if (given.html !== undefined)
      await write(join(folder, given.html), await htmlReport(measurement, demands, verdict));
    return {
      verdict,
      parts: summaryParts(measurement, demands),
      annotations: annotationsOf(measurement, verdict, runner.variables['GITHUB_WORKSPACE'] ?? process.cwd()),
      settings: JSON.parse(JSON.stringify(demands)) as JsonValue,
      outputs: outputsOf(measurement),
    };
  },
};

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
