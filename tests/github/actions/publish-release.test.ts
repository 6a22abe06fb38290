import { createHash, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { sampleEntries, sampleManifest } from '../../../actions/src/artifact/testing/sample-artifact.ts';
import { archiveOf } from '../../../actions/src/artifact/testing/tar-writer.ts';
import { makeStatement } from '../../../actions/src/evidence/statement.ts';
import { writeEvidence } from '../../../actions/src/evidence/store.ts';
import { writeVerificationSummary } from '../../../actions/src/evidence/verification-summary.ts';
import { runAction } from '../../../actions/src/prove/action-file.ts';
import type { StepEnding } from '../../../actions/src/prove/run-step.ts';
import { parseDigest, releaseOf, type Release } from '../../../actions/src/release/release.ts';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import type { Verdict } from '../../../actions/src/verdict/verdict.ts';
import { askWith, idOf } from '../server/ask.ts';
import type { FakeGitHub } from '../server/open-github.ts';
import { openedGitHubs } from '../server/opened.ts';

jest.setTimeout(120_000);

const open = openedGitHubs();
const newFolder = temporaryFolders();
const PASSED = { kind: 'pass', reasonCode: 'passed' } as const;
const OTHER = { digest: `sha256:${'0'.repeat(64)}` };
const UPLOAD = /POST .*\/releases\/\d+\/assets/;
const PENDING = 'autorelease: pending';
const TAGGED = 'autorelease: tagged';

interface Scene {
  readonly github: FakeGitHub;
  readonly commit: string;
  readonly pull: number;
  readonly release: Release;
  readonly workspace: string;
  run(inputs?: Record<string, string>): Promise<StepEnding>;
}

/** A release PR was merged, its artifact built, and every gate looked at it. */
async function arrange({ isImmutable = true, label = PENDING, version = '1.2.3' } = {}): Promise<Scene> {
  const github = await open();
  github.state.settings.immutableReleases = isImmutable;
  const base = github.addCommit({ branch: 'main' });
  const headSha = github.addCommit({ branch: 'release-please', parents: [base] });
  const labels = label === '' ? [] : [label];
  const setUp = askWith(github, github.tokenFor({ permissions: { issues: 'write' } }));
  for (const name of [PENDING, TAGGED])
    expect(
      (await setUp('POST /labels', { name, color: 'ededed', description: 'release-please' })).status,
    ).toBe(201);
  const pull = await github.addPull({
    ...{ title: 'chore: release', head: 'release-please', headSha, base: 'main' },
    ...{ labels, by: 'ann' },
  });
  const commit = await github.mergePull(pull, 'ann');
  const workspace = await newFolder();
  const release = await build(workspace, { commit, version });
  const permissions = { contents: 'write', 'pull-requests': 'write' } as const;
  const token = github.tokenFor({ permissions });
  return {
    ...{ github, commit, pull, release, workspace },
    run: (inputs = {}) =>
      runAction('publish-release', {
        workspace,
        variables: { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: github.slug },
        inputs: {
          ...{ artifact: `${release.digest}.tgz`, 'artifact-digest': release.digest, release: release.id },
          ...{ token, ...inputs },
        },
      }),
  };
}

/** Another artifact each time. */
async function build(
  workspace: string,
  { commit, version }: { commit: string; version: string },
): Promise<Release> {
  const manifest = { ...sampleManifest(), commit, version, sourceHash: randomBytes(32).toString('hex') };
  const bytes = archiveOf(sampleEntries(manifest));
  const digest = parseDigest(createHash('sha256').update(bytes).digest('hex'))!;
  await writeFile(join(workspace, `${digest}.tgz`), bytes);
  const release = releaseOf({ version, commit, digest });
  const folder = join(workspace, '.tidegate/evidence');
  await mkdir(folder, { recursive: true });
  const at = '2026-01-02T03:04:05.000Z';
  const policyHash = randomBytes(32).toString('hex');
  const verdict: Verdict = {
    ...PASSED,
    summary: 'It passes.',
    findings: [],
    facts: {},
  };
  for (const gate of ['build', 'tests']) {
    const statement = makeStatement({ gate, release, verdict, policyHash, startedAt: at, finishedAt: at });
    await writeEvidence({ folder, statement });
  }
  await writeVerificationSummary(folder, {
    ...{ release, environment: 'production', verdict: 'pass', inputs: [], at },
    ...{ policy: { uri: 'tidegate:policy', hash: policyHash }, resourceUri: 'tidegate:production' },
  });
  return release;
}

function published({ github }: Scene): { name: string; digest: string; text: string }[] {
  const ids = github.state.releases.filter(({ draft }) => !draft).map(({ id }) => id);
  return github.state.assets
    .filter(({ release }) => ids.includes(release))
    .map(({ name, digest, bytes }) => ({ name, digest, text: Buffer.from(bytes).toString('utf8') }));
}

function labelsOf({ github, pull }: Scene): readonly string[] {
  return github.state.issues.find(({ number }) => number === pull)?.labels ?? [];
}

function told({ exitCode, outputs }: StepEnding): unknown[] {
  return [exitCode, outputs['outcome'], outputs['reason-code']];
}

describe('the release of an artifact', () => {
  it('is published at its commit, with all that belongs to it, and can’t be changed', async () => {
    const scene = await arrange();
    await writeFile(
      join(scene.workspace, 'CHANGELOG.md'),
      '# Changelog\n\n## [1.2.3](https://x) (2026-01-02)\n\n### Features\n\n* tides\n\n### [1.2.2](https://x)\n\n* ebb\n',
    );
    const ending = await scene.run();
    expect(told(ending)).toEqual([0, 'done', 'done']);
    const { id, digest } = scene.release;
    const [release] = scene.github.state.releases;
    expect(release).toMatchObject({ tag_name: 'v1.2.3', draft: false, prerelease: false, immutable: true });
    expect(release?.body).toMatch(/^### Features\n\n\* tides\n\nThe artifact is/);
    expect(await scene.github.state.git.resolve('refs/tags/v1.2.3')).toBe(scene.commit);
    const files = published(scene);
    expect(files.map(({ name }) => name)).toEqual([
      `${id}.tgz`,
      `${id}.cdx.json`,
      `${id}.evidence.jsonl`,
      `${id}.checklist.production.vsa.json`,
      'SHA256SUMS',
    ]);
    expect(files[0]?.digest).toBe(`sha256:${digest}`);
    expect(files[1]?.text).toBe('{}\n');
    expect(files[2]?.text.trimEnd().split('\n')).toHaveLength(2);
    const sums = files.slice(0, -1).map((file) => `${file.digest.slice(7)}  ${file.name}\n`);
    expect(files[4]?.text).toBe(sums.join(''));
    expect(ending.outputs).toMatchObject({
      tag: 'v1.2.3',
      url: expect.stringContaining('/v1.2.3') as unknown,
    });
    expect(ending.commands.filter(({ name }) => name === 'warning')).toEqual([]);
  });

  it('lets release-please go on', async () => {
    const scene = await arrange();
    await scene.run();
    expect(labelsOf(scene)).toEqual([TAGGED]);
  });

  it('is published where no release PR brought it', async () => {
    const scene = await arrange({ label: '' });
    expect(told(await scene.run())).toEqual([0, 'done', 'done']);
    expect(labelsOf(scene)).toEqual([]);
  });

  it('of a version before its time is a prerelease', async () => {
    const scene = await arrange({ version: '2.0.0-rc.1' });
    await scene.run();
    expect(scene.github.state.releases).toMatchObject([{ tag_name: 'v2.0.0-rc.1', prerelease: true }]);
  });

  it('is warned of where it can still be changed', async () => {
    const scene = await arrange({ isImmutable: false });
    const ending = await scene.run();
    expect(told(ending)).toEqual([0, 'done', 'done']);
    const warnings = ending.commands.filter(({ name }) => name === 'warning');
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/immutable releases are off/),
    ]);
  });
});

