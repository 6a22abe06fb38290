import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { npmProject, writeFiles } from '../../prove/dependency-audit/projects.ts';
import { startRegistry, type Registry } from '../../prove/dependency-audit/registry.ts';
import { packagedSubject } from '../../testing/gate-subject.ts';
import { temporaryFolders } from '../../testing/temporary-folder.ts';
import type { GateSubject } from '../gate.ts';
import { gate } from './gate.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const started: Registry[] = [];
afterEach(async () => {
  for (const registry of started.splice(0)) await registry.close();
});

async function subject(files: Readonly<Record<string, object>>): Promise<GateSubject> {
  const registry = await startRegistry();
  started.push(registry);
  const found = await packagedSubject(await temporaryFolder());
  await writeFiles(found.repository, files);
  await writeFiles(found.repository, { '.npmrc': `registry=${registry.url}` });
  return { ...found, settings: { audit: { level: 'high', scope: 'production' } } };
}

function lockFile(version: string): Record<string, object> {
  const { 'package-lock.json': lock } = npmProject({ dependencies: { lodash: version } });
  const { packages } = lock as { packages: Record<string, object> };
  return {
    'package-lock.json': {
      ...lock,
      packages: {
        '': {},
        service: packages[''] ?? {},
        'node_modules/sample': { resolved: 'service', link: true },
        'node_modules/lodash': { version },
      },
    },
  };
}

describe('the audit of what is shipped', () => {
  it.each([
    ['4.17.20', 'fail', 'vulnerable'],
    ['4.17.21', 'pass', 'passed'],
  ])('with lodash %s: %s', async (version, kind, reasonCode) => {
    expect(await gate.look(await subject(lockFile(version)))).toMatchObject({ kind, reasonCode });
  });

  it('needs the policy to say what it demands', async () => {
    const found = await subject(lockFile('4.17.21'));
    await expect(gate.look({ ...found, settings: {} })).rejects.toMatchObject({ code: 'policy-invalid' });
  });
});
