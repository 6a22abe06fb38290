import { stringify } from 'yaml';

const WATCH = {
  window: '1s',
  every: '100ms',
  minSamples: 1,
  maxErrorRatio: 0.01,
  p99Limit: '1s',
  p99Ratio: 2,
  p99Floor: '100ms',
};

/** A policy file with the open values of its environments, in the order of promotion; each is called as its NODE_ENV. */
export function policyWith(
  configurations: Readonly<Record<string, Readonly<Record<string, string>>>>,
  config: Readonly<Record<string, unknown>> = {},
): string {
  return stringify(
    {
      version: 1,
      application: {
        workspace: 'app',
        entry: 'server.ts',
        checkConfig: 'check-config.ts',
        migrations: 'migrations',
        schemaMin: 0,
        smoke: [{ path: '/' }],
      },
      local: { portBase: 4100 },
      deployment: {
        readyWithin: '5s',
        confirmWithin: '15s',
        drain: '0s',
        stopWithin: '2s',
        keepReleases: 2,
        lock: 'refuse',
      },
      gates: { config },
      environments: Object.entries(configurations).map(([name, configuration]) => ({
        name,
        nodeEnv: name,
        gates: ['config'],
        configuration,
        watch: WATCH,
      })),
    },
    { aliasDuplicateObjects: false },
  );
}