describe('the same release again', () => {
  it('changes nothing', async () => {
    const scene = await arrange();
    await scene.run();
    const before = structuredClone(published(scene));
    expect(told(await scene.run())).toEqual([0, 'unchanged', 'already-published']);
    expect(published(scene)).toEqual(before);
    expect(scene.github.state.releases).toHaveLength(1);
  });

  it('sets the label that the first attempt could not set', async () => {
    const scene = await arrange();
    const outage = scene.github.outage({ kind: 502, match: /\/commits\/.*\/pulls/ });
    expect(told(await scene.run())).toEqual([3, 'refused', 'github-unreachable']);
    expect(labelsOf(scene)).toEqual([PENDING]);
    outage.end();
    expect(told(await scene.run())).toEqual([0, 'unchanged', 'already-published']);
    expect(labelsOf(scene)).toEqual([TAGGED]);
  });
});

describe('another release under the tag', () => {
  it('is refused, and what is published stays', async () => {
    const scene = await arrange({ isImmutable: false });
    await scene.run();
    const before = structuredClone(published(scene));
    const other = await build(scene.workspace, { commit: scene.commit, version: '1.2.3' });
    const ending = await scene.run({
      ...{ artifact: `${other.digest}.tgz`, 'artifact-digest': other.digest, release: other.id },
    });
    expect(told(ending)).toEqual([3, 'refused', 'release-differs']);
    expect(published(scene)).toEqual(before);
  });

  it('is refused where the tag alone is there, at another commit', async () => {
    const scene = await arrange();
    await scene.github.state.git.setRef('refs/tags/v1.2.3', scene.github.addCommit());
    expect(told(await scene.run())).toEqual([3, 'refused', 'release-differs']);
    expect(scene.github.state.releases).toEqual([]);
  });
});

