import { created, notFound, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import type { Attestation } from '../things.ts';
import type { World } from '../world.ts';

const MOST_SUBJECTS = 1024;
const RELEASE_PREDICATE = 'https://in-toto.io/attestation/release/v0.2';

export const attestationRoutes: Routes = {
  'POST /attestations': addAttestation,
  'GET /attestations/{subject_digest}': listAttestations,
};

/** Private repositories have them on Enterprise Cloud only. https://docs.github.com/en/actions/concepts/security/artifact-attestations */
function checkPlan({ isPrivate, plan }: World): void {
  if (isPrivate && plan !== 'enterprise')
    throw new Refusal(
      403,
      'Feature not available for this repository: artifact attestations need GitHub Enterprise Cloud.',
    );
}

/** Any bundle is kept, whoever signed it: whether to trust it is for those who read it. */
function addAttestation({ world, caller, body }: Asked): Answer {
  checkPlan(world);
  const { bundle } = body as { bundle: unknown };
  const statement = statementIn(bundle);
  if (statement === undefined) throw new Refusal(422, 'Invalid bundle: it holds no in-toto statement');
  const attestation: Attestation = { id: world.nextId(), bundle, ...statement, by: { login: caller.login } };
  world.attestations.push(attestation);
  return created({ id: attestation.id });
}

function statementIn(bundle: unknown): Pick<Attestation, 'subjects' | 'predicateType'> | undefined {
  const { dsseEnvelope: envelope } = bundle as {
    dsseEnvelope?: { payload?: unknown; payloadType?: unknown };
  };
  if (typeof envelope?.payload !== 'string' || envelope.payloadType !== 'application/vnd.in-toto+json')
    return undefined;
  const parsed = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as {
    subject?: { digest?: Record<string, string> }[];
    predicateType?: string;
  };
  const digests = (parsed.subject ?? []).flatMap(({ digest }) => Object.entries(digest ?? {}));
  if (digests.length === 0 || digests.length > MOST_SUBJECTS) return undefined;
  return {
    subjects: digests.map(([kind, hex]) => `${kind}:${hex}`),
    predicateType: parsed.predicateType ?? '',
  };
}

/** Newest first, paged by cursors. None at all is 404. https://docs.github.com/en/rest/repos/attestations#list-attestations */
function listAttestations({ world, params, query, address }: Asked): Answer {
  checkPlan(world);
  const digest = params['subject_digest'] ?? '';
  const type = query['predicate_type'];
  const all = world.attestations.filter(
    (each) => each.subjects.includes(digest) && (type === undefined || isOfType(each, String(type))),
  );
  if (all.length === 0) throw notFound();
  const size = Math.min(100, Number(query['per_page'] ?? 30));
  const after = Number(query['after'] ?? Infinity);
  const rest = all.toReversed().filter(({ id }) => id < after);
  const part = rest.slice(0, size);
  const content = {
    attestations: part.map(({ bundle }) => ({ bundle, repository_id: 1, bundle_url: '', initiator: 'user' })),
  };
  if (rest.length <= size) return ok(content);
  const next = new URLSearchParams(address.search);
  next.set('after', String(part.at(-1)?.id ?? 0));
  return {
    status: 200,
    content,
    headers: { link: `<${world.url}${address.pathname}?${next.toString()}>; rel="next"` },
  };
}

/** GitHub’s short names, or the whole. */
function isOfType({ predicateType }: Attestation, wanted: string): boolean {
  if (wanted === 'provenance') return predicateType === 'https://slsa.dev/provenance/v1';
  if (wanted === 'sbom') return /(spdx|cyclonedx)/.test(predicateType);
  if (wanted === 'release') return predicateType === RELEASE_PREDICATE;
  return predicateType === wanted;
}
