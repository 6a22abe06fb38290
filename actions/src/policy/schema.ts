import { z } from 'zod';
import { REASON_CODES, type ReasonCode } from '../reason-codes.ts';
import { localChecklist } from './checklist-settings.ts';
import { gateSettings } from './gate-settings.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** setTimeout fires at once beyond 24.8 days, and no deployment should take a day. */
const LONGEST = 24 * 3_600_000;

/** A duration with its unit (`250ms`, `5s`, `10m`, `1h`); whole milliseconds inside. */
export const duration = z
  .string()
  .regex(/^\d+(?:\.\d+)?(?:ms|s|m|h)$/, 'expected a duration with its unit, such as 250ms, 5s, 10m or 1h')
  .transform((text) => {
    const [, amount = '', unit = 'ms'] = /^([\d.]+)(ms|s|m|h)$/.exec(text) ?? [];
    return Math.round(Number(amount) * UNITS[unit as keyof typeof UNITS]);
  })
  .refine((milliseconds) => milliseconds <= LONGEST, 'expected a duration of at most 24h');

const someTime = duration.refine((milliseconds) => milliseconds > 0, 'expected a duration over 0');

const relativePath = z
  .string()
  .min(1)
  .refine(
    (path) => !path.startsWith('/') && !path.split('/').includes('..'),
    'expected a path inside the repository',
  );

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'expected lower-case letters, digits and dashes, at most 20');

const probe = z.strictObject({
  path: z.string().startsWith('/').describe('What to ask for.'),
  method: z.enum(['GET', 'POST']).default('GET'),
  body: z.json().optional().describe('Sent as JSON.'),
  status: z.int().min(100).max(599).default(200).describe('The only status that counts as an answer.'),
});

const watch = z.strictObject({
  window: someTime.describe('How long a release is watched after the switch.'),
  every: someTime.describe('How often it is looked at, and probed.'),
  minSamples: z.int().positive().describe('Fewer requests than this, and the watch is unproven.'),
  maxErrorRatio: z.number().min(0).max(1).describe('The share of failed requests that is still acceptable.'),
  p99Limit: someTime.describe('The 99th percentile may never be over this.'),
  p99Ratio: z.number().min(1).describe('… nor over this many times that of the release that served before.'),
  p99Floor: duration.describe('The ratio is not applied below this: small latencies are mostly noise.'),
  significance: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.01)
    .describe('The chance, over the whole watch, of reverting a release that is no worse.'),
});

const localSecret = z.strictObject({
  name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  prefix: z.string().default('').describe('Stands before the random part, where the kind of secret has one.'),
  suffix: z.string().default('').describe('Stands behind it.'),
});

const tolerated = z.strictObject({
  gate: z.string(),
  reasonCode: z
    .string()
    .refine((code) => Object.hasOwn(REASON_CODES, code), 'expected a known reason code')
    .transform((code) => code as ReasonCode)
    .describe('For this reason alone may it be unproven.'),
  reason: z.string().min(10).describe('Why that is acceptable here: shown each time.'),
});

const freeze = z
  .strictObject({
    from: z.iso.datetime({ offset: true }).describe('When it begins.'),
    until: z.iso.datetime({ offset: true }).describe('When deployments are possible again.'),
    reason: z.string().min(3).describe('Shown to whoever is refused.'),
  })
  .refine(({ from, until }) => Date.parse(from) < Date.parse(until), 'expected `until` to be after `from`');

const runner = z.string().min(1);

const VARIABLE_KINDS = ['text', 'secret', 'url', 'port', 'integer', 'boolean', 'choice'] as const;
const reviewer = z
  .string()
  .regex(/^(?:@[\w-]+\/[\w.-]+|[\w-]+)$/, 'expected a login, or a team as @organization/team');

