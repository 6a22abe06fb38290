import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { ADVISORIES } from '../prove/dependency-audit/advisories.ts';
import { dayFromNow } from '../prove/dependency-audit/case.ts';
import { npmProject, writeFiles, writeProject } from '../prove/dependency-audit/projects.ts';
import { startRegistry, type Behaviour, type Registry } from '../prove/dependency-audit/registry.ts';
import { runStep, type StepEnding } from '../prove/run-step.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const program = fileURLToPath(new URL('index.ts', import.meta.url));
const schemaFile = createRequire(import.meta.url).resolve(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);

const started: Registry[] = [];
afterEach(async () => {
  for (const registry of started.splice(0)) await registry.close();
});

async function audit(
  folder: string,
  inputs: Record<string, string>,
  behave?: Behaviour,
): Promise<StepEnding & { registry: Registry }> {
  const registry = await startRegistry(behave);
  started.push(registry);
  const variables = { HOME: folder, npm_config_registry: registry.url };
  return { ...(await runStep({ program, inputs, workspace: folder, variables })), registry };
}

interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly suppressions: readonly unknown[];
      readonly locations: readonly {
        readonly physicalLocation: { readonly region: { readonly startLine: number } };
      }[];
    }[];
  }[];
}

async function sarifIn(folder: string): Promise<Sarif> {
  return JSON.parse(await readFile(join(folder, 'out/audit.sarif'), 'utf8')) as Sarif;
}

const BROKEN: Behaviour = () => ({ status: 405, body: '' });

