import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { bombOfOneFile, bombOfPadding } from '../../actions/src/artifact/testing/bomb.ts';
import { archiveOf, type TarEntry } from '../../actions/src/artifact/testing/tar-writer.ts';
import { releaseOf, type Digest } from '../../actions/src/release/release.ts';
import { askHost } from '../support/ask-host.ts';
import { entriesOf, withManifest, withMiddleFlipped } from '../support/hostile-artifacts.ts';
import { expectNoSecretIn, expectServing, remediesOf } from '../support/serves.ts';
import { underTraffic } from '../support/under-traffic.ts';
import {
  environmentNamed,
  ONE_WORKER,
  openWorkbench,
  policyWith,
  type Workbench,
} from '../support/workbench.ts';

/**
 * Artifacts that no one should deploy, over a good release that serves strict clients: by the command line, where the
 * gate opens them first, and straight by the host, which believes nobody.
 */
let bench: Workbench;
let good: PackagedArtifact;
let whole: Buffer;
let entries: TarEntry[];
let undeployed: PackagedArtifact;
let undeployedBytes: Buffer;

beforeAll(async () => {
  bench = await openWorkbench(policyWith([environmentNamed('prod', ONE_WORKER)]));
  good = await bench.build({ defect: 'slow-route', ms: 300 });
  whole = await readFile(good.path);
  entries = await entriesOf(good.path);
  undeployed = await bench.build({ defect: 'none' });
  undeployedBytes = await readFile(undeployed.path);
  const deployed = await bench.run(['deploy', 'prod', '--artifact', good.digest]);
  if (deployed.exitCode !== 0) throw new Error(deployed.text);
}, 120_000);

afterAll(async () => {
  await bench.close();
}, 60_000);

/** A gate that can't open the artifact can't look: nothing is proven. */
const UNPROVEN = 6;
const REFUSED = 3;

interface Row {
  readonly what: string;
  readonly make: () => Buffer;
  readonly reason: string;
  readonly exitCode: number;
  /** Instead of a file that is named by its path: one in the store that is named by this digest. */
  readonly storedAs?: () => Digest;
}

const MANIFEST_ONLY_BYTES = 100;

const ROWS: readonly Row[] = [
  {
    what: 'is cut off half-way',
    make: () => whole.subarray(0, Math.floor(whole.length / 2)),
    reason: 'artifact-unreadable',
    exitCode: UNPROVEN,
  },
  {
    what: 'is cut off within its manifest',
    make: () => whole.subarray(0, MANIFEST_ONLY_BYTES),
    reason: 'artifact-unreadable',
    exitCode: REFUSED,
  },
  {
    what: 'has one byte of the archive flipped in the store',
    make: () => withMiddleFlipped(undeployedBytes),
    reason: 'digest-mismatch',
    exitCode: UNPROVEN,
    storedAs: () => undeployed.digest,
  },
  {
    what: 'has one byte of a file flipped',
    make: () => archiveOf(entries.map(flippedServer)),
    reason: 'digest-mismatch',
    exitCode: UNPROVEN,
  },
  {
    what: 'is stored under the digest of another',
    make: () => whole,
    reason: 'digest-mismatch',
    exitCode: UNPROVEN,
    storedAs: () => digestOf(randomBytes(8)),
  },
  {
    what: 'leads out of its folder',
    make: () => archiveOf([...entries, { path: '../evil.mjs', content: 'evil' }]),
    reason: 'entry-refused',
    exitCode: UNPROVEN,
  },
  {
    what: 'escapes through a symbolic link',
    make: () => archiveOf([...entries, ...THROUGH_A_LINK]),
    reason: 'entry-refused',
    exitCode: UNPROVEN,
  },
  {
    what: 'holds a hard link',
    make: () => archiveOf([...entries, { path: 'evil.mjs', type: '1', linkTarget: '/etc/passwd' }]),
    reason: 'entry-refused',
    exitCode: UNPROVEN,
  },
  {
    what: 'holds a file that its manifest does not list',
    make: () => archiveOf([...entries, { path: 'evil.mjs', content: 'evil' }]),
    reason: 'entry-unlisted',
    exitCode: UNPROVEN,
  },
  {
    what: 'is a bomb behind its end mark',
    make: bombOfPadding,
    reason: 'archive-too-large',
    exitCode: UNPROVEN,
  },
  {
    what: 'is a bomb of one listed file',
    make: bombOfOneFile,
    reason: 'archive-too-large',
    exitCode: UNPROVEN,
  },
  {
    what: 'was built for another platform',
    make: () => archiveOf(withManifest(entries, { platform: 'aix-ppc64' })),
    reason: 'platform-mismatch',
    exitCode: UNPROVEN,
  },
  {
    what: 'was built for a newer Node.js',
    make: () => archiveOf(withManifest(entries, { nodeMajor: 99 })),
    reason: 'platform-mismatch',
    exitCode: UNPROVEN,
  },
];

