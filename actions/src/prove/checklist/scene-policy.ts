import { ALLOWED_ORIGIN } from './probed-service.ts';

export type SceneItems = readonly object[];

/** One item of each kind, and of persons’ items one of each kind. */
const ITEMS: SceneItems = [
  { id: 'tests', text: 'All tests pass', evidence: ['build', 'tests'] },
  { id: 'variables', text: 'Variables are configured', evidence: ['config'] },
  { id: 'headers', text: 'Security headers are configured', probe: 'security-headers' },
  { id: 'staging', text: 'Staging serves this artifact', probe: 'release' },
  { id: 'linting', text: 'Linting passes', person: {} },
  { id: 'review', text: 'Security review is completed', person: { fourEyes: true } },
  { id: 'redis', text: 'Redis is configured', person: { mayNotApply: true } },
  { id: 'mail', text: 'Mail is configured', notApplicable: 'The service sends no mail.' },
];

/** What each probe of the service that is probed asks for. */
export const SCENE_PROBES = {
  authentication: { paths: ['/api/account'] },
  backup: { path: '/backup', days: 7 },
  cors: { path: '/api/orders', allowed: ALLOWED_ORIGIN },
  'input-validation': { requests: [{ path: '/api/orders', body: { amount: 'many' } }] },
  'rate-limit': { path: '/api/orders' },
  'sql-injection': { path: '/api/search', field: 'text' },
};

export function scenePolicy(items: SceneItems = ITEMS): object {
  return {
    version: 1,
    application: {
      workspace: 'app',
      entry: 'src/server.ts',
      checkConfig: 'src/check-config.ts',
      migrations: 'migrations',
      schemaMin: 1,
      smoke: [{ path: '/' }, { path: '/health' }],
    },
    local: { portBase: 4100 },
    deployment: {
      readyWithin: '20s',
      confirmWithin: '30s',
      drain: '1s',
      stopWithin: '10s',
      keepReleases: 5,
      lock: 'refuse',
    },
    gates: { checklist: { groups: [{ name: 'Everything', items }], probes: SCENE_PROBES } },
    environments: [
      {
        name: 'production',
        nodeEnv: 'production',
        gates: ['build', 'tests', 'config', 'checklist'],
        watch: {
          window: '3s',
          every: '250ms',
          minSamples: 12,
          maxErrorRatio: 0.01,
          p99Limit: '1s',
          p99Ratio: 2,
          p99Floor: '100ms',
        },
      },
    ],
  };
}
