import { join } from 'node:path';
import type { Desk, Frame } from './desk.ts';
import type { CommandFiles } from './file-commands.ts';
import { textOf, type Plain } from './value.ts';

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables */
const FROM_GITHUB = [
  'actor',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_owner',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace',
];

export interface EnvironmentWish {
  readonly frame: Frame;
  readonly files: CommandFiles;
  readonly own: Readonly<Record<string, string>>;
  readonly action: string;
}

/** All that a step's process finds, and nothing of whoever runs the test. What is GitHub's own wins. */
export function stepEnvironment(
  desk: Desk,
  { frame, files, own, action }: EnvironmentWish,
): Record<string, string> {
  const { machine, equipment } = desk.order;
  const set = { ...desk.environment, ...frame.environment, ...own };
  return {
    HOME: machine.home,
    LANG: 'C.UTF-8',
    ...set,
    ...githubVariables(desk),
    ...(frame.actionPath === undefined ? {} : { GITHUB_ACTION_PATH: frame.actionPath }),
    GITHUB_ACTION: action,
    GITHUB_ACTIONS: 'true',
    GITHUB_OUTPUT: files.output,
    GITHUB_ENV: files.env,
    GITHUB_PATH: files.path,
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.step_summary,
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
    RUNNER_NAME: machine.name,
    RUNNER_ENVIRONMENT: machine.isPersistent ? 'self-hosted' : 'github-hosted',
    RUNNER_TEMP: machine.temporary,
    RUNNER_TOOL_CACHE: join(machine.folder, 'work', '_tool'),
    RUNNER_WORKSPACE: join(machine.workspace, '..'),
    RUNNER_TRACKING_ID: set['RUNNER_TRACKING_ID'] ?? desk.trackingId,
    CI: set['CI'] ?? 'true',
    PATH: [...desk.prepended.toReversed(), set['PATH'] ?? equipment.path].join(':'),
  };
}

function githubVariables({ order }: Desk): Record<string, string> {
  const github = order.contexts['github'] as Readonly<Record<string, Plain>>;
  const pairs = FROM_GITHUB.map((name) => [`GITHUB_${name.toUpperCase()}`, textOf(github[name])]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

export function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const pairs = Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** Spaces become underscores, and nothing else does: https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs */
function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}