const THROUGH_A_LINK: readonly TarEntry[] = [
  { path: 'way-out', type: '2', linkTarget: '..' },
  { path: 'way-out/evil.mjs', content: 'evil' },
];

describe('an artifact that', () => {
  it.each(ROWS)(
    '$what is refused by its gate',
    async (row) => {
      await withArtifact(row, async ({ reference }) => {
        const command = ['deploy', 'prod', '--artifact', reference, '--yes'];
        const outcomes = await underTraffic(bench, async () => [
          await bench.run(command),
          await bench.run(command),
        ]);
        for (const outcome of outcomes) {
          expect(outcome.json).toMatchObject({ outcome: 'refused', reasonCode: row.reason });
          expect(outcome.exitCode).toBe(row.exitCode);
          expect(remediesOf(outcome)).not.toEqual([]);
        }
        await expectNothingLeft();
        await expectServing(bench, 'prod', good);
        await expectNoSecretIn(bench, 'prod', outcomes);
      });
    },
    60_000,
  );

  it.each(ROWS)(
    '$what is refused by the host itself',
    async (row) => {
      await withArtifact(row, async ({ archive, digest }) => {
        const release = releaseOf({ version: '6.6.6', commit: '6'.repeat(40), digest });
        const result = await underTraffic(bench, () =>
          askHost(bench, { environment: 'prod', release, archive }),
        );
        expect(result).toMatchObject({
          outcome: 'refused',
          reasonCode: row.reason,
          live: { release: good.release },
        });
        expect(result.findings.map(({ remedy }) => remedy)).toEqual([expect.any(String)]);
        await expectNothingLeft();
        await expectServing(bench, 'prod', good);
      });
    },
    60_000,
  );
});

/** Puts the row’s artifact where it is to be found, and takes it away afterwards. */
async function withArtifact(
  { make, storedAs }: Row,
  work: (artifact: { reference: string; archive: string; digest: Digest }) => Promise<void>,
): Promise<void> {
  const bytes = make();
  const digest = storedAs?.() ?? digestOf(bytes);
  const archive =
    storedAs === undefined ? join(bench.repository, 'a.tgz') : join(bench.home, 'artifacts', digest);
  await writeFile(archive, bytes);
  try {
    await work({ reference: storedAs === undefined ? archive : digest, archive, digest });
  } finally {
    await rm(archive);
  }
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(join(bench.home, 'hosts/prod/releases'))).toEqual([good.release.id]);
  expect(await readdir(join(bench.home, 'tmp'))).toEqual([]);
  const names = await readdir(join(bench.home, 'hosts'), { recursive: true });
  expect(names.filter((name) => name.includes('evil') || name.includes('way-out'))).toEqual([]);
}

function flippedServer(entry: TarEntry): TarEntry {
  if (entry.path !== 'server.mjs') return entry;
  return { ...entry, content: withMiddleFlipped(Buffer.from(entry.content ?? '')) };
}

function digestOf(bytes: Buffer): Digest {
  return createHash('sha256').update(bytes).digest('hex') as Digest;
}
