/** What a job’s OIDC token says of it. https://docs.github.com/en/actions/reference/security/oidc */
export interface Claims {
  /** `https://github.com` */
  readonly serverUrl: string;
  /** `owner/name` */
  readonly repository: string;
  /** The workflow file that the job stands in: of a reusable workflow its own, not the caller’s. */
  readonly workflow: string;
  readonly ref: string;
  readonly sha: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly issuer?: string;
}

const FULCIO = '1.3.6.1.4.1.57264.1';

export function identityOf({ serverUrl, repository, workflow, ref }: Claims): string {
  return `${serverUrl}/${repository}/${workflow}@${ref}`;
}

/** As Fulcio makes them of the claims. https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
export function certificateExtensions(claims: Claims): { oid: string; value: string }[] {
  const { serverUrl, repository, ref, sha, runId, runAttempt } = claims;
  const { issuer = 'https://token.actions.githubusercontent.com' } = claims;
  const source = `${serverUrl}/${repository}`;
  const values: Readonly<Record<number, string>> = {
    8: issuer,
    9: identityOf(claims),
    10: sha,
    12: source,
    13: sha,
    14: ref,
    16: `${serverUrl}/${repository.split('/')[0] ?? ''}`,
    18: identityOf(claims),
    19: sha,
    21: `${source}/actions/runs/${runId}/attempts/${runAttempt}`,
  };
  return Object.entries(values).map(([number, value]) => ({ oid: `${FULCIO}.${number}`, value }));
}
