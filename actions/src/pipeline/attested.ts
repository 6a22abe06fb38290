import { verifyAttestation } from '../attestation/verify-attestation.ts';
import type { StoredArtifact } from '../artifact/store.ts';
import { UserError } from '../errors.ts';
import type { GithubPlace } from './github-connection.ts';

/** The workflow that alone makes artifacts. */
const WORKFLOW = '.github/workflows/pipeline.yml';

/** That this repository's pipeline made the artifact, from main. `UserError` by what is wrong with the attestation. */
export async function assertAttested(
  { api, server, defaultRef, trustedRoots }: GithubPlace,
  { release }: StoredArtifact,
): Promise<void> {
  const answer = await verifyAttestation({
    api,
    wanted: {
      serverUrl: server,
      repository: api.repository,
      workflow: WORKFLOW,
      ref: defaultRef,
      commit: release.commit,
      digest: release.digest,
    },
    trustedRoots,
  });
  if (answer.kind === 'attested') return;
  throw new UserError({
    code: answer.reasonCode,
    message: answer.findings.map(({ message }) => message).join('\n'),
    remedy:
      answer.findings.flatMap(({ remedy }) => remedy ?? [])[0] ?? 'Attest the artifact in the pipeline.',
  });
}
