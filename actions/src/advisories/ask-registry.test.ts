import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { ADVISORIES, ALL_ADVISORIES } from '../prove/dependency-audit/advisories.ts';
import {
  knowing,
  startRegistry,
  type Answer,
  type Behaviour,
  type Registry,
} from '../prove/dependency-audit/registry.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { askRegistry, type RegistryAnswer } from './ask-registry.ts';
import type { Patience } from './post.ts';
import { configuredRegistry } from './registry.ts';

const temporaryFolder = temporaryFolders();
const started: Registry[] = [];
afterEach(async () => {
  for (const registry of started.splice(0)) await registry.close();
});

async function registry(behave?: Behaviour): Promise<Registry> {
  const one = await startRegistry(behave);
  started.push(one);
  return one;
}

/** The waits are written down instead of waited. */
function patience(changes: Partial<Patience> = {}): { patience: Patience; waits: number[] } {
  const waits: number[] = [];
  function wait(milliseconds: number): Promise<void> {
    waits.push(milliseconds);
    return Promise.resolve();
  }
  const usual = { attempts: 4, firstWaitMs: 1000, longestWaitMs: 60_000, timeoutMs: 20_000, random: () => 1 };
  return { patience: { ...usual, wait, ...changes }, waits };
}

async function ask(
  server: Registry,
  inquiry: Readonly<Record<string, string[]>>,
  how: Patience = patience().patience,
): Promise<RegistryAnswer> {
  return askRegistry({
    registry: { url: new URL(server.url), authorization: undefined, secrets: [] },
    inquiry: new Map(Object.entries(inquiry).map(([name, versions]) => [name, new Set(versions)])),
    patience: how,
  });
}

const LODASH = { lodash: ['4.17.20'] };
const BAD: Answer = { status: 503, body: '' };

describe('a question to the registry', () => {
  it('is gzipped, names every version, and has the control in it', async () => {
    const server = await registry();
    const answer = await ask(server, { ...LODASH, minimist: ['1.2.8'] });
    expect(server.asked.map(({ packages }) => packages)).toEqual([
      { lodash: ['4.17.20'], minimist: ['1.2.8', '1.2.5'] },
    ]);
    expect(answer).toMatchObject({ kind: 'advisories' });
    const found =
      answer.kind === 'advisories' ? answer.advisories.map(({ id, package: name }) => [name, id]) : [];
    expect(found).toEqual([
      ['lodash', ADVISORIES.lodash.id],
      ['minimist', ADVISORIES.minimist.id],
    ]);
  });

  it('is put a thousand packages at a time, each time with the control', async () => {
    const server = await registry();
    const names = Array.from({ length: 2500 }, (_, index) => [`package-${index}`, ['1.0.0']] as const);
    await ask(server, Object.fromEntries(names.map(([name, versions]) => [name, [...versions]])));
    const asked = server.asked.map(({ packages }) => packages);
    expect(asked.map((packages) => Object.keys(packages).length).sort()).toEqual([1001, 1001, 501]);
    expect(asked.every(({ minimist }) => minimist?.includes('1.2.5'))).toBe(true);
  });

  it('is put again while the registry is overloaded, each time after twice as long', async () => {
    const server = await registry((asked, turn) => (turn < 4 ? BAD : knowing(ALL_ADVISORIES)(asked, turn)));
    const { patience: how, waits } = patience();
    expect(await ask(server, LODASH, how)).toMatchObject({ kind: 'advisories' });
    expect(waits).toEqual([1000, 2000, 4000]);
  });

  it('comes back at a time of its own: half of the wait is left to chance', async () => {
    const server = await registry(() => BAD);
    const { patience: how, waits } = patience({ random: () => 0 });
    expect(await ask(server, LODASH, how)).toMatchObject({
      code: 'advisories-refused',
      why: expect.stringContaining('503'),
    });
    expect(waits).toEqual([500, 1000, 2000]);
    expect(server.asked).toHaveLength(4);
  });

  it('waits as long as the registry asks, and no longer than is allowed', async () => {
    const server = await registry((_, turn) => ({
      ...BAD,
      headers: { 'retry-after': turn === 1 ? '7' : '3600' },
    }));
    const { patience: how, waits } = patience();
    expect(await ask(server, LODASH, how)).toMatchObject({
      code: 'advisories-refused',
      why: expect.stringContaining('3600'),
    });
    expect(waits).toEqual([7000]);
  });

  it('takes a date for the time to come back, too', async () => {
    const past = new Date(Date.now() - 60_000).toUTCString();
    const server = await registry(() => ({ ...BAD, headers: { 'retry-after': past } }));
    const { patience: how, waits } = patience();
    await ask(server, LODASH, how);
    expect(waits).toEqual([0, 0, 0]);
  });

  it.each([
    [404, 'advisories-unavailable', 1],
    [405, 'advisories-unavailable', 1],
    [410, 'advisories-unavailable', 1],
    [400, 'advisories-refused', 1],
    [401, 'advisories-refused', 1],
    [302, 'advisories-refused', 1],
    [204, 'advisories-refused', 1],
    [500, 'advisories-refused', 4],
    [429, 'advisories-refused', 4],
  ])('answered with status %i ends as %s after %i turns', async (status, code, turns) => {
    const server = await registry(() => ({ status, body: '', headers: { location: '/' } }));
    expect(await ask(server, LODASH)).toMatchObject({ kind: 'refusal', code });
    expect(server.asked).toHaveLength(turns);
  });

  it('is never carried on to whom the registry points', async () => {
    const other = await registry();
    const location = `${other.url}-/npm/v1/security/advisories/bulk`;
    const server = await registry(() => ({ status: 307, body: '', headers: { location } }));
    expect(await ask(server, LODASH)).toMatchObject({ code: 'advisories-refused' });
    expect(other.asked).toEqual([]);
  });

  it('calls malware critical, whatever the registry calls it', async () => {
    const server = await registry(
      knowing([ADVISORIES.minimist, { ...ADVISORIES['ua-parser-js'], severity: 'low' }]),
    );
    expect(await ask(server, { 'ua-parser-js': ['0.7.29'] })).toMatchObject({
      advisories: [{ isMalware: true, severity: 'critical' }, { isMalware: false }],
    });
  });

  it('that nobody takes ends as unavailable, with the system’s word for it', async () => {
    const server = await registry();
    await server.close();
    started.pop();
    const { patience: how, waits } = patience();
    expect(await ask(server, LODASH, how)).toEqual({
      kind: 'refusal',
      code: 'advisories-unavailable',
      why: 'ECONNREFUSED',
    });
    expect(waits).toHaveLength(3);
  });

  it('that is never answered ends as unavailable', async () => {
    const server = await registry(() => ({ status: 200, body: '', isSilent: true }));
    const how = patience({ timeoutMs: 50, attempts: 2 }).patience;
    expect(await ask(server, LODASH, how)).toMatchObject({
      code: 'advisories-unavailable',
      why: expect.stringContaining('0.05 s'),
    });
  });

  it.each([
    ['HTML', '<html></html>', 'advisories-unreadable'],
    ['an error', '{"error":"x"}', 'advisories-unreadable'],
    ['a list', '[]', 'advisories-unreadable'],
    [
      'a severity that nobody knows',
      '{"a":[{"id":1,"url":"","title":"","severity":"bad"}]}',
      'advisories-unreadable',
    ],
    ['nothing', '', 'advisories-unreadable'],
    ['no advisory', '{}', 'control-missed'],
    [
      'the control with a range that is not its own',
      '{"minimist":[{"id":1,"url":"","title":"","severity":"low","vulnerable_versions":">=2"}]}',
      'control-missed',
    ],
  ])('answered with %s teaches nothing', async (_what, body, code) => {
    const server = await registry(() => ({ status: 200, body }));
    expect(await ask(server, LODASH)).toMatchObject({ kind: 'refusal', code });
  });
});

