import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { formatConfiguration } from '../../actions/src/configuration/environment-file.ts';
import { parseFingerprints } from '../../actions/src/configuration/parity/fingerprint-file.ts';
import { statementSchema } from '../../actions/src/evidence/statement.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { runAction } from '../../actions/src/prove/action-file.ts';
import { ARTIFACT_PLANTS } from '../../actions/src/prove/plants/config-validation/artifact.ts';
import {
  goodValues,
  laxContract,
  madeUp,
} from '../../actions/src/prove/plants/config-validation/workbench.ts';
import type { StepEnding } from '../../actions/src/prove/run-step.ts';

jest.setTimeout(60_000);

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'tg-evidence-'));
});
afterEach(() => systemFiles.removeTree(workspace));

describe('the evidence of the config gate', () => {
  it('is about the artifact, bound to the environment and its configuration, with HMACs for secrets', async () => {
    const [plant] = ARTIFACT_PLANTS;
    const step = await plant!.arrange(workspace);
    const { outputs } = await runAction('config-validation', { ...step, workspace });
    expect(outputs['evidence']).toMatch(/config@production\.json$/);
    const text = await readFile(join(workspace, outputs['evidence'] ?? ''), 'utf8');
    const { subject, predicate } = statementSchema.parse(JSON.parse(text));
    expect(subject[0].digest.sha256).toBe(step.inputs['artifact-digest']);
    expect(predicate).toMatchObject({
      gate: 'config',
      verdict: 'pass',
      environment: 'production',
      configHash: outputs['config-hash'],
      facts: { variables: 7, problems: 0, secrets: 3 },
    });
    const shown = parseFingerprints(
      await readFile(join(workspace, outputs['fingerprints'] ?? ''), 'utf8'),
      '',
    );
    expect(shown.configHash).toBe(outputs['config-hash']);
    expect(predicate.facts['fingerprints']).toEqual({
      salt: shown.salt,
      keyCheck: shown.keyCheck,
      secrets: Object.fromEntries(
        shown.variables.flatMap(({ name, fingerprint }) => (fingerprint ? [[name, fingerprint.value]] : [])),
      ),
    });
  });

  it('is of other demands when they are others', async () => {
    const [plant] = ARTIFACT_PLANTS;
    const step = await plant!.arrange(workspace);
    async function hashWith(inputs: Record<string, string>): Promise<string> {
      const all = { ...step, workspace, inputs: { ...step.inputs, ...inputs } };
      const { outputs } = await runAction('config-validation', all);
      const text = await readFile(join(workspace, outputs['evidence'] ?? ''), 'utf8');
      return statementSchema.parse(JSON.parse(text)).predicate.policyHash;
    }
    const plain = await hashWith({});
    expect(await hashWith({})).toBe(plain);
    expect(await hashWith({ 'least-secret-length': '12' })).not.toBe(plain);
  });
});

describe('what the run for staging writes', () => {
  async function validate(
    environment: string,
    inputs: Record<string, string> = {},
    key?: string,
  ): Promise<StepEnding> {
    return runAction('config-validation', {
      workspace,
      inputs: {
        environment,
        contract: 'contract.mjs',
        files: `${environment}.env`,
        'fingerprint-key': key === undefined ? '' : 'KEY',
        ...inputs,
      },
      ...(key === undefined ? {} : { variables: { KEY: key } }),
    });
  }

  it.each([
    ['with a key', madeUp()],
    ['without one', undefined],
  ])('shows the run for production whether they share a secret, %s', async (_how, key) => {
    const [staging, production] = [goodValues(), goodValues()];
    staging['NODE_ENV'] = 'staging';
    async function compare(): Promise<string | undefined> {
      await writeFile(join(workspace, 'contract.mjs'), laxContract());
      await writeFile(join(workspace, 'staging.env'), formatConfiguration(staging));
      await writeFile(join(workspace, 'production.env'), formatConfiguration(production));
      const { outputs } = await validate('staging', {}, key);
      expect(outputs['reason-code']).toBe('passed');
      const mirrors = outputs['fingerprints'] ?? '';
      return (await validate('production', { mirrors }, key)).outputs['reason-code'];
    }
    expect(await compare()).toBe('passed');
    production['JWT_SECRET'] = staging['JWT_SECRET'] ?? '';
    expect(await compare()).toBe('secret-shared');
  });
});