const github = z.strictObject({
  host: z
    .discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('runner').describe('The job’s own machine, for the length of the job.'),
        runsOn: z.array(runner).min(1).default(['ubuntu-24.04']).describe('The labels of that runner.'),
      }),
      z.strictObject({
        kind: z.literal('machine').describe('A server of your own, on which a self-hosted runner runs.'),
        runsOn: z.array(runner).min(1).describe('The labels of that runner.'),
        home: z
          .string()
          .startsWith('/')
          .describe('The folder on the server that keeps releases, ledger and configuration between jobs.'),
      }),
    ])
    .prefault({ kind: 'runner' })
    .describe('Where the environments’ hosts are when a workflow deploys.'),
  reviewers: z
    .array(reviewer)
    .max(6, 'expected at most 6 reviewers, as many as GitHub takes')
    .default([])
    .describe(
      'Who may approve, as npm run setup:github sets it and --check demands it: logins, and teams as @organization/team. With none, somebody must be named on GitHub, whoever it is.',
    ),
  attestations: z
    .enum(['required', 'none'])
    .default('required')
    .describe(
      'Whether an artifact must be attested by this repository’s pipeline. Private repositories have attestations only on GitHub Enterprise Cloud.',
    ),
});

const environment = z.strictObject({
  name: name.describe('development, staging, production …'),
  configuration: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.string())
    .default({})
    .describe('Open values that its releases are configured with; secrets never stand here.'),
  gates: z.array(z.string()).min(1).describe('The gates that must pass before anything is deployed here.'),
  nodeEnv: z
    .enum(['development', 'staging', 'production'])
    .describe('The NODE_ENV that its configuration must have.'),
  approval: z.boolean().default(false).describe('Whether a person must say yes to the plan.'),
  from: z
    .enum(['every-push', 'releases'])
    .default('every-push')
    .describe('Which commits a workflow brings here: each push to main, or merged release PRs alone.'),
  freezes: z
    .array(freeze)
    .default([])
    .describe('Times in which nothing is deployed here. Going back is always possible.'),
  outOfOrder: z
    .boolean()
    .default(false)
    .describe('Whether a release may come here that is not good in the environment before.'),
  watch,
});

/** A service that is shipped by an adapter: what an application of its own kind would say in its code. */
const adaptedService = z
  .strictObject({
    arguments: z.array(z.string()).default([]).describe('What the program is given on its command line.'),
    nodeFlags: z.array(z.string()).default([]).describe('Flags of Node.js itself, such as --require ./x.js.'),
    build: z.string().min(1).optional().describe('The script of its package.json that builds it.'),
    built: z
      .array(relativePath)
      .default([])
      .describe('Files and folders below the workspace that are shipped though git ignores them.'),
    leaveOut: z
      .array(z.string().min(1))
      .default([])
      .describe('Globs below the workspace of what is not shipped; node_modules/… is its packages.'),
    health: z
      .string()
      .startsWith('/')
      .optional()
      .describe('Its own health route: it is ready when that answers with less than 400.'),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe('Of several HTTP servers, the one that asks for this port is the service; else the first.'),
    variables: z
      .array(
        z.strictObject({
          name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
          required: z.boolean().default(false).describe('Whether staging and production must give it.'),
          secret: z.boolean().default(false),
          kind: z.enum(VARIABLE_KINDS).default('text'),
          description: z.string().default(''),
        }),
      )
      .default([])
      .describe('The configuration contract; NODE_ENV is in every one.'),
  })
  .describe('How a service with an adapter is started and shipped.');

export type AdaptedService = z.output<typeof adaptedService>;

/** What can't be left out, or makes no sense, according to whether there is an adapter. */
function adapterMistakes(
  application: { adapter?: unknown; service?: unknown; checkConfig?: unknown },
  context: z.RefinementCtx,
): void {
  const { adapter, service, checkConfig } = application;
  function mistake(key: string, message: string): void {
    context.addIssue({ code: 'custom', path: [key], message });
  }
  if (adapter === undefined && checkConfig === undefined)
    mistake('checkConfig', 'expected the application’s configuration contract, or an adapter');
  if (adapter === undefined && service !== undefined)
    mistake('service', 'expected it beside `adapter: http` alone');
  if (adapter !== undefined && checkConfig !== undefined)
    mistake(
      'checkConfig',
      'expected service.variables in its place: an adapter makes the contract from them',
    );
}

