import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

import type { FakeGitHub } from '../server/open-github.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MACHINE = 'host:\n    kind: machine\n    home: /var/lib/tidegate\n    runsOn: [self-hosted]';
const WORKFLOW = `on: push
jobs:
  release:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@0000000000000000000000000000000000000000
      - uses: googleapis/release-please-action@0000000000000000000000000000000000000000
`;

/** What `--json` ends with. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly ending: {
    readonly outcome: string;
    readonly reasonCode: string;
    readonly summary: string;
    readonly done: readonly string[];
    readonly findings: readonly { code: string; place?: string; message: string; remedy: string }[];
  };
  /** All that was written. */
  readonly said: string;
}

export interface Checkout {
  readonly folder: string;
  write(path: string, text: string): Promise<string>;
  /** Runs the command as a program of its own, against the fake. */
  setup(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
}

/** A checkout with this repository's policy, for a GitHub where olaf is the administrator. `machine`: its host needs secrets. */
export async function checkoutFor(
  github: FakeGitHub,
  { folder, machine = false }: { folder: string; machine?: boolean },
): Promise<Checkout> {
  async function write(path: string, text: string): Promise<string> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    return path;
  }
  const policy = await readFile(join(ROOT, '.github/tidegate.yml'), 'utf8');
  const host = /host:\n {4}kind: runner\n {4}runsOn: \[ubuntu-24.04\]/;
  if (!host.test(policy)) throw new Error('The policy’s host is written in another way now.');
  await write('.github/tidegate.yml', machine ? policy.replace(host, MACHINE) : policy);
  await write('.github/workflows/release.yml', WORKFLOW);
  const token = github.tokenFor({ kind: 'person', actor: 'olaf' });
  return {
    folder,
    write,
    async setup(args, env = {}) {
      const given = { PATH: process.env['PATH'] ?? '', GITHUB_API_URL: github.url, GH_TOKEN: token, ...env };
      const { exitCode, stdout, stderr } = await execa(
        process.execPath,
        [join(ROOT, 'scripts/tidegate.mjs'), 'setup:github', '--repo', github.slug, ...args, '--json'],
        { cwd: folder, env: given, extendEnv: false, reject: false, stdin: 'ignore' },
      );
      return { exitCode, ending: JSON.parse(stdout) as Ended['ending'], said: `${stdout}\n${stderr}` };
    },
  };
}

/** Everything that a command could change, as it is now. */
export function settingsOf({ state }: FakeGitHub): unknown {
  const { settings, environments, rulesets, labels } = state;
  return structuredClone({ settings, environments: [...environments.values()], rulesets, labels });
}

export function writesTo({ requests }: FakeGitHub): FakeGitHub['requests'] {
  return requests.filter(({ method }) => method !== 'GET');
}