describe('an attempt that broke off', () => {
  it('publishes nothing, and the next one begins anew', async () => {
    const scene = await arrange();
    const outage = outageAfter(scene.github, 1);
    expect(told(await scene.run())).toEqual([3, 'refused', 'github-unreachable']);
    expect(scene.github.state.releases).toMatchObject([{ draft: true }]);
    expect(scene.github.state.assets).toHaveLength(1);
    expect(await scene.github.state.git.resolve('refs/tags/v1.2.3')).toBeUndefined();
    expect(labelsOf(scene)).toEqual([PENDING]);
    outage.end();
    expect(told(await scene.run())).toEqual([0, 'done', 'done']);
    expect(scene.github.state.releases).toMatchObject([{ draft: false }]);
    expect(published(scene)).toHaveLength(5);
  });

  it('is none where only the answers were lost', async () => {
    const scene = await arrange();
    for (const match of [/POST .*\/releases$/, UPLOAD, /PATCH/])
      scene.github.outage({ kind: 'answer-lost', times: 1, match });
    expect(told(await scene.run())).toEqual([0, 'done', 'done']);
    expect(scene.github.state.releases).toHaveLength(1);
    expect(published(scene)).toHaveLength(5);
  });

  it('leaves a person’s draft of the tag as it is', async () => {
    const scene = await arrange();
    const ask = askWith(scene.github, scene.github.tokenFor({ permissions: { contents: 'write' } }));
    const id = idOf(await ask('POST /releases', { tag_name: 'v1.2.3', draft: true, body: 'By hand.' }));
    expect(told(await scene.run())).toEqual([0, 'done', 'done']);
    expect((await ask(`GET /releases/${id}`)).content).toMatchObject({ draft: true, body: 'By hand.' });
  });
});

/** So many files are taken, and then no more. */
function outageAfter(github: FakeGitHub, files: number): { end(): void } {
  const { assets } = github.state;
  const push = assets.push.bind(assets);
  const begun: { end(): void }[] = [];
  assets.push = (...added) => {
    if (assets.length + 1 === files) begun.push(github.outage({ kind: 502, match: UPLOAD }));
    return push(...added);
  };
  return {
    end() {
      assets.push = push;
      for (const outage of begun) outage.end();
    },
  };
}

describe('files that GitHub does not keep as they were sent', () => {
  it('are never published', async () => {
    const scene = await arrange();
    spoilAssets(scene.github, ({ name }) => name.endsWith('.tgz'));
    const ending = await scene.run();
    expect(told(ending)).toEqual([3, 'refused', 'asset-differs']);
    expect(scene.github.state.releases).toMatchObject([{ draft: true }]);
  });

  it('and are changed at the very publication are told as frozen', async () => {
    const scene = await arrange({ isImmutable: false });
    scene.github.onEvent(({ event }) => {
      const [asset] = scene.github.state.assets;
      if (event === 'release' && asset !== undefined) Object.assign(asset, OTHER);
    });
    expect(told(await scene.run())).toEqual([5, 'frozen', 'asset-differs']);
    expect(labelsOf(scene)).toEqual([PENDING]);
  });
});

/** What is put in from now on is kept with other bytes. */
function spoilAssets({ state }: FakeGitHub, isMeant: (asset: { name: string }) => boolean): void {
  const { assets } = state;
  const push = assets.push.bind(assets);
  assets.push = (...added) => push(...added.map((one) => (isMeant(one) ? { ...one, ...OTHER } : one)));
}

describe('what is not fit to be published', () => {
  it('is an artifact without evidence', async () => {
    const scene = await arrange();
    expect(told(await scene.run({ evidence: 'nowhere' }))).toEqual([3, 'refused', 'evidence-missing']);
  });

  it('is evidence about another artifact', async () => {
    const scene = await arrange();
    const place = join(scene.workspace, '.tidegate/evidence', scene.release.digest, 'tests.json');
    await writeFile(place, '{"predicateType":"x","subject":[{"digest":{"sha256":"00"}}]}');
    expect(told(await scene.run())).toEqual([3, 'refused', 'evidence-invalid']);
  });

  it('is an artifact of another digest, or of another release', async () => {
    const scene = await arrange();
    const digest = randomBytes(32).toString('hex');
    expect(told(await scene.run({ 'artifact-digest': digest }))).toEqual([3, 'refused', 'digest-mismatch']);
    expect(told(await scene.run({ release: '9.9.9-abc' }))).toEqual([2, 'refused', 'inputs-invalid']);
    expect(scene.github.requests.filter(({ path }) => path.includes('/releases'))).toEqual([]);
  });
});

it('tells a token that may not write what it needs', async () => {
  const scene = await arrange();
  const token = scene.github.tokenFor({ permissions: { contents: 'read' } });
  const ending = await scene.run({ token });
  expect(told(ending)).toEqual([3, 'refused', 'github-refused']);
  expect(ending.log).toContain('contents: write');
  expect(ending.log.replaceAll(/::add-mask::.*\n/g, '')).not.toContain(token);
});