describe('the audit as a step', () => {
  it('says at which line what is wrong, through what it comes, and what clears it', async () => {
    const folder = await temporaryFolder();
    await writeProject(folder, 'npm');
    const ending = await audit(folder, { level: 'high', scope: 'production' });
    expect(ending).toMatchObject({ exitCode: 3, outputs: { verdict: 'fail', vulnerable: '1', sarif: '' } });
    const [error, ...others] = ending.commands.filter(({ name }) => name === 'error');
    expect(others).toEqual([]);
    expect(error?.message).toMatch(
      /lodash 4\.17\.20 \(app > lodash\) has GHSA-35jh-r3h4-6jhm, high.*Take 4\.17\.21 or newer/s,
    );
    const lines = (await readFile(join(folder, 'package-lock.json'), 'utf8')).split('\n');
    expect(error?.properties['file']).toBe('package-lock.json');
    expect(lines[Number(error?.properties['line']) - 1]).toContain('node_modules/under-score');
  });

  it('shows what is excepted, by whom, why, and until when', async () => {
    const folder = await temporaryFolder();
    const expires = dayFromNow(30);
    const exception = {
      advisory: ADVISORIES.lodash.id,
      package: 'lodash',
      versions: '4.17.20',
      path: '. > lodash',
      owner: '@octocat',
      reason: 'Its templates are our own.',
      expires,
    };
    await writeFiles(folder, {
      ...npmProject({ dependencies: { lodash: '4.17.20' } }),
      'e.json': { exceptions: [exception] },
    });
    const ending = await audit(folder, { exceptions: 'e.json', sarif: 'out/audit.sarif' });
    expect(ending).toMatchObject({ exitCode: 0, outputs: { verdict: 'pass' } });
    for (const told of [
      'octocat',
      'Its templates are our own',
      expires.replaceAll('-', String.raw`\-`),
      'in use',
    ])
      expect(ending.summary).toContain(told);
    const result = JSON.parse(ending.outputs['result'] ?? '') as { facts: object };
    expect(result.facts).toMatchObject({
      control: 'minimist@1.2.5 reported',
      excepted: [{ package: 'lodash@4.17.20', owners: ['@octocat'], until: [expires] }],
    });
    expect((await sarifIn(folder)).runs[0]?.results[0]?.suppressions).toHaveLength(1);
  });

  it('writes SARIF that the published schema has no objection to', async () => {
    const folder = await temporaryFolder();
    await writeProject(folder, 'pnpm');
    const ending = await audit(folder, { level: 'high', sarif: 'out/audit.sarif' });
    expect(ending.outputs['sarif']).toBe('out/audit.sarif');
    const sarif = await sarifIn(folder);
    const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
    addFormats.default(ajv);
    const isValid = ajv.compile(JSON.parse(await readFile(schemaFile, 'utf8')) as object);
    isValid(sarif);
    expect(isValid.errors).toBeNull();
    const [run] = sarif.runs;
    const rules = run?.tool.driver.rules.map(({ id }) => id) ?? [];
    expect(rules.sort()).toEqual(
      [ADVISORIES.cookie.id, ADVISORIES.lodash.id, ADVISORIES.minimist.id, ADVISORIES.semver.id].sort(),
    );
    expect(run?.results).toHaveLength(4);
    isValid({ ...sarif, version: '2' });
    expect(isValid.errors).not.toBeNull();
  });

  it('leaves no SARIF where nothing was learnt, not even that of an older run', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      ...npmProject({ dependencies: { lodash: '4.17.20' } }),
      'out/audit.sarif': '{}',
    });
    const ending = await audit(folder, { sarif: 'out/audit.sarif' }, BROKEN);
    expect(ending).toMatchObject({
      exitCode: 6,
      outputs: { sarif: '', 'reason-code': 'advisories-unavailable' },
    });
    expect(existsSync(join(folder, 'out/audit.sarif'))).toBe(false);
  });

  it('sends the registry’s token to the registry, and prints it nowhere', async () => {
    const folder = await temporaryFolder();
    const token = randomBytes(16).toString('hex');
    await writeFiles(folder, npmProject({ dependencies: { lodash: '4.17.20' } }));
    const registry = await startRegistry();
    started.push(registry);
    await writeFiles(folder, {
      '.npmrc': `registry=${registry.url}\n//${new URL(registry.url).host}/:_authToken=${token}\n`,
    });
    const ending = await runStep({ program, inputs: {}, workspace: folder, variables: { HOME: folder } });
    expect(registry.asked.map(({ authorization }) => authorization)).toEqual([`Bearer ${token}`]);
    const printed = ending.commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
    expect(printed).toEqual([token]);
    expect(ending.log.replace(`::add-mask::${token}`, '')).not.toContain(token);
    expect(JSON.stringify(ending.outputs) + ending.summary).not.toContain(token);
  });

  it('shows where two opinions differ, and what no registry has', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, {
      'package-lock.json': {
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { lodash: '4.17.20', a: 'github:a/a' } },
          'node_modules/lodash': { version: '4.17.20' },
          'node_modules/a': { resolved: 'git+ssh://git@host.test/a.git#abc' },
        },
      },
      'osv/1.json': {
        id: ADVISORIES.lodash.id,
        affected: [{ package: { ecosystem: 'npm', name: 'lodash' }, versions: ['4.17.20'] }],
        database_specific: { severity: 'LOW' },
      },
    });
    const { summary } = await audit(folder, { osv: 'osv' });
    expect(summary).toMatch(/lodash 4.17.20 \| GHSA.* \| high \| low \| high/);
    expect(summary).toContain('| node\\_modules/a |');
  });

  it('takes its demands from a policy, of the workspace that the policy builds', async () => {
    const folder = await temporaryFolder();
    await writeProject(folder, 'npm');
    const text = await readFile(new URL('../../../.github/tidegate.yml', import.meta.url), 'utf8');
    await writeFiles(folder, { 'tidegate.yml': text, '.github/audit-exceptions.yml': 'exceptions: []' });
    const ending = await audit(folder, { policy: 'tidegate.yml' });
    expect(JSON.parse(ending.outputs['result'] ?? '')).toMatchObject({
      verdict: 'fail',
      facts: { scope: 'production', workspace: 'app' },
    });
  });
});
