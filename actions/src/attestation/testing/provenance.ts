import type { Claims } from './claims.ts';

/** The statement that actions/attest makes of an artifact. https://slsa.dev/spec/v1.0/provenance */
export function provenanceOf(subject: { name: string; sha256: string }, claims: Claims): object {
  const { serverUrl, repository, workflow, ref, sha, runId, runAttempt } = claims;
  const source = `${serverUrl}/${repository}`;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: subject.name, digest: { sha256: subject.sha256 } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: { workflow: { ref, repository: source, path: workflow } },
        internalParameters: { github: { event_name: 'push', runner_environment: 'github-hosted' } },
        resolvedDependencies: [{ uri: `git+${source}@${ref}`, digest: { gitCommit: sha } }],
      },
      runDetails: {
        builder: { id: `${source}/${workflow}@${ref}` },
        metadata: { invocationId: `${source}/actions/runs/${runId}/attempts/${runAttempt}` },
      },
    },
  };
}
