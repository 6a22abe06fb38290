import { openSigstore, type MadeUpSigstore } from '../../../actions/src/attestation/testing/attest.ts';
import type { Claims } from '../../../actions/src/attestation/testing/claims.ts';
import { provenanceOf } from '../../../actions/src/attestation/testing/provenance.ts';
import type { StandIn } from '../runner/stand-in.ts';
import { attest, type Signing } from '../runner/stand-ins/attest.ts';
import { askWith } from '../server/ask.ts';
import type { FakeGitHub } from '../server/open-github.ts';

const PIPELINE = '.github/workflows/pipeline.yml';

/** What an attestation says in place of what is so. */
export interface Instead {
  readonly workflow?: string;
  readonly repository?: string;
  /** Of the artifact, as 64 hex digits. */
  readonly sha256?: string;
}

/** Signs what the pipeline asks to have signed, and whatever else a test wants. */
export interface Signer {
  /** What a verifier must be given to believe it, on one line. */
  readonly trustedRoot: string;
  /** For the action that attests. While it is told not to, nothing is signed, and the step is green all the same. */
  readonly standIn: StandIn;
  isWilling: boolean;
  /** Attests what the pipeline had attested for the commit, or was to. */
  attest(commit: string, instead?: Instead): Promise<void>;
}

interface Asked {
  readonly subject: Signing['subjects'][number];
  readonly claims: Claims;
}

export async function openSigner(github: FakeGitHub): Promise<Signer> {
  const sigstore = await openSigstore();
  const asked = new Map<string, Asked>();
  const signer: Signer = {
    isWilling: true,
    trustedRoot: sigstore.trustedRoot,
    standIn: attest(async (signing) => {
      const wish = askedFor(signing, github.slug);
      asked.set(wish.claims.sha, wish);
      return signer.isWilling ? sign({ github, sigstore }, wish) : {};
    }),
    async attest(commit, { sha256, ...claims } = {}) {
      const wish = asked.get(commit);
      if (wish === undefined) throw new Error(`Nobody asked to attest anything of ${commit}.`);
      const subject = sha256 === undefined ? wish.subject : { ...wish.subject, sha256 };
      await sign({ github, sigstore }, { subject, claims: { ...wish.claims, ...claims } });
    },
  };
  return signer;
}

function askedFor({ subjects, call }: Signing, repository: string): Asked {
  const [subject] = subjects;
  if (subject === undefined) throw new Error('nothing to attest');
  return {
    subject,
    claims: {
      repository,
      workflow: PIPELINE,
      serverUrl: String(call.github['server_url']),
      ref: String(call.github['ref']),
      sha: String(call.github['sha']),
      runId: String(call.github['run_id']),
      runAttempt: String(call.github['run_attempt']),
    },
  };
}

async function sign(
  { github, sigstore }: { github: FakeGitHub; sigstore: MadeUpSigstore },
  { subject, claims }: Asked,
): Promise<unknown> {
  const bundle = await sigstore.attest(provenanceOf(subject, claims), claims);
  const token = github.tokenFor({ permissions: { attestations: 'write' } });
  const { status } = await askWith(github, token)('POST /attestations', { bundle });
  if (status !== 201) throw new Error(`GitHub answered ${status} to the attestation.`);
  return bundle;
}