describe('the registry that is asked', () => {
  async function configured(
    npmrc: string,
    variables: Record<string, string> = {},
    given?: string,
  ): ReturnType<typeof configuredRegistry> {
    const folder = await temporaryFolder();
    await writeFile(join(folder, '.npmrc'), npmrc);
    return configuredRegistry({ folder, variables: { HOME: join(folder, 'home'), ...variables }, given });
  }

  it.each([
    ['the folder’s', 'registry=https://a.test/npm', {}, undefined, 'https://a.test/npm/'],
    [
      'npm’s variable before it',
      'registry=https://a.test',
      { npm_config_registry: 'https://b.test' },
      undefined,
      'https://b.test/',
    ],
    [
      'what is given before both',
      'registry=https://a.test',
      { NPM_CONFIG_REGISTRY: 'https://b.test' },
      'http://c.test',
      'http://c.test/',
    ],
  ])('is %s', async (_what, npmrc, variables: Record<string, string>, given, url) => {
    expect((await configured(npmrc, variables, given)).url.href).toBe(url);
  });

  it('is what npm says where nobody says anything, and an error where there is no npm', async () => {
    const { PATH = '' } = process.env;
    const folder = await temporaryFolder();
    const { stdout } = await execa('npm', ['config', 'get', 'registry'], {
      cwd: folder,
      env: { PATH, HOME: folder },
      extendEnv: false,
    });
    expect((await configured('', { PATH })).url.href).toBe(new URL(stdout).href);
    await expect(configured('', { PATH: folder })).rejects.toMatchObject({ code: 'program-missing' });
  });

  it('gets the token that is for it or a folder above it, and no other', async () => {
    const token = randomBytes(12).toString('hex');
    const npmrc = [
      '; mine',
      'registry = "https://a.test/npm/private/"',
      '//a.test/npm/:_authToken=${TOKEN}',
      '',
    ].join('\n');
    expect(await configured(npmrc, { TOKEN: token })).toMatchObject({
      authorization: `Bearer ${token}`,
      secrets: [token],
    });
    expect(await configured(npmrc, { TOKEN: token }, 'https://b.test/npm/')).toMatchObject({
      authorization: undefined,
      secrets: [],
    });
  });

  it.each(['ftp://a.test/', 'a.test', 'https://me:word@a.test/'])('is never %s', async (given) => {
    await expect(configured('', {}, given)).rejects.toMatchObject({ code: 'inputs-invalid' });
  });
});
