import type { Digest } from '../release/release.ts';

/** Who must have signed, and from what. */
export interface ExpectedSigner {
  /** `https://github.com`, without a slash at its end. */
  readonly serverUrl: string;
  /** `owner/name` */
  readonly repository: string;
  /** `.github/workflows/pipeline.yml` */
  readonly workflow: string;
  /** `refs/heads/main` */
  readonly ref: string;
  /** The full commit that the artifact was built from. */
  readonly commit: string;
}

export interface WantedAttestation extends ExpectedSigner {
  readonly digest: Digest;
}

/** What the certificate says of who signed. https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
export interface Signer {
  /** The workflow’s address with its ref. */
  readonly identity: string;
  readonly issuer: string;
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
  /** The run that signed; empty where the certificate does not say. */
  readonly run: string;
}

/** Enterprises with data residency or an issuer of their own have another one. */
const ISSUER = 'https://token.actions.githubusercontent.com';

/** Every claim in which the signer is another than expected, in words. */
export function differencesOf(found: Signer, expected: ExpectedSigner): string[] {
  const { serverUrl, repository, workflow, ref, commit } = expected;
  const wanted: Omit<Signer, 'run'> = {
    identity: `${serverUrl}/${repository}/${workflow}@${ref}`,
    issuer: ISSUER,
    repository: `${serverUrl}/${repository}`,
    ref,
    commit,
  };
  return (Object.keys(wanted) as (keyof typeof wanted)[])
    .filter((claim) => found[claim] !== wanted[claim])
    .map((claim) => `expected the ${NAMES[claim]} ${wanted[claim]}, found ${found[claim] || 'none'}`);
}

const NAMES = {
  identity: 'workflow',
  issuer: 'issuer',
  repository: 'repository',
  ref: 'ref',
  commit: 'commit',
} as const;
