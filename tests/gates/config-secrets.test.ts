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

/** As the runner reads them. */
async function run(defect: string): Promise<{
  log: string;
  reasonCode: string | undefined;
  handed: string[];
  secrets: string[];
  masks: string[];
}> {
  const plant = PLANTS.find((one) => one.defect === defect);
  if (plant === undefined) throw new Error(`Expected a plant called ${defect}`);
  const workspace = await mkdtemp(join(tmpdir(), 'tg-masks-'));
  try {
    const step = await plant.arrange(workspace);
    const ending = await runAction(plant.action, { ...step, workspace });
    const masks = ending.commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
    const secrets = [...Object.values(step.variables ?? {}), ...(await secretsInFile(workspace))];
    return {
      log: ending.log,
      reasonCode: ending.outputs['reason-code'],
      masks,
      secrets,
      handed: Object.values(varsIn(step.inputs)).map(String),
    };
  } finally {
    await systemFiles.removeTree(workspace);
  }
}

describe('masked before anything else is printed', () => {
  it('are the secrets of a file, in each of their forms', async () => {
    const { log, masks, secrets } = await run('nothing');
    expect(secrets).toHaveLength(3);
    for (const form of secrets.flatMap(formsOf)) expect(masks).toContain(form);
    const lines = log.split('\n').map((line) => line.startsWith('::add-mask::'));
    expect(lines.lastIndexOf(true)).toBeLessThan(lines.indexOf(false));
  });

  it('are the secrets that the step names, and its key for fingerprints, even where nothing else is read', async () => {
    const { masks, secrets, reasonCode } = await run(
      'a file that is not there, and a secret with a key for fingerprints',
    );
    expect(reasonCode).toBe('configuration-unreadable');
    for (const form of secrets.slice(0, 2).flatMap(formsOf)) expect(masks).toContain(form);
  });

  it('is every value where a step is handed all secrets', async () => {
    const { masks, handed } = await run('every secret of the repository in place of its variables');
    expect(handed).toHaveLength(8);
    for (const form of handed.flatMap(formsOf)) expect(masks).toContain(form);
  });
});

async function secretsInFile(workspace: string): Promise<string[]> {
  const {
    API_KEY = '',
    JWT_SECRET = '',
    DATABASE_URL = '',
  } = parseEnv(await readFile(join(workspace, 'production.env'), 'utf8'));
  return [API_KEY, JWT_SECRET, DATABASE_URL];
}
