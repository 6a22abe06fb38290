import { readdir, readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import type { Case } from './case.ts';
import { withoutUnknown } from './unknown-syntax.ts';

const ROOT = new URL('../../../', import.meta.url);

/** By `job` or `job environment`: what an action gives there. */
type Answers = Readonly<Record<string, Answer>>;
interface Answer {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly fails?: boolean;
}

/** By the name of an action, or of a script. */
type World = Readonly<Record<string, Answers>>;

const POLICY = {
  environments: '["development","production"]',
  'runs-on': '["ubuntu-24.04"]',
  gates: '["coverage","audit config"]',
  targets: '["development","staging","production"]',
  'is-release': 'true',
  attestations: 'required',
};
const DIGEST = '0123456789abcdef'.repeat(4);
const PACKED = { digest: DIGEST, release: 'r-1', path: 'out/release', sbom: 'out/sbom' };
const GREEN: World = {
  'read-policy': { policy: { outputs: POLICY }, find: { outputs: POLICY } },
  'package-artifact': { package: { outputs: PACKED } },
  'run-gates': { gates: { outputs: { evidence: 'out/evidence' } } },
  plan: { plan: { outputs: { 'plan-hash': 'abc', 'needs-approval': 'true' } } },
  deploy: { deploy: { outputs: { outcome: 'deployed', release: 'r-1', url: 'http://localhost' } } },
  rollback: { choose: { outputs: { target: 'r-0', 'target-digest': DIGEST, 'needs-approval': 'false' } } },
  'is-set-up': { 'set-up': { outputs: { 'is-set-up': 'true' } } },
  'find-release-pr': { find: { outputs: { number: '7', head: 'main' } } },
  checklist: { checklist: { outputs: { comment: '1' } } },
};
const RED_GATE: World = {
  'run-gates': { gates: { outputs: { evidence: 'out/evidence' }, fails: true } },
};
const UNATTESTED = { policy: { outputs: { ...POLICY, attestations: 'none', 'is-release': 'false' } } };
const UNAPPROVED = { plan: { outputs: { 'plan-hash': 'abc', 'needs-approval': 'false' } } };

/** This repository's own workflows, with actions that only say what they are told to: who runs, and with what. */
export async function ownCases(): Promise<readonly Case[]> {
  const push = { workflow: 'pipeline.yml', event: 'push', inputs: {} } as const;
  const back = { environment: 'production', release: '', reason: 'as a test' };
  const dispatch = { workflow: 'rollback.yml', event: 'workflow_dispatch', inputs: back } as const;
  return await Promise.all([
    ownCase({ ...push, name: 'pipeline.yml, all green', answers: GREEN }),
    ownCase({
      ...push,
      name: 'pipeline.yml, no approval, nothing to publish',
      answers: { ...GREEN, 'read-policy': UNATTESTED, plan: UNAPPROVED },
    }),
    ownCase({
      ...push,
      name: 'pipeline.yml, a gate is red',
      answers: { ...GREEN, ...RED_GATE },
    }),
    ownCase({
      ...push,
      name: 'pipeline.yml, staging reverts',
      answers: { ...GREEN, deploy: { ...GREEN['deploy'], 'deploy staging': { fails: true } } },
    }),
    ownCase({ ...dispatch, name: 'rollback.yml, to what was good', answers: GREEN }),
    ...releasePullCases(),
    ownCase({ ...REVIEW, name: 'ci.yml, all green', answers: GREEN }),
    ownCase({ ...BY_HAND, workflow: 'nightly.yml', name: 'nightly.yml, all green', answers: GREEN }),
    ownCase({
      ...BY_HAND,
      workflow: 'nightly.yml',
      name: 'nightly.yml, runs were dropped',
      answers: { ...GREEN, 'watch-environments': { 'watch-runs': { fails: true } } },
    }),
    ownCase({
      ...BY_HAND,
      workflow: 'release.yml',
      inputs: { version: '1.2.0' },
      name: 'release.yml',
      answers: GREEN,
    }),
  ]);
}

const REVIEW = { workflow: 'ci.yml', event: 'pull_request', inputs: {} } as const;
const BY_HAND = { event: 'workflow_dispatch', inputs: {} } as const;

function releasePullCases(): readonly Promise<Case>[] {
  const push = { workflow: 'release-pr.yml', event: 'push', inputs: {} } as const;
  const tick = { ...push, event: 'issue_comment' } as const;
  return [
    ownCase({ ...push, name: 'release-pr.yml, all green', answers: GREEN }),
    ownCase({ ...tick, name: 'release-pr.yml, a box was ticked', answers: GREEN }),
    ownCase({
      ...push,
      name: 'release-pr.yml, nobody set releases up',
      answers: { ...GREEN, 'is-set-up': { 'set-up': { outputs: { 'is-set-up': 'false' } } } },
    }),
    ownCase({
      ...push,
      name: 'release-pr.yml, there is no release PR',
      answers: { ...GREEN, 'find-release-pr': { find: { outputs: { number: '', head: '' } } } },
    }),
    ownCase({
      ...push,
      name: 'release-pr.yml, a gate is red',
      answers: { ...GREEN, ...RED_GATE },
    }),
  ];
}

async function ownCase({
  answers,
  ...rest
}: Pick<Case, 'name' | 'workflow' | 'event' | 'inputs'> & { answers: World }): Promise<Case> {
  const names = (await readdir(new URL('.github/workflows/', ROOT))).map(
    (name) => `.github/workflows/${name}`,
  );
  const workflows = await Promise.all(
    names.map(async (name) => [name, withoutUnknown(await read(name))] as const),
  );
  const used = new Set(
    workflows
      .flatMap(([, text]) => [...text.matchAll(/uses: ([\w./-]+@[0-9a-f]{40})/g)])
      .map((found) => found[1] ?? ''),
  );
  const actions = (await readdir(new URL('actions/', ROOT), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !['src', 'dist'].includes(entry.name))
    .map(({ name }) => name);
  const own = await Promise.all(actions.map((name) => standIn(name, answers[name] ?? {})));
  return {
    ...rest,
    files: {
      ...Object.fromEntries(workflows),
      ...Object.fromEntries(own.flat()),
      ...Object.fromEntries(SCRIPTS.map((name) => [`scripts/${name}.ts`, answering(answers[name] ?? {})])),
      ...NOTHING,
    },
    standIns: Object.fromEntries(
      [...used].map((uses) => [
        uses,
        uses.startsWith('actions/checkout@') ? '.stand-ins/checkout' : '.stand-ins/nothing',
      ]),
    ),
  };
}

async function read(path: string): Promise<string> {
  return await readFile(new URL(path, ROOT), 'utf8');
}

/** The inputs and outputs are the action's own. */
async function standIn(name: string, answers: Answers): Promise<readonly (readonly [string, string])[]> {
  const action = parse(await read(`actions/${name}/action.yml`)) as Record<string, unknown>;
  const runs = { using: 'node24', main: 'answer.mjs' };
  return [
    [`actions/${name}/action.yml`, stringify({ ...action, runs })],
    [`actions/${name}/answer.mjs`, answering(answers)],
  ];
}

/** Those that workflows run themselves. */
const SCRIPTS = ['is-set-up', 'find-release-pr', 'release-actions'];

function answering(answers: Answers): string {
  return `const answers = ${JSON.stringify(answers)};\n${ANSWER}`;
}

const ANSWER = `
import { appendFileSync } from 'node:fs';
const { env } = process;
const answer = answers[env.GITHUB_JOB + ' ' + env.INPUT_ENVIRONMENT] ?? answers[env.GITHUB_JOB] ?? {};
for (const [name, value] of Object.entries(env).sort()) {
  if (!name.startsWith('INPUT_') || name === 'INPUT_TOKEN' || value === '') continue;
  console.log(['fact', name, name === 'INPUT_NEEDS' ? results(value) : value.trim()].join(' ').trim().replaceAll(/\\s+/g, ' '));
}
for (const [name, value] of Object.entries(answer.outputs ?? {})) appendFileSync(env.GITHUB_OUTPUT, name + '=' + value + '\\n');
if (answer.fails) process.exit(1);

function results(needs) {
  return Object.entries(JSON.parse(needs)).sort().map(([job, { result }]) => job + '=' + result).join(' ');
}
`;

const NPM_SCRIPTS = Object.fromEntries(
  ['prove', 'peers', 'setup:github'].map((name) => [name, `echo fact npm run ${name}`]),
);
const NOTHING = {
  '.ci/run': '#!/bin/sh\necho fact .ci/run\n',
  'package.json': JSON.stringify({ private: true, type: 'module', scripts: NPM_SCRIPTS }),
  '.stand-ins/nothing/action.yml':
    "name: Nothing\ndescription: Stands in for an action of others.\nruns: { using: composite, steps: [{ shell: sh, run: ':' }] }\n",
  // Asked by act only where a `ref` is given: else it copies what it was started in.
  '.stand-ins/checkout/action.yml': stringify({
    name: 'Check out',
    description: 'Stands in for actions/checkout.',
    inputs: { ref: { description: 'What to check out' } },
    runs: {
      using: 'composite',
      steps: [
        {
          shell: 'sh',
          run: 'git init --quiet\ngit fetch --quiet "$ORIGIN" "${{ inputs.ref }}"\ngit checkout --quiet --force FETCH_HEAD\n',
        },
      ],
    },
  }),
  '.github/actions/setup/action.yml':
    "name: Nothing\ndescription: Nothing to set up.\nruns: { using: composite, steps: [{ shell: sh, run: ':' }] }\n",
};
