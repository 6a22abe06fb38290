import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Policy } from '../policy/schema.ts';
import { systemFiles } from '../ports/files.ts';
import { sampleProject } from './testing/sample-project.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { homeAt, type Home } from './home.ts';
import { portBase } from './local-ports.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const servers: Server[] = [];
const usage = expect.objectContaining({ code: 'usage' });

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function newHome(): Promise<Home> {
  return homeAt(await temporaryFolder(), {});
}

async function isTaken(port: number): Promise<boolean> {
  const server = createServer();
  servers.push(server);
  server.listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => false,
    () => true,
  );
}

/** The first of `count` ports that nobody listens on, below those that the system gives to outgoing connections. */
async function freeRun(count: number): Promise<number> {
  for (;;) {
    const base = randomInt(15_000, 31_000);
    const ports = Array.from({ length: count }, (_, index) => base + index);
    const taken = await Promise.all(ports.map(isTaken));
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
    if (!taken.includes(true)) return base;
  }
}

describe('the first environment’s port', () => {
  let policy: Policy;
  let base: number;

  beforeAll(async () => {
    base = await freeRun(40);
    const { policy: sample } = await sampleProject(await temporaryFolder());
    policy = { ...sample, local: { ...sample.local, portBase: base } };
  });

  function ports(home: Home, variables: NodeJS.ProcessEnv = {}): Promise<number> {
    return portBase(home, policy, variables);
  }

  it.each(['1024', '4711', ' 65534 '])('is the one given, though it may be taken: %s', async (text) => {
    const home = await newHome();
    expect(await ports(home, { TIDEGATE_PORT_BASE: text })).toBe(Number(text));
    expect(await systemFiles.exists(join(home.root, 'ports.json'))).toBe(false);
  });

  it.each(['abc', '0', '1023', '65535', '70000', '-1', '4100.5', '4e3', '0x1004', '4100,4101'])(
    'is never guessed from what is no port, or leaves no room for all: %s',
    async (text) => {
      await expect(ports(await newHome(), { TIDEGATE_PORT_BASE: text })).rejects.toEqual(usage);
    },
  );

  it('is remembered, whatever becomes free or taken later', async () => {
    const home = await newHome();
    const first = await ports(home, { TIDEGATE_PORT_BASE: '' });
    expect(await isTaken(first)).toBe(false);
    expect(await ports(home)).toBe(first);
  });

  it('skips a run of which one port is taken', async () => {
    expect(await isTaken(base + 1)).toBe(false);
    expect(await ports(await newHome())).toBe(base + 2);
  });

  it('is another one for each of many homes that choose at once, though nothing runs yet', async () => {
    const homes = await Promise.all(Array.from({ length: 6 }, newHome));
    const bases = await Promise.all(homes.map((home) => ports(home)));
    expect(new Set(bases).size).toBe(6);
    // The embedded database's is one of them.
    const all = bases.flatMap((port) => [port, port + 1, port + 10]);
    expect(new Set(all).size).toBe(18);
  });

  it('is one for all commands of a home that choose at once', async () => {
    const home = await newHome();
    const choosing = Array.from({ length: 4 }, () => ports(home));
    const first = await Promise.race(choosing);
    // The first of them begins to use it before the others have chosen.
    expect(await isTaken(first)).toBe(false);
    expect(new Set(await Promise.all(choosing))).toEqual(new Set([first]));
  });

  it('is free again when the home that had it is gone', async () => {
    const home = await newHome();
    const before = await ports(home);
    await systemFiles.removeTree(home.root);
    expect(await ports(await newHome())).toBe(before);
  });

  it('keeps other homes away from environments that were added since', async () => {
    const home = await newHome();
    const first = await ports(home);
    const [one] = policy.environments;
    if (one === undefined) throw new Error('expected an environment');
    await portBase(home, { ...policy, environments: Array.from({ length: 4 }, () => one) }, {});
    expect(await ports(await newHome())).toBeGreaterThanOrEqual(first + 4);
  });

  it.each(['{"base":"4100"}', '{', '[]', '{"base":0}'])(
    'is not taken from a record that is none: %s',
    async (text) => {
      const home = await newHome();
      await mkdir(home.root, { recursive: true });
      await writeFile(join(home.root, 'ports.json'), text);
      await expect(ports(home)).rejects.toEqual(usage);
      expect(await readFile(join(home.root, 'ports.json'), 'utf8')).toBe(text);
    },
  );

  it('says so when there is no room', async () => {
    const crowded = { ...policy, local: { ...policy.local, portBase: 65_535 } };
    await expect(portBase(await newHome(), crowded, {})).rejects.toEqual(
      expect.objectContaining({ code: 'port-taken' }),
    );
  });
});
