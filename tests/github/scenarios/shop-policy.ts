import { APPLICATION, ONE_WORKER, QUICK_WATCH } from '../../support/workbench.ts';

export interface ShopWish {
  /** The home of a server of the team’s own; without it each job’s machine is the host. */
  readonly home?: string;
  /** Of every environment, or of each. */
  readonly gates?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  readonly production?: {
    readonly from?: 'every-push' | 'releases';
    readonly approval?: boolean;
    /** Over the quick one, where something must happen while production watches. */
    readonly watch?: object;
  };
  /** Over the limits of a deployment that stand here. */
  readonly deployment?: object;
  readonly attestations?: 'required' | 'none';
  /** The file with the roots that attestations are proved by. */
  readonly roots?: string;
  /** The groups of the checklist, for the gate of that name. */
  readonly checklist?: readonly object[];
  /** Whether what keeps the release PR is there. */
  readonly keepsReleases?: boolean;
  /** More of the policy, over what stands here. */
  readonly more?: object;
}

/** Gates that look at nothing outside of this machine. */
const GATES = ['build', 'tests', 'coverage', 'config'];

/** The team’s policy: three environments, whose watches take under a second. */
export function shopPolicy(wish: ShopWish): object {
  const { home, gates = GATES, production = {}, deployment, attestations, checklist, more } = wish;
  const { from = 'every-push', approval = true, watch } = production;
  const host =
    home === undefined
      ? { kind: 'runner', runsOn: ['ubuntu-24.04'] }
      : { kind: 'machine', runsOn: ['self-hosted'], home };
  return {
    version: 1,
    application: APPLICATION,
    local: {
      portBase: 4100,
      secrets: [
        { name: 'GOOGLE_CLIENT_ID', suffix: '.apps.googleusercontent.com' },
        { name: 'GOOGLE_CLIENT_SECRET' },
        { name: 'OPENAI_API_KEY', prefix: 'sk-' },
        { name: 'JWT_SECRET' },
      ],
    },
    github: { host, attestations: attestations ?? 'required' },
    deployment: {
      readyWithin: '20s',
      confirmWithin: '40s',
      drain: '200ms',
      stopWithin: '4s',
      keepReleases: 5,
      lock: 'queue',
      ...deployment,
    },
    gates: {
      coverage: { lines: 1, source: ['src/greeting.ts'] },
      ...(checklist === undefined ? {} : { checklist: { groups: checklist } }),
    },
    environments: ['development', 'staging', 'production'].map((name) => ({
      name,
      nodeEnv: 'development',
      gates: 'includes' in gates ? gates : gates[name],
      ...ONE_WORKER,
      watch: name === 'production' ? { ...QUICK_WATCH, ...watch } : QUICK_WATCH,
      ...(name === 'production' ? { from, approval } : {}),
    })),
    ...more,
  };
}
