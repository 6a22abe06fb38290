import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { loadPolicy } from '../policy/load.ts';
import { policySchema } from '../policy/schema.ts';
import { systemFiles } from '../ports/files.ts';
import type { Finding } from '../verdict/verdict.ts';
import { decideConfiguration, type DecidedConfiguration } from './decide-service.ts';
import { decideProbes, pathsToTry, type Probes } from './decide-probes.ts';
import { decideShipping, type Shipping } from './decide-shipping.ts';
import { differenceOf, type Change } from './difference.ts';
import { draftPolicy } from './draft-policy.ts';
import { draftWorkflows } from './draft-workflows.ts';
import type { RepositoryFacts } from './facts.ts';
import { decideGates } from './gates.ts';
import { lookAt } from './look.ts';
import { problemsOf } from './problems.ts';
import { tryService, type Trial } from './trial.ts';
import { findUses, type Uses } from './uses.ts';
import { readChanges, uncommitted, writeChanges } from './write-changes.ts';

export const POLICY_FILE = '.github/tidegate.yml';

export interface Adoption {
  readonly root: string;
  readonly changes: readonly Change[];
  /** A unified difference; empty where everything is there already. */
  readonly difference: string;
  /** What was seen and decided, a sentence each. */
  readonly notes: readonly string[];
  write(): Promise<void>;
}

interface Wish {
  readonly path: string;
  readonly workspace: string | undefined;
  readonly uses: string | undefined;
  /** This checkout of Tidegate, whose workflows are the model. */
  readonly checkout: string;
  readonly note: (text: string) => void;
}

/**
 * What would make a repository one that Tidegate ships: looks, decides, tries it out, and drafts. Writes nothing until it is told to. A
 * `UserError` names every problem at once.
 */
export async function adopt(wish: Wish): Promise<Adoption> {
  const { facts, uses, configuration, shipping, trial } = await gather(wish);
  const { gates, notes: gateNotes } = decideGates(facts);
  const probes = decideProbes(trial, facts.routes);
  const notes = [...gateNotes, ...notesOn(facts, { configuration, trial }), ...notesOnProbes(probes)];
  const policy = draftPolicy({ facts, configuration, shipping, probes, gates, notes });
  await assertValid(policy);
  const workflows = await draftWorkflows({ ...wish, uses, secrets: configuration.secrets, facts });
  const changes = await readChanges(facts.root, new Map([[POLICY_FILE, policy], ...workflows]));
  const dirty = await uncommitted(facts.root, changes);
  if (dirty.length > 0) throw refused(dirty);
  return {
    root: facts.root,
    changes,
    difference: differenceOf(changes),
    notes: [...seen(facts), ...notes, ...(trial.kind === 'silent' ? [trial.reason] : [])],
    write: () => writeChanges(facts.root, changes),
  };
}

interface Gathered {
  readonly facts: RepositoryFacts;
  readonly uses: Uses;
  readonly configuration: DecidedConfiguration;
  readonly shipping: Shipping;
  readonly trial: Trial;
}

/** All that is seen before anything is drafted, and every problem with it. */
async function gather(wish: Wish): Promise<Gathered> {
  const [facts, uses] = await Promise.all([
    lookAt(wish.path, wish),
    findUses(wish.uses, wish.checkout).catch(asFinding),
  ]);
  const configuration = decideConfiguration(facts);
  const shipping = decideShipping(facts);
  const trial = await tried(facts, { configuration, shipping }, wish.note);
  const found = [uses, trial].flatMap((each) => (each !== undefined && 'code' in each ? [each] : []));
  const problems = [...problemsOf(facts), ...found, ...problemsOfTrial(facts, trial)];
  if (problems.length > 0 || trial === undefined || 'code' in trial || 'code' in uses)
    throw refused(problems);
  return { facts, uses, configuration, shipping, trial };
}

/** One that could not be tried for want of a database is still a service. */
function problemsOfTrial(
  { hasServerCode, frameworks }: RepositoryFacts,
  trial: Trial | Finding | undefined,
): Finding[] {
  const isService = hasServerCode || frameworks.length > 0;
  return trial === undefined || isService || !('reason' in trial) ? [] : [noServer(trial.reason)];
}

