import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SerializedBundle } from '@sigstore/bundle';
import { parseDigest, type Digest } from '../release/release.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { openSigstore, type MadeUpSigstore } from './testing/attest.ts';
import type { Claims } from './testing/claims.ts';
import { provenanceOf } from './testing/provenance.ts';
import { verifyAttestation, type AttestationAnswer } from './verify-attestation.ts';

const newFolder = temporaryFolders();
const digest = digestOf();
const CLAIMS: Claims = {
  serverUrl: 'https://github.com',
  repository: 'octo/shop',
  workflow: '.github/workflows/pipeline.yml',
  ref: 'refs/heads/main',
  sha: randomBytes(20).toString('hex'),
  runId: '7',
  runAttempt: '1',
};

function digestOf(): Digest {
  return parseDigest(randomBytes(32).toString('hex'))!;
}

/** What GitHub answers, as it stands in its documentation. */
const github = { bundles: [] as unknown[], asked: [] as string[], pageSize: 100 };
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://x');
  github.asked.push(url.pathname);
  const page = Number(url.searchParams.get('page') ?? 1);
  const from = (page - 1) * github.pageSize;
  const attestations = github.bundles
    .slice(from, from + github.pageSize)
    .map((bundle) => ({ bundle, repository_id: 1 }));
  if (from + github.pageSize < github.bundles.length)
    response.setHeader('link', `<${base()}${url.pathname}?page=${page + 1}>; rel="next"`);
  response.statusCode = github.bundles.length === 0 ? 404 : 200;
  response.end(JSON.stringify(github.bundles.length === 0 ? { message: 'Not Found' } : { attestations }));
});

