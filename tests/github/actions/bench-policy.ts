import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { QUICK_WATCH } from '../../support/workbench.ts';

export const APPLICATION = {
  workspace: 'service',
  entry: 'src/server.ts',
  checkConfig: 'src/check-config.ts',
  migrations: 'migrations',
  schemaMin: 1,
  smoke: [{ path: '/', method: 'GET', status: 200 }],
} as const;

/** One probe at each look: a busy machine takes few of them. */
const WATCH = { ...QUICK_WATCH, window: '1s', every: '100ms', minSamples: 2 };

export interface BenchPolicy {
  readonly application: typeof APPLICATION;
  readonly github: object;
  readonly environments: readonly object[];
}

export function environmentNamed(name: string, more: object = {}): object {
  return {
    name,
    nodeEnv: 'development',
    gates: ['build'],
    outOfOrder: true,
    watch: WATCH,
    ...more,
  };
}

export function policyOf({
  host,
  home,
  environments,
}: {
  host: string;
  home: string;
  environments: readonly object[];
}): BenchPolicy & Readonly<Record<string, unknown>> {
  return {
    version: 1,
    application: APPLICATION,
    local: { portBase: 4100, secrets: [{ name: 'API_KEY' }] },
    deployment: {
      readyWithin: '12s',
      confirmWithin: '30s',
      drain: '0s',
      stopWithin: '4s',
      keepReleases: 5,
      lock: 'refuse',
    },
    github: {
      host: host === 'machine' ? { kind: 'machine', runsOn: ['self-hosted'], home } : { kind: 'runner' },
      attestations: 'none',
    },
    environments,
  };
}

export async function writePolicy(repository: string, policy: object): Promise<void> {
  await mkdir(join(repository, '.github'), { recursive: true });
  const text = stringify(policy, { aliasDuplicateObjects: false });
  await writeFile(join(repository, '.github/tidegate.yml'), text);
}