async function tried(
  { root, workspace, entry, migrations, routes }: RepositoryFacts,
  { configuration, shipping }: { configuration: DecidedConfiguration; shipping: Shipping },
  note: (text: string) => void,
): Promise<Trial | Finding | undefined> {
  if (entry === undefined) return undefined;
  const application = policySchema.shape.application.parse({
    workspace,
    entry,
    adapter: 'http',
    // The adapter leaves what is said to be the service’s own to it: so it is heard whether there is one.
    service: { ...shipping, health: '/health', variables: configuration.variables },
    ...(migrations?.isOurs === true ? { migrations: migrations.path } : {}),
    schemaMin: 0,
    smoke: [{ path: '/' }],
  });
  const made = configuration.secrets.map((name) => [name, randomBytes(32).toString('base64url')] as const);
  const values: Record<string, string> = {
    ...configuration.everywhere,
    ...configuration.development,
    ...Object.fromEntries(made),
  };
  try {
    const given = { NODE_ENV: 'development', ...values };
    return await tryService({ root, application, configuration: given, paths: pathsToTry(routes), note });
  } catch (error) {
    return asFinding(error);
  }
}

function asFinding(error: unknown): Finding {
  if (!(error instanceof UserError)) throw error;
  const { code, message, remedy } = error;
  return { code, message, remedy };
}

function noServer(reason: string): Finding {
  return {
    code: 'not-adoptable',
    message: `Expected a service that listens for HTTP; nothing in its code says so, and it did not when it was started.\n${reason}`,
    remedy:
      'Name the folder of a service by --workspace, or have the start script of package.json start one.',
  };
}

function refused(problems: readonly Finding[]): UserError {
  return new UserError({
    code: problems[0]?.code ?? 'not-adoptable',
    message: problems.map(({ message }) => message).join('\n'),
    remedy: [...new Set(problems.flatMap(({ remedy }) => remedy ?? []))].join('\n'),
  });
}

function seen({ root, workspace, entry, frameworks, start }: RepositoryFacts): string[] {
  const where = workspace === '.' ? root : join(root, workspace);
  const by = start === undefined ? '' : ', by its start script';
  const made = frameworks.length === 0 ? '' : ` It is made with ${frameworks.join(' and ')}.`;
  return [`The service in ${where} starts with ${entry ?? '?'}${by}.${made}`];
}

/** They stand in the policy too, so they are the same each time. */
function notesOn(
  { migrations, sources, start, packageFile }: RepositoryFacts,
  { configuration, trial }: { configuration: DecidedConfiguration; trial: Trial },
): string[] {
  const { variables, secrets } = configuration;
  const optional = variables.filter(
    ({ secret, name }) => secret && !secrets.includes(name) && name !== 'DATABASE_URL',
  );
  return [
    ...(trial.kind === 'silent'
      ? [
          'The service did not listen when it was tried, so that what it answers is a guess: correct application.smoke.',
        ]
      : []),
    ...(start === undefined && 'start' in packageFile.scripts
      ? ['The start script can’t be read without a shell: look whether application.entry is right.']
      : []),
    ...(migrations?.isOurs === false
      ? [`The migrations in ${migrations.path} are of another form: the service has to run them itself.`]
      : []),
    ...(sources !== undefined && sources.unreadable.length > 0
      ? ['gates.config.sources is left out: there are sources that can’t be parsed.']
      : []),
    ...(optional.length > 0
      ? [
          `Secrets that may be missing are not made up: ${optional.map(({ name }) => name).join(', ')}. Add what the service needs to local.secrets.`,
        ]
      : []),
  ];
}

/** One page often answers whatever is wrong behind it. */
function notesOnProbes({ smoke, health }: Probes): string[] {
  if (smoke.length > 1) return [];
  const none = health === undefined ? 'No health route was found, and a' : 'A';
  return [`${none} release is judged by one probe alone: add under application.smoke what it must answer.`];
}

/** What is drafted is read as every command will. A mistake in it is ours. */
async function assertValid(policy: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tg-'));
  try {
    await writeFile(join(folder, 'tidegate.yml'), policy);
    await loadPolicy(join(folder, 'tidegate.yml'));
  } catch (error) {
    throw new Error(`the policy that was drafted is none: ${messageOf(error)}\n${policy}`, { cause: error });
  } finally {
    await systemFiles.removeTree(folder);
  }
}