export const policySchema = z.strictObject({
  version: z.literal(1),
  application: z
    .strictObject({
      workspace: relativePath.describe('The npm workspace that is built; . for the repository itself.'),
      entry: relativePath.describe('The program, below the workspace.'),
      adapter: z
        .literal('http')
        .optional()
        .describe(
          'For a service that knows nothing of Tidegate: it is shipped as it is, and adapted when it starts.',
        ),
      service: adaptedService.optional(),
      checkConfig: relativePath
        .optional()
        .describe(
          'The configuration contract, below the workspace; an adapter makes one from service.variables.',
        ),
      migrations: relativePath
        .optional()
        .describe('The folder of SQL migrations, below the workspace; without it there are none.'),
      database: z
        .enum(['postgresql', 'none'])
        .optional()
        .describe(
          'Whether every environment gets a database, by DATABASE_URL: postgresql unless it says none.',
        ),
      schemaMin: z.int().nonnegative().describe('The oldest schema version that this code runs on.'),
      tolerates: z
        .array(
          z.string().regex(/^\d{4}_[a-z0-9-]+\.sql$/, 'expected a file name such as 0007_drop-email.sql'),
        )
        .default([])
        .describe('Migrations to come that this code already bears: it no longer reads what they take away.'),
      smoke: z.array(probe).min(1).describe('What a new release must answer before a user reaches it.'),
      rehearsal: z
        .strictObject({
          traffic: z
            .array(probe)
            .default([])
            .describe(
              'What is asked beside the smoke probes in a rehearsed revert alone, and may store something.',
            ),
        })
        .prefault({}),
    })
    .superRefine(adapterMistakes),
  local: z.strictObject({
    portBase: z
      .int()
      .min(1024)
      .max(65_000)
      .describe('The first environment’s port; the others count up from it.'),
    secrets: z
      .array(localSecret)
      .default([])
      .describe('Made up for each environment at its first run, and kept in the home’s own files.'),
    tolerates: z
      .array(tolerated)
      .default([])
      .describe('Gates that may be unproven on this machine, for what only a machine of its own lacks.'),
    checklist: localChecklist.prefault({}).describe('How the checklist is answered on one machine.'),
  }),
  deployment: z.strictObject({
    readyWithin: someTime.describe('How long a started release may take to be ready on every worker.'),
    confirmWithin: someTime.describe('Without the confirmation by then, the host reverts.'),
    drain: duration.describe('How long a release leaving service still answers before it closes.'),
    stopWithin: someTime.describe('After this it is killed.'),
    rehearseFor: someTime
      .prefault('2s')
      .describe('How long each of the three parts of a rehearsed revert lasts.'),
    keepReleases: z.int().min(2).describe('How many unpacked releases a host keeps.'),
    lock: z.enum(['refuse', 'queue']).describe('What a second deployment does while one is under way.'),
    queueWithin: duration.prefault('10m').describe('How long a queued deployment waits for its turn.'),
  }),
  github: github
    .prefault({})
    .describe('What the workflows need to know; no command of one machine reads it.'),
  gates: gateSettings.prefault({}).describe('What each gate demands.'),
  environments: z.array(environment).min(1).describe('In the order of promotion.'),
});

export type Policy = z.output<typeof policySchema>;
export type EnvironmentPolicy = Policy['environments'][number];
export type WatchPolicy = EnvironmentPolicy['watch'];
export type GateSettings = Policy['gates'];
export type LocalPolicy = Policy['local'];
export type ApplicationPolicy = Policy['application'];
