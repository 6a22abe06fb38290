import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { execa } from 'execa';
import { temporaryFolders } from '../testing/temporary-folder.ts';

jest.setTimeout(60_000);

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url));
const temporaryFolder = temporaryFolders();

/** Runs the host program with `input` on its standard input; its messages, its exit code and its standard error. */
async function hostProgram(
  input: string,
): Promise<{ messages: unknown[]; exitCode: number | undefined; stderr: string }> {
  const ended = await execa(process.execPath, [PROGRAM], { input, reject: false });
  const lines = ended.stdout.split('\n').filter((line) => line !== '');
  return {
    messages: lines.map((line) => JSON.parse(line) as unknown),
    exitCode: ended.exitCode,
    stderr: ended.stderr,
  };
}

function command(root: string, more: object): string {
  // Nobody listens on port 1.
  const place = { root, port: 1, programs: { keeper: '/nowhere', front: '/nowhere' } };
  return `${JSON.stringify({ place, ...more })}\n`;
}

describe('the host program', () => {
  it.each([
    [
      { command: 'observe', salt: 's', databaseUrl: 'postgresql://u:p@127.0.0.1:1/d' },
      {
        kind: 'observed',
        observation: {
          live: null,
          since: null,
          previous: null,
          releases: [],
          lastDeployment: null,
          requests: [],
          isFrontServing: false,
          isHealthy: false,
          configuration: {},
          schema: null,
        },
      },
    ],
    [{ command: 'ledger' }, { kind: 'ledger', entries: [] }],
    [{ command: 'stop' }, { kind: 'stopped', names: [] }],
  ])('answers %j where nothing was ever deployed, and makes nothing there', async (wish, answer) => {
    const folder = await temporaryFolder();
    const { messages, exitCode } = await hostProgram(command(join(folder, 'root'), wish));
    expect(messages).toEqual([answer]);
    expect(exitCode).toBe(0);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says by a code what the user can mend: a ledger that was changed', async () => {
    const root = await temporaryFolder();
    await mkdir(root, { recursive: true });
    await writeFile(join(root, 'journal.jsonl'), '{"no":"link"}\n{"of":"a chain"}\n');
    const { messages } = await hostProgram(command(root, { command: 'observe', salt: '' }));
    expect(messages).toMatchObject([{ kind: 'error', code: 'ledger-broken' }]);
  });

  const secret = randomBytes(16).toString('hex');
  it.each<[string, string]>([
    ['nothing', ''],
    ['half a command', command('/nowhere', { configuration: secret }).slice(0, -6)],
    ['a command that there isn’t', command('/nowhere', { command: 'destroy', configuration: secret })],
    ['a command with half of what it needs', command('/nowhere', { command: 'deploy', request: { secret } })],
  ])('ends with an error, and repeats nothing, when it is given %s', async (_what, input) => {
    const { messages, exitCode, stderr } = await hostProgram(input);
    expect(messages).toEqual([]);
    expect(exitCode).not.toBe(0);
    expect(stderr).not.toBe('');
    expect(stderr).not.toContain(secret.slice(0, 6));
  });
});
