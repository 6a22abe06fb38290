import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { inputs } from './inputs.ts';
import { settingsOf, type Settings } from './settings.ts';

const temporaryFolder = temporaryFolders();
const POLICY = fileURLToPath(new URL('../../../.github/tidegate.yml', import.meta.url));

function settingsFor(
  given: Record<string, string>,
  variables: Record<string, string> = {},
): Promise<Settings> {
  return settingsOf(inputs.parse({ report: 'lcov.info', ...given }), variables);
}

async function withPolicy(
  given: Record<string, string> = {},
  change?: (text: string) => string,
): Promise<Settings> {
  const folder = await temporaryFolder();
  const text = await readFile(POLICY, 'utf8');
  await writeFile(join(folder, 'tidegate.yml'), change?.(text) ?? text);
  const settings = await settingsFor({ policy: 'tidegate.yml', 'working-directory': folder, ...given });
  expect(settings.where).toMatchObject({ folder: join(folder, 'app'), reportFolder: folder });
  return settings;
}

describe('the settings of a step', () => {
  it('are what its inputs say, with the target of a pull request as base', async () => {
    const given = {
      lines: '80',
      'per-file': 'lines 50',
      globs: 'src/a/** lines 90\nsrc/b/** branches at most 2 uncovered',
      patch: '90 %',
      ratchet: 'true',
      'allowed-drop': '0.5',
      'drop-reason': 'so',
    };
    const { where, demands } = await settingsFor(given, { GITHUB_BASE_REF: 'main' });
    expect(where).toMatchObject({ base: 'origin/main', reports: ['lcov.info'], knownBy: 'time' });
    expect(demands).toMatchObject({
      total: { lines: { percent: 80 } },
      perFile: { lines: { percent: 50 } },
      globs: [{ glob: 'src/a/**' }, { glob: 'src/b/**', demands: { branches: { count: 2 } } }],
      patch: { percent: 90 },
      ratchet: { allowedDrop: 0.5, reason: 'so' },
    });
    expect((await settingsFor({ ...given, base: 'v1' }, { GITHUB_BASE_REF: 'main' })).where.base).toBe('v1');
    expect((await settingsFor(given, { GITHUB_BASE_REF: '' })).where.base).toBeUndefined();
  });

  it('are the policy’s, of the workspace that it names, where one is given', async () => {
    const { demands } = await withPolicy();
    expect(demands.total).toMatchObject({ lines: { kind: 'at-least' } });
    expect(demands.source).not.toEqual([]);
  });

  it.each(['lines', 'patch', 'source', 'exclude'])(
    'are not both: %s beside a policy is refused',
    async (name) => {
      await expect(withPolicy({ [name]: '80' })).rejects.toMatchObject({ code: 'inputs-invalid' });
    },
  );

  it.each([
    {},
    { 'allowed-drop': '1', ratchet: 'true' },
    { 'allowed-drop': '1', 'drop-reason': 'so', lines: '80' },
  ])(
    'are refused when they demand nothing, or allow a drop for no reason or from nothing: %j',
    async (given) => {
      await expect(settingsFor(given)).rejects.toMatchObject({ code: 'inputs-invalid' });
    },
  );
});