function base(): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let sigstore: MadeUpSigstore;
beforeAll(async () => {
  sigstore = await openSigstore();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  Object.assign(github, { bundles: [], asked: [], pageSize: 100 });
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

function attested(claims: Partial<Claims> = {}, subject: string = digest): Promise<SerializedBundle> {
  const all = { ...CLAIMS, ...claims };
  return sigstore.attest(provenanceOf({ name: 'shop.tgz', sha256: subject }, all), all);
}

async function verify(
  bundles: readonly unknown[],
  roots: readonly string[] = [sigstore.trustedRoot],
): Promise<AttestationAnswer> {
  github.bundles = [...bundles];
  const trustedRoots = join(await newFolder(), 'trusted_root.jsonl');
  await writeFile(trustedRoots, roots.join('\n'));
  const { sha: commit, ...rest } = CLAIMS;
  const api = { base: base(), token: 'x', repository: CLAIMS.repository };
  return verifyAttestation({ api, trustedRoots, wanted: { ...rest, commit, digest } });
}

function refusedWith(code: string, ...messages: readonly RegExp[]): object {
  const findings = messages.map((message) =>
    expect.objectContaining({ code, message: expect.stringMatching(message) as unknown }),
  );
  return { kind: 'refused', reasonCode: code, findings };
}

describe('an artifact that the pipeline attested', () => {
  it('is told with the run that signed', async () => {
    expect(await verify([await attested()])).toEqual({
      kind: 'attested',
      signer: {
        identity: 'https://github.com/octo/shop/.github/workflows/pipeline.yml@refs/heads/main',
        issuer: 'https://token.actions.githubusercontent.com',
        repository: 'https://github.com/octo/shop',
        ref: 'refs/heads/main',
        commit: CLAIMS.sha,
        run: 'https://github.com/octo/shop/actions/runs/7/attempts/1',
      },
    });
    expect(github.asked).toEqual([`/repos/octo/shop/attestations/sha256:${digest}`]);
  });

  it('is found among others, on whichever page', async () => {
    github.pageSize = 1;
    const bundles = [await attested({ ref: 'refs/heads/x' }), {}, await attested(), null];
    expect(await verify(bundles)).toMatchObject({ kind: 'attested' });
    expect(github.asked).toHaveLength(4);
  });

  it('may be signed in a private repository, where an authority vouches for the time', async () => {
    const hidden = await openSigstore({ kind: 'private' });
    const bundle = await hidden.attest(provenanceOf({ name: 'x', sha256: digest }, CLAIMS), CLAIMS);
    const roots = [sigstore.trustedRoot, hidden.trustedRoot];
    expect(await verify([bundle], roots)).toMatchObject({ kind: 'attested' });
    expect(await verify([await attested()], roots)).toMatchObject({ kind: 'attested' });
  });
});

describe('an attestation that is missing', () => {
  it('is told so', async () => {
    expect(await verify([])).toEqual(refusedWith('attestation-missing', /found none/));
  });

  it('is told with what there is instead', async () => {
    const sbom = await sigstore.attest(
      { ...provenanceOf({ name: 'x', sha256: digest }, CLAIMS), predicateType: 'https://cyclonedx.org/bom' },
      CLAIMS,
    );
    expect(await verify([sbom])).toEqual(
      refusedWith('attestation-missing', /only others: https:\/\/cyclonedx/),
    );
  });
});

describe('an attestation by another', () => {
  it.each<[string, Partial<Claims>, readonly RegExp[]]>([
    ['workflow', { workflow: '.github/workflows/other.yml' }, [/workflow .*other\.yml/]],
    ['workflow whose name begins alike', { workflow: '.github/workflows/pipeline.yml.yml' }, [/workflow/]],
    [
      'branch',
      { ref: 'refs/heads/topic' },
      [/workflow .*topic/, /ref refs\/heads\/main, found refs\/heads\/topic/],
    ],
    ['branch whose name begins alike', { ref: 'refs/heads/main2' }, [/workflow/, /ref/]],
    ['repository', { repository: 'evil/shop' }, [/workflow/, /repository .*evil/]],
    ['commit', { sha: 'ab'.repeat(20) }, [/commit .*, found abab/]],
    ['issuer', { issuer: 'https://oidc.example' }, [/issuer .*, found https:\/\/oidc\.example/]],
    ['server', { serverUrl: 'https://github.example' }, [/workflow/, /repository/]],
  ])('%s is foreign', async (_what, claims, told) => {
    expect(await verify([await attested(claims)])).toEqual(refusedWith('attestation-foreign', ...told));
  });

  it('and for another artifact is foreign, and told with all that differs', async () => {
    const other = digestOf();
    const bundle = await attested({ ref: 'refs/heads/x', sha: 'cd'.repeat(20) }, other);
    const told = [new RegExp(`subject sha256:${digest}, found ${other}`), /workflow/, /ref/, /commit/];
    expect(await verify([bundle])).toEqual(refusedWith('attestation-foreign', ...told));
  });
});

describe('an attestation that does not hold', () => {
  function changed(bundle: SerializedBundle, change: (copy: Bundle) => void): Bundle {
    const copy = structuredClone<unknown>(bundle) as Bundle;
    change(copy);
    return copy;
  }
  interface Bundle {
    dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
    verificationMaterial: {
      certificate?: object;
      publicKey?: object;
      tlogEntries: { inclusionPromise: { signedEntryTimestamp: string } }[];
    };
  }

  it.each<[string, (copy: Bundle) => void, RegExp]>([
    [
      'with a changed payload',
      ({ dsseEnvelope }) => {
        const text = Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8');
        dsseEnvelope.payload = Buffer.from(text.replace('shop.tgz', 'evil.tgz')).toString('base64');
      },
      /payload hash/,
    ],
    ['with another’s type', ({ dsseEnvelope }) => (dsseEnvelope.payloadType = 'text/plain'), /signature/],
    [
      'without a signature',
      ({ dsseEnvelope }) => (dsseEnvelope.signatures = []),
      /invalid bundle: .*signatures/,
    ],
    ['without the log', ({ verificationMaterial }) => (verificationMaterial.tlogEntries = []), /timestamps/],
    [
      'with a log entry of another key',
      ({ verificationMaterial: { tlogEntries } }) => {
        tlogEntries[0]!.inclusionPromise.signedEntryTimestamp = randomBytes(70).toString('base64');
      },
      /inclusion promise/,
    ],
    [
      'with a bare key',
      ({ verificationMaterial }) => {
        delete verificationMaterial.certificate;
        verificationMaterial.publicKey = { hint: 'x' };
      },
      /bare key/,
    ],
  ])('%s is invalid', async (_what, change, told) => {
    const bundle = changed(await attested(), change);
    expect(await verify([bundle])).toEqual(refusedWith('attestation-invalid', told));
  });

  it('by a Sigstore that is not trusted is invalid', async () => {
    const roots = [(await openSigstore()).trustedRoot];
    expect(await verify([await attested()], roots)).toEqual(
      refusedWith('attestation-invalid', /certificate/),
    );
  });

  it.each(['public', 'private'] as const)(
    'whose certificate had ended when it was signed is invalid in a %s repository',
    async (kind) => {
      const late = await openSigstore({ kind, signedAt: new Date(Date.now() + 3_600_000) });
      const bundle = await late.attest(provenanceOf({ name: 'x', sha256: digest }, CLAIMS), CLAIMS);
      expect(await verify([bundle], [late.trustedRoot])).toEqual(
        refusedWith('attestation-invalid', /Failed to verify certificate chain.*expired/),
      );
    },
  );

  it.each(['public', 'private'] as const)('without a time is invalid in a %s repository', async (kind) => {
    const timeless = await openSigstore({ kind, signedAt: 'never' });
    const bundle = await timeless.attest(provenanceOf({ name: 'x', sha256: digest }, CLAIMS), CLAIMS);
    expect(await verify([bundle], [timeless.trustedRoot])).toEqual(
      refusedWith('attestation-invalid', /timestamps/),
    );
  });

  it.each([null, 7, 'x', {}, { mediaType: 'x' }])(
    'because it is no bundle but %j is invalid',
    async (bundle) => {
      expect(await verify([bundle])).toMatchObject({ kind: 'refused', reasonCode: 'attestation-invalid' });
    },
  );

  it('is told beside the foreign one, which weighs more', async () => {
    const answer = await verify([{}, await attested({ sha: 'ef'.repeat(20) })]);
    expect(answer).toMatchObject({ kind: 'refused', reasonCode: 'attestation-foreign' });
    const places = answer.kind === 'refused' ? answer.findings.map(({ code, place }) => [code, place]) : [];
    expect(places).toEqual([
      ['attestation-invalid', 'attestation 1'],
      ['attestation-foreign', 'attestation 2'],
    ]);
  });
});

describe('roots that are not there', () => {
  it.each(['', '{}', 'not JSON', '{"certificateAuthorities":[]}', '[]'])(
    'prove nothing, and are no refusal: a file with %j',
    async (text) => {
      await expect(verify([await attested()], [text])).rejects.toMatchObject({
        code: 'trust-roots-unavailable',
      });
    },
  );
});
