import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { stringify } from 'yaml';
import { discardServer } from '../../../actions/src/database/embedded/server.ts';
import { statementSchema } from '../../../actions/src/evidence/statement.ts';
import type { StepEnding } from '../../../actions/src/prove/run-step.ts';
import { systemFiles } from '../../../actions/src/ports/files.ts';
import { testsFail } from '../scenarios/defects.ts';
import { openShop, type Shop } from '../scenarios/shop.ts';
import { shopPolicy } from '../scenarios/shop-policy.ts';
import { openGitHub, type FakeGitHub } from '../server/open-github.ts';
import { stepOn } from './step.ts';

jest.setTimeout(180_000);

const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));
let folder: string;
let shop: Shop;
let github: FakeGitHub;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tg-shop-'));
  shop = await openShop(folder);
  await symlink(join(CHECKOUT, 'node_modules'), join(shop.folder, 'node_modules'));
  github = await openGitHub({ git: shop.folder });
});

afterAll(async () => {
  await github.close();
  // There only where a gate was run as if on the server.
  await discardServer(join(folder, 'server/postgres'));
  await systemFiles.removeTree(folder);
});

async function step(
  action: string,
  inputs: Record<string, string> = {},
  variables: Record<string, string> = {},
): Promise<StepEnding> {
  const commit = await shop.git('rev-parse', 'HEAD');
  return stepOn({ action, github, workspace: shop.folder, commit, inputs, variables });
}

async function gate(
  packaged: StepEnding,
  gates: string,
  variables?: Record<string, string>,
): Promise<StepEnding> {
  const { path = '', digest = '' } = packaged.outputs;
  return step('run-gates', { artifact: path, 'artifact-digest': digest, gates }, variables);
}

describe('the artifact of a commit', () => {
  it('is built once more to the same bytes, with its bill of materials beside it', async () => {
    const [first, second] = [await step('package-artifact'), await step('package-artifact')];
    expect(first).toMatchObject({ exitCode: 0, outputs: { outcome: 'done', 'reason-code': 'done' } });
    expect(first.outputs['digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(second.outputs['digest']).toBe(first.outputs['digest']);
    expect(first.outputs['release']).toMatch(/^\d+\.\d+\.\d+-[0-9a-f]{7}-[0-9a-f]{8}$/);
    const sbom = await readFile(join(shop.folder, first.outputs['sbom'] ?? ''), 'utf8');
    expect(JSON.parse(sbom)).toMatchObject({ bomFormat: 'CycloneDX' });
    for (const told of [first.outputs['digest'], 'KiB', 'server.mjs', 'check-config.mjs'])
      expect(first.summary.replaceAll('\\', '')).toContain(told);
  });

  it('is refused for what no commit has, and for another commit than the run’s', async () => {
    await writeFile(join(shop.folder, 'app/src/stray.ts'), 'export {};\n');
    const dirty = await step('package-artifact');
    await shop.git('clean', '--quiet', '--force', 'app/src/stray.ts');
    expect([dirty.exitCode, dirty.outputs['reason-code'], dirty.outputs['digest'] ?? '']).toEqual([
      3,
      'tree-dirty',
      '',
    ]);
    const other = await step('package-artifact', { commit: '1'.repeat(40) });
    expect([other.exitCode, other.outputs['reason-code']]).toEqual([3, 'commit-differs']);
  });
});

describe('gates on it', () => {
  it('pass, and leave evidence about just this artifact', async () => {
    const packaged = await step('package-artifact');
    const home = join(folder, 'job');
    const ending = await gate(packaged, 'tests coverage build', { TIDEGATE_HOME: home });
    expect(ending).toMatchObject({ exitCode: 0, outputs: { outcome: 'done' } });
    expect(JSON.parse(ending.outputs['verdicts'] ?? '')).toEqual({
      tests: 'pass',
      coverage: 'pass',
      build: 'pass',
    });
    const { digest = '' } = packaged.outputs;
    const evidence = join(shop.folder, ending.outputs['evidence'] ?? '', digest);
    expect((await readdir(evidence)).toSorted()).toEqual(['build.json', 'coverage.json', 'tests.json']);
    for (const name of await readdir(evidence)) {
      const statement = statementSchema.parse(JSON.parse(await readFile(join(evidence, name), 'utf8')));
      expect(statement.subject[0].digest.sha256).toBe(digest);
      expect(statement.predicate.verdict).toBe('pass');
    }
    expect(await readdir(home)).not.toContain('postgres');
  });

  it('are each run to the end, and one that fails makes the step red', async () => {
    await shop.commit('Break the tests', testsFail);
    const packaged = await step('package-artifact');
    const ending = await gate(packaged, 'tests build');
    expect([ending.exitCode, ending.outputs['outcome'], ending.outputs['reason-code']]).toEqual([
      3,
      'refused',
      'tests-failed',
    ]);
    expect(JSON.parse(ending.outputs['verdicts'] ?? '')).toEqual({ tests: 'fail', build: 'pass' });
  });

  it('that could not look are as red', async () => {
    const packaged = await step('package-artifact');
    const ending = await gate(packaged, 'coverage');
    expect([ending.exitCode, ending.outputs['outcome']]).toEqual([6, 'refused']);
    expect(JSON.parse(ending.outputs['verdicts'] ?? '')).toEqual({ coverage: 'unproven' });
  });

  it('look at no other file than the one that is named', async () => {
    const packaged = await step('package-artifact');
    const inputs = {
      artifact: packaged.outputs['path'] ?? '',
      'artifact-digest': 'a'.repeat(64),
      gates: 'build',
    };
    expect((await step('run-gates', inputs)).outputs['reason-code']).toBe('digest-mismatch');
  });

  it.each([
    ['buld', /buld/],
    [' ', /found none/],
    ['config', /environment/],
  ])('that are not there, or have nothing to look at, are mistakes: %j', async (gates, told) => {
    const ending = await step('run-gates', { artifact: 'x', 'artifact-digest': 'a'.repeat(64), gates });
    expect([ending.exitCode, ending.outputs['reason-code']]).toEqual([2, 'inputs-invalid']);
    expect(ending.log).toMatch(told);
  });
});

describe('the configuration of an environment that is served from a server of the team’s own', () => {
  it('is held against the contract on any machine, with the secrets given, as if no server were there', async () => {
    const home = join(folder, 'server');
    await shop.commit('Serve it ourselves', { '.github/tidegate.yml': stringify(shopPolicy({ home })) });
    const packaged = await step('package-artifact');
    const inputs = {
      artifact: packaged.outputs['path'] ?? '',
      'artifact-digest': packaged.outputs['digest'] ?? '',
      gates: 'config',
      environment: 'production',
    };
    const random = (): string => randomBytes(32).toString('base64url');
    const secrets = {
      GOOGLE_CLIENT_ID: `${random()}.apps.googleusercontent.com`,
      GOOGLE_CLIENT_SECRET: random(),
      OPENAI_API_KEY: `sk-${random()}`,
      JWT_SECRET: random(),
    };
    expect(await step('run-gates', inputs, secrets)).toMatchObject({ exitCode: 0 });
    const forgotten = await step('run-gates', inputs, { ...secrets, JWT_SECRET: '' });
    expect([forgotten.exitCode, forgotten.outputs['reason-code']]).toEqual([2, 'secret-empty']);
    expect(forgotten.log).toContain('JWT_SECRET');
    expect(existsSync(home)).toBe(false);
  });
});
