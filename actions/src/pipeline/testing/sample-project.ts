import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { samplePolicy } from '../../artifact/testing/sample-application.ts';
import { openProject, type Project } from '../project.ts';

const WATCH = {
  window: '1s',
  every: '100ms',
  minSamples: 1,
  maxErrorRatio: 0.01,
  p99Limit: '1s',
  p99Ratio: 2,
  p99Floor: '100ms',
};

interface Wish {
  /** Names of the environments. */
  readonly environments?: readonly string[];
  /** Put before every environment. */
  readonly gates?: readonly string[];
  readonly secrets?: readonly object[];
  readonly configuration?: Readonly<Record<string, string>>;
}

/** A project in `folder/repository` with its home in `folder/home`, whose policy is as wished; nothing runs. */
export async function sampleProject(folder: string, wish: Wish = {}): Promise<Project> {
  const {
    environments = ['development', 'staging'],
    gates = ['config'],
    secrets = [],
    configuration = {},
  } = wish;
  const policy = {
    version: 1,
    application: samplePolicy,
    local: { portBase: 4100, secrets },
    deployment: {
      readyWithin: '5s',
      confirmWithin: '15s',
      drain: '0s',
      stopWithin: '2s',
      keepReleases: 2,
      lock: 'refuse',
    },
    environments: environments.map((name) => ({
      name,
      nodeEnv: 'development',
      gates,
      configuration,
      watch: WATCH,
    })),
  };
  const repository = join(folder, 'repository');
  await mkdir(join(repository, '.github'), { recursive: true });
  const text = stringify(policy, { aliasDuplicateObjects: false });
  await writeFile(join(repository, '.github/tidegate.yml'), text);
  return openProject(repository, { TIDEGATE_HOME: join(folder, 'home'), TIDEGATE_PORT_BASE: '4100' });
}
