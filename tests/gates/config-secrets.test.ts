import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import { formsOf } from '../../actions/src/configuration/secret-forms.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { runAction } from '../../actions/src/prove/action-file.ts';
import type { Arranged } from '../../actions/src/prove/plant.ts';
import { PLANTS_OF_CONFIG_VALIDATION as PLANTS } from '../../actions/src/prove/plants/config-validation.ts';
import type { StepEnding } from '../../actions/src/prove/run-step.ts';

jest.setTimeout(60_000);

/** Of eight characters and more; the others are words such as `prod`, which messages have as well. */
const LEAST = 8;
const WORDS = ['production', 'development', 'staging', 'JWT_SECRET'];

async function valuesGiven(workspace: string, { inputs, variables }: Arranged): Promise<string[]> {
  const files = (await readdir(workspace)).filter((name) => name.endsWith('.env'));
  const texts = await Promise.all(files.map((name) => readFile(join(workspace, name), 'utf8')));
  const values = [...texts.map((text) => parseEnv(text)), variables ?? {}, varsIn(inputs)].flatMap((one) =>
    Object.values(one),
  );
  return values
    .filter((value) => typeof value === 'string')
    .filter((value) => value.length >= LEAST && !WORDS.includes(value));
}

function varsIn({ vars }: Arranged['inputs']): Record<string, unknown> {
  return vars === undefined ? {} : (JSON.parse(vars) as Record<string, unknown>);
}

/** All that a step leaves behind, but for its masks: those go to the runner and into no log. */
async function leftBy({ log, outputs, summary }: StepEnding, workspace: string): Promise<string> {
  const lines = log.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  const folder = join(workspace, '.tidegate');
  const written = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = written
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
  return [...lines, JSON.stringify(outputs), summary, ...(await Promise.all(files))].join('\n');
}

describe('no value of a configuration, in any form, is in what the action leaves behind, given', () => {
  it.each(PLANTS.map((plant) => [plant.defect, plant] as const))('%s', async (_defect, plant) => {
    const workspace = await mkdtemp(join(tmpdir(), 'tg-secrets-'));
    try {
      const { close, ...step } = await plant.arrange(workspace);
      const values = await valuesGiven(workspace, step);
      const ending = await runAction(plant.action, { ...step, workspace });
      await close?.();
      const left = await leftBy(ending, workspace);
      expect(left).toContain(plant.reasonCode);
      for (const form of values.flatMap(formsOf)) expect(left.includes(form) ? form : '').toBe('');
    } finally {
      await systemFiles.removeTree(workspace);
    }
  });
});

describe('every secret is masked before anything else is printed', () => {
  it.each(
    PLANTS.filter(({ defect }) => defect === 'secrets and variables of the step, all there').map(
      (plant) => [plant.defect, plant] as const,
    ),
  )('%s', async (_defect, plant) => {
    const workspace = await mkdtemp(join(tmpdir(), 'tg-masks-'));
    try {
      const step = await plant.arrange(workspace);
      const { log, commands } = await runAction(plant.action, { ...step, workspace });
      const masks = commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
      const secrets = [step.variables?.['API_KEY'] ?? '', ...(await secretsInFile(workspace))];
      expect(secrets).toHaveLength(3);
      for (const form of secrets.flatMap(formsOf)) expect(masks).toContain(form);
      const firstOther = log.split('\n').findIndex((line) => !line.startsWith('::add-mask::'));
      const lastMask = log.split('\n').findLastIndex((line) => line.startsWith('::add-mask::'));
      expect(lastMask).toBeLessThan(firstOther);
    } finally {
      await systemFiles.removeTree(workspace);
    }
  });
});

async function secretsInFile(workspace: string): Promise<string[]> {
  const { JWT_SECRET = '', DATABASE_URL = '' } = parseEnv(
    await readFile(join(workspace, 'production.env'), 'utf8'),
  );
  return [JWT_SECRET, DATABASE_URL];
}
