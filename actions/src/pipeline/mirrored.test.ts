import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { GateSubject } from '../gates/gate.ts';
import { gateSettings } from '../policy/gate-settings.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { mirroredBy } from './mirrored.ts';
import type { Project } from './project.ts';
import { sampleProject } from './testing/sample-project.ts';

const temporaryFolder = temporaryFolders();
const OWN = 'DATABASE_URL=postgresql://localhost/a\nA=1\n';

/** Two environments of these NODE_ENVs, the first with a configuration of its own; what the second mirrors. */
async function mirrored(
  nodeEnvs: readonly [string, string],
  gates = gateSettings.parse({}),
): Promise<GateSubject['mirrors']> {
  const project = await sampleProject(await temporaryFolder(), { environments: ['first', 'second'] });
  const path = project.home.configurationFile('first');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, OWN);
  const environments = project.environments.map((environment, index) => ({
    ...environment,
    policy: { ...environment.policy, nodeEnv: nodeEnvs[index] as 'staging' },
  }));
  const changed: Project = { ...project, environments, policy: { ...project.policy, gates } };
  return mirroredBy(changed, environments[1]!);
}

describe('what an environment mirrors', () => {
  it('is the staging before a production, with what it is configured with', async () => {
    expect(await mirrored(['staging', 'production'])).toEqual({
      environment: 'first',
      configuration: { DATABASE_URL: 'postgresql://localhost/a', A: '1' },
    });
  });

  it('is nothing for a staging, for a production behind a development, or where the policy wants none', async () => {
    expect(await mirrored(['development', 'staging'])).toBeUndefined();
    expect(await mirrored(['development', 'production'])).toBeUndefined();
    expect(
      await mirrored(['staging', 'production'], gateSettings.parse({ config: { parity: false } })),
    ).toBeUndefined();
  });
});
