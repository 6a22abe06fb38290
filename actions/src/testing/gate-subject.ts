import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { packageApplication } from '../artifact/package.ts';
import { packageJson, samplePolicy, writeApplication } from '../artifact/testing/sample-application.ts';
import type { GateSubject } from '../gates/gate.ts';

/**
 * What the sample service does is said by its configuration, so that one artifact will do for many tests: `MODE` is what
 * its server does, `CHECK` what its contract does.
 */
const SERVER = `
  import { createServer } from 'node:http';
  import { spawn } from 'node:child_process';
  import { writeFileSync } from 'node:fs';
  const { MODE, PIDS, TIDEGATE_SOCKET, TIDEGATE_RELEASE_ID, TIDEGATE_DIGEST, TIDEGATE_CONFIG_HASH } = process.env;
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
  writeFileSync(PIDS, JSON.stringify([process.pid, child.pid]));
  process.on('SIGTERM', () => MODE === 'ignores-sigterm' ? undefined : process.exit(0));
  if (MODE === 'crashes') process.exit(7);
  const ready = {
    status: 'ready',
    releaseId: MODE === 'other-id' ? 'another' : TIDEGATE_RELEASE_ID,
    digest: MODE === 'other-digest' ? '0'.repeat(64) : TIDEGATE_DIGEST,
    configHash: MODE === 'other-configuration' ? 'another' : TIDEGATE_CONFIG_HASH,
    worker: { pid: process.pid, index: 0, count: MODE === 'lacks-a-worker' ? 2 : 1 },
  };
  if (MODE === 'mute') setInterval(() => undefined, 1000);
  else createServer((_request, response) => {
    response.writeHead(MODE === 'unready' ? 503 : 200).end(JSON.stringify(ready));
  }).listen(TIDEGATE_SOCKET);
`;

const CHECK_CONFIG = `
  const { CHECK } = process.env;
  const variables = [{ name: 'CHECK', required: true, secret: false, kind: 'string', description: 'What to do.' }];
  const problems = CHECK === 'accept' ? [] : [{ variable: 'CHECK', message: 'Expected accept.', remedy: 'Set it.' }];
  if (process.argv.includes('--contract')) console.log(JSON.stringify({ variables }));
  else if (CHECK === 'garbage') console.log('all is well');
  else if (CHECK === 'crash') throw new Error('out of order');
  else {
    console.log(JSON.stringify({ verdict: problems.length === 0 ? 'pass' : 'fail', problems }));
    process.exitCode = problems.length;
  }
`;

/**
 * Packages the sample service in `folder`, and gives what a gate is shown of it. Its `test` script runs `suite.mjs` of
 * the workspace with what the gate adds; `undefined` in `changes` leaves a file out.
 */
export async function packagedSubject(
  folder: string,
  changes: Readonly<Record<string, string | undefined>> = {},
): Promise<GateSubject> {
  const repository = join(folder, 'repository');
  await writeApplication(repository, {
    'package.json': packageJson({ name: 'root', private: true, workspaces: ['service'] }),
    'service/package.json': packageJson({
      name: 'sample',
      version: '1.2.3',
      type: 'module',
      scripts: { test: 'node suite.mjs' },
    }),
    'service/src/server.ts': SERVER,
    'service/src/check-config.ts': CHECK_CONFIG,
    ...changes,
  });
  const store = join(folder, 'artifacts');
  const packaged = await packageApplication({ root: repository, application: samplePolicy, store });
  return {
    ...packaged,
    archive: packaged.path,
    repository,
    application: samplePolicy,
    settings: {},
    environment: { name: 'staging', nodeEnv: 'staging' },
    configuration: {},
    mirrors: undefined,
    policyNames: undefined,
    live: null,
    rehearsal: undefined,
    coverage: join(folder, 'coverage'),
    stage: undefined,
    policyHash: '0'.repeat(64),
    evidence: join(folder, 'evidence'),
    approver: { vouch: () => Promise.resolve(undefined) },
    ticks: undefined,
    local: { tolerates: [], checklist: { approver: [], notApplicable: [] } },
    scratch: await newScratch(folder),
    note: () => undefined,
  };
}

export async function newScratch(folder: string): Promise<string> {
  await mkdir(join(folder, 'tmp'), { recursive: true });
  return mkdtemp(join(folder, 'tmp/g-'));
}
