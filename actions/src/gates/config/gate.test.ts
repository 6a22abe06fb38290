import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
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

async function lookAt(configuration: Record<string, string>): Promise<Verdict> {
  return gate.look({ ...packaged, configuration, scratch: await newScratch(folder) });
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

  it('holds for one configuration only', () => {
    expect(gate.boundTo).toBe('configuration');
  });
});
