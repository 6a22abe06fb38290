import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openArtifact } from '../../artifact/open.ts';
import { packFiles, plainFile } from '../../artifact/pack.ts';
import { storeArtifact } from '../../artifact/store-artifact.ts';
import { systemFiles } from '../../ports/files.ts';
import { identityOf, systemProcesses } from '../../ports/processes.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { newScratch, packagedSubject } from '../../testing/gate-subject.ts';
import { waitUntil } from '../../testing/wait-until.ts';
import type { GateSubject } from '../gate.ts';
import { buildGate, gate } from './gate.ts';

jest.setTimeout(60_000);

const UNTIL_READY = { readyMs: 10_000, stopMs: 10_000 };
let folder: string;
let packaged: GateSubject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tg-'));
  packaged = await packagedSubject(folder);
});

afterAll(() => systemFiles.removeTree(folder));

/** What the gate says of the sample service in one of its modes; every process that it started is gone then. */
async function lookAt(
  mode: string,
  {
    limits = UNTIL_READY,
    changes = {},
  }: { limits?: typeof UNTIL_READY; changes?: Partial<GateSubject> } = {},
): Promise<Verdict> {
  const pids = join(await newScratch(folder), 'pids');
  const subject = {
    ...packaged,
    configuration: { MODE: mode, PIDS: pids },
    scratch: await newScratch(folder),
    ...changes,
  };
  const verdict = await buildGate(limits).look(subject);
  const started = JSON.parse(await readFile(pids, 'utf8').catch(() => '[]')) as number[];
  await waitUntil(
    () => !started.some((pid) => systemProcesses.isAlive(identityOf(pid))),
    'the release and what it started are gone',
  );
  return verdict;
}

async function repackedWithout(path: string): Promise<Partial<GateSubject>> {
  const into = join(await newScratch(folder), 'release');
  const { archive, release, manifest } = packaged;
  await openArtifact({ archive, digest: release.digest, into });
  const listed = manifest.files.filter((file) => file.path !== path);
  const files = await Promise.all(
    listed.map(async (file) => ({ ...file, content: await readFile(join(into, file.path)) })),
  );
  const spoilt = { ...manifest, files: listed };
  const all = [plainFile('manifest.json', JSON.stringify(spoilt)), ...files];
  const stored = await storeArtifact(
    join(folder, 'artifacts'),
    await packFiles(all, await newScratch(folder)),
    spoilt,
  );
  return { ...stored, archive: stored.path };
}

describe('the build gate', () => {
  it('passes a whole artifact that starts and answers as itself, and leaves nothing running', async () => {
    const verdict = await lookAt('good');
    expect(verdict).toMatchObject({ kind: 'pass', reasonCode: 'passed', facts: { workers: 1 } });
    expect(verdict.facts['files']).toBe(packaged.manifest.files.length);
  });

  it.each([
    ['crashes', 'start-failed'],
    ['other-id', 'identity-wrong'],
    ['other-digest', 'identity-wrong'],
    ['other-configuration', 'identity-wrong'],
  ])(
    'fails one that starts but %s, without waiting, and leaves nothing running',
    async (mode, reasonCode) => {
      const began = performance.now();
      const verdict = await lookAt(mode);
      expect(verdict).toMatchObject({
        kind: 'fail',
        reasonCode,
        findings: [{ code: reasonCode, place: 'service/src/server.ts' }],
      });
      expect(performance.now() - began).toBeLessThan(UNTIL_READY.readyMs / 2);
    },
  );

  it.each(['mute', 'unready', 'lacks-a-worker'])(
    'fails one that is not ready in time (%s), and leaves nothing running',
    async (mode) => {
      const verdict = await lookAt(mode, { limits: { readyMs: 700, stopMs: 10_000 } });
      expect(verdict).toMatchObject({ kind: 'fail', reasonCode: 'not-ready' });
    },
  );

  it('kills one that does not listen when it is told to stop, with what it started', async () => {
    const verdict = await lookAt('ignores-sigterm', { limits: { readyMs: 10_000, stopMs: 200 } });
    expect(verdict.kind).toBe('pass');
  });

  it('fails an artifact that lacks a file that every artifact has, before it starts it', async () => {
    const verdict = await lookAt('good', { changes: await repackedWithout('ecosystem.config.cjs') });
    expect(verdict).toMatchObject({ kind: 'fail', reasonCode: 'build-incomplete' });
    expect(verdict.findings.map(({ message }) => message)).toEqual([
      expect.stringContaining('ecosystem.config.cjs'),
    ]);
  });

  it('fails an artifact whose oldest schema is not the policy’s', async () => {
    const application = { ...packaged.application, schemaMin: 2 };
    const verdict = await lookAt('good', { changes: { application } });
    expect(verdict).toMatchObject({ kind: 'fail', reasonCode: 'build-incomplete' });
  });

  it('does not start what is not the artifact', async () => {
    const archive = join(folder, 'other');
    await writeFile(archive, 'something else');
    await expect(lookAt('good', { changes: { archive } })).rejects.toEqual(
      expect.objectContaining({ code: 'digest-mismatch' }),
    );
  });

  it('says so when a socket’s path has no room, instead of blaming the release', async () => {
    const scratch = join(folder, 'a'.repeat(100));
    await systemFiles.makeFolder(scratch);
    await expect(lookAt('good', { changes: { scratch } })).rejects.toEqual(
      expect.objectContaining({ code: 'path-too-long' }),
    );
  });

  it('holds for the artifact in every environment', () => {
    expect(gate.boundTo).toBe('artifact');
  });
});
