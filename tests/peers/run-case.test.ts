import { mkdir, mkdtemp, readdir, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { json } from './loopback.ts';
import type { Call, PeerCase } from './peer-case.ts';
import type { Result } from './results.ts';
import { runCase } from './run-case.ts';

/** Asks the registry, says what its file says and what came, and ends with the number in its variable. */
const PEER = `
  import { readFileSync } from 'node:fs';
  const answer = await fetch(process.env.npm_config_registry);
  console.log('said: ' + readFileSync('words', 'utf8') + ', ' + answer.status);
  process.exitCode = Number(process.env.ENDS);
`;

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'tg-peer-')));
  for (const [path, text] of [
    ['drivers/peer.mjs', PEER],
    ['node_modules/peer/package.json', JSON.stringify({ version: '1.2.3' })],
  ] as const) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
});

afterEach(async () => {
  await systemFiles.removeTree(folder);
});

function call(ends: number, words = 'all is well'): Call {
  return { files: { words }, command: ['node', '{drivers}/peer.mjs'], variables: { ENDS: String(ends) } };
}

function run(peerCase: Partial<PeerCase> & Pick<PeerCase, 'call' | 'contrast'>): Promise<Result> {
  const about = { row: 'C4', trigger: 'nothing was instrumented' };
  const installed = { folder, stopped: new AbortController().signal };
  return runCase(about, { peer: 'peer', said: /^said: (.*)$/m, ...peerCase }, installed);
}

describe('a peer that is run on a defect', () => {
  it('is reported with its version, its words and its exit code, and leaves no folder', async () => {
    expect(await run({ call: call(0), contrast: call(1) })).toEqual({
      row: 'C4',
      trigger: 'nothing was instrumented',
      peer: 'peer',
      version: '1.2.3',
      verdict: 'passes',
      exitCode: 0,
      said: 'all is well, 501',
    });
    expect((await readdir(folder)).sort()).toEqual(['drivers', 'node_modules']);
  });

  it.each([
    ['two vulnerabilities', 'fails'],
    ['audit endpoint returned an error', 'says it could not look'],
  ])('and says %j with an exit code of 3: %s', async (words, verdict) => {
    const said = /^said: (.*), 501$/m;
    expect(await run({ call: call(3, words), contrast: call(0), said })).toMatchObject({
      verdict,
      exitCode: 3,
    });
  });

  it('is answered by the registry of its case', async () => {
    const asked = await run({ call: { ...call(0), service: () => json({}, 410) }, contrast: call(1) });
    expect(asked).toMatchObject({ said: 'all is well, 410' });
  });

  it.each([
    [0, 0],
    [1, 2],
  ])('proves nothing when it ends with %d, and with %d without the defect', async (ends, endsWithout) => {
    await expect(run({ call: call(ends), contrast: call(endsWithout) })).rejects.toThrow('C4, peer');
  });

  it('must say what it was seen to say', async () => {
    const peerCase = { call: call(0), contrast: call(1), said: /^passed$/m };
    await expect(run(peerCase)).rejects.toThrow('expected /^passed$/m');
  });

  it('is ended when the whole is interrupted', async () => {
    const stopped = AbortSignal.abort();
    const about = { row: 'C4', trigger: '' };
    const peerCase = { peer: 'peer', call: call(0), contrast: call(1), said: /said/ };
    await expect(runCase(about, peerCase, { folder, stopped })).rejects.toThrow('did not end by itself');
    expect((await readdir(folder)).sort()).toEqual(['drivers', 'node_modules']);
  });
});
