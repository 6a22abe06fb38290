import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { gateSettings } from '../../policy/gate-settings.ts';
import { systemFiles } from '../../ports/files.ts';
import { newScratch, packagedSubject } from '../../testing/gate-subject.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { GateSubject } from '../gate.ts';
import { gate } from './gate.ts';

jest.setTimeout(60_000);

let folder: string;
let packaged: GateSubject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tg-'));
  packaged = await packagedSubject(folder);
});

afterAll(() => systemFiles.removeTree(folder));

async function lookAt(
  configuration: Record<string, string>,
  changes: Partial<GateSubject> = {},
): Promise<Verdict> {
  return gate.look({ ...packaged, configuration, ...changes, scratch: await newScratch(folder) });
}

describe('the config gate', () => {
  it('passes what the artifact’s own contract accepts', async () => {
    expect(await lookAt({ NODE_ENV: 'staging', CHECK: 'accept' })).toMatchObject({
      kind: 'pass',
      reasonCode: 'passed',
      findings: [],
      facts: { environment: 'staging', variables: 2, problems: 0 },
    });
  });

  it('fails what the contract refuses, naming the variables and never a value', async () => {
    const verdict = await lookAt({ NODE_ENV: 'staging', CHECK: 'seawater' });
    expect(verdict).toMatchObject({
      kind: 'fail',
      reasonCode: 'configuration-invalid',
      findings: [{ code: 'configuration-invalid', place: 'CHECK' }],
    });
    expect(JSON.stringify(verdict)).not.toContain('seawater');
  });

  it.each([{ NODE_ENV: 'development' }, { NODE_ENV: '' }, {}])(
    'fails a NODE_ENV that is not the policy’s, though the contract accepts it: %j',
    async (nodeEnv) => {
      expect(await lookAt({ CHECK: 'accept', ...nodeEnv })).toMatchObject({
        kind: 'fail',
        reasonCode: 'configuration-invalid',
        findings: [{ place: 'NODE_ENV' }],
      });
    },
  );

  it('is unproven where there is no configuration at all', async () => {
    expect(await lookAt({})).toMatchObject({
      kind: 'unproven',
      reasonCode: 'configuration-missing',
      facts: { variables: 0 },
    });
  });

  it.each(['garbage', 'crash'])('could not look when the contract gives no answer: %s', async (check) => {
    await expect(lookAt({ NODE_ENV: 'staging', CHECK: check })).rejects.toEqual(
      expect.objectContaining({ name: 'UserError', code: 'build-incomplete' }),
    );
  });

  it.each<[string, Record<string, string>, string]>([
    ['never filled in', { API_TOKEN: 'your-api-token' }, 'placeholder-value'],
    ['weak', { API_TOKEN: 'k9'.repeat(10) }, 'secret-weak'],
    ['written wrong', { CHEK: 'accept', CHECK: '' }, 'variable-unknown'],
  ])(
    'fails what no application should be given, though the contract accepts it: %s',
    async (_what, given, reasonCode) => {
      const verdict = await lookAt({ NODE_ENV: 'staging', CHECK: 'accept', ...given });
      const findings = expect.arrayContaining([expect.objectContaining({ code: reasonCode })]);
      expect(verdict).toMatchObject({ kind: 'fail', findings });
    },
  );

  it('fails production that shares a secret with the staging it mirrors, or lacks a variable of it', async () => {
    const API_TOKEN = randomBytes(24).toString('base64url');
    const production = { environment: { name: 'production', nodeEnv: 'production' } };
    const own = { NODE_ENV: 'production', CHECK: 'accept', API_TOKEN };
    const mirrors = {
      environment: 'staging',
      configuration: { NODE_ENV: 'staging', CHECK: 'accept', API_TOKEN, MORE: '1' },
    };
    const verdict = await lookAt(own, { ...production, mirrors });
    expect(verdict.findings.map(({ code, place }) => [place, code])).toEqual([
      ['API_TOKEN', 'secret-shared'],
      ['MORE', 'environments-differ'],
    ]);
    expect(JSON.stringify(verdict)).not.toContain(API_TOKEN);
    const other = { ...mirrors.configuration, API_TOKEN: randomBytes(24).toString('base64url'), MORE: '' };
    expect(await lookAt(own, { ...production, mirrors: { ...mirrors, configuration: other } })).toMatchObject(
      {
        kind: 'pass',
        facts: { mirrors: 'staging' },
      },
    );
  });

  it('fails where the policy, the example or the code name what the contract does not', async () => {
    await writeFile(join(packaged.repository, '.env.example'), 'CHECK=accept\nGONE=1\n');
    await writeFile(join(packaged.repository, 'reads.ts'), 'process.env.CHECK; process.env.UNDECLARED;');
    const policyNames = { configurations: [{ environment: 'staging', names: ['OLD'] }], secrets: [] };
    const settings = gateSettings.parse({ config: { example: '.env.example', sources: ['reads.ts'] } });
    const { findings } = await lookAt({ NODE_ENV: 'staging', CHECK: 'accept' }, { policyNames, settings });
    expect(findings.map(({ code, place }) => [code, place])).toEqual([
      ['configuration-drift', '.env.example:2'],
      ['configuration-drift', 'environments.staging.configuration.OLD'],
      ['configuration-drift', 'reads.ts:1'],
    ]);
  });

  it('tells no value that the contract tells', async () => {
    const CHECK = 'garbage-in-a-secret';
    expect(JSON.stringify(await lookAt({ NODE_ENV: 'staging', CHECK }))).not.toContain(CHECK);
  });

  it('holds for one configuration only', () => {
    expect(gate.boundTo).toBe('configuration');
  });
});
