import { readPart } from '../artifact/read-part.ts';
import { packagesIn, type Package } from '../artifact/packages.ts';
import type { StoredArtifact } from '../artifact/store.ts';
import { UserError } from '../errors.ts';
import { readEvidence } from '../evidence/store.ts';
import { changesBetween, type Changes } from '../git/changes.ts';
import { fetchArtifact } from '../pipeline/fetch-artifact.ts';
import { assertNotFrozen } from '../pipeline/freeze.ts';
import type { Job } from '../pipeline/job.ts';
import type { Plan } from '../pipeline/plan.ts';
import type { EnvironmentPolicy } from '../policy/schema.ts';
import type { Release } from '../release/release.ts';
import type { PlanFacts } from './facts.ts';
import { coverageChanges, measuredCoverage } from './measured-coverage.ts';
import { packageChanges } from './package-changes.ts';

interface Planned {
  readonly plan: Plan;
  readonly artifact: StoredArtifact;
}

/** What is known beside the plan itself. */
export async function gatherFacts(job: Job, planned: Planned): Promise<PlanFacts> {
  const { project, environment, github } = job;
  const { plan } = planned;
  const live = plan.current?.release ?? null;
  return {
    plan,
    needsApproval: environment.policy.approval && !plan.isUnchanged,
    isFresh: project.isFresh,
    pages: github.url,
    history: live === null ? null : await historySince(project.repository, live, plan.release),
    packages: live === null ? null : await packagesSince(job, live, planned.artifact),
    coverage: coverageChanges(
      live === null ? undefined : await coverageBefore(job, live),
      await coverageOf(job, plan.release),
    ),
    warnings: [...job.warnings, ...freezeNow(environment.policy)],
  };
}

/** That both commits are here was seen before: a deployment that nobody can say to be newer is refused. */
async function historySince(
  repository: string,
  live: Release,
  candidate: Release,
): Promise<PlanFacts['history']> {
  const [added, lost] = await Promise.all([
    changesOf(repository, { from: live.commit, to: candidate.commit }),
    changesOf(repository, { from: candidate.commit, to: live.commit }),
  ]);
  return { added, lost };
}

async function changesOf(repository: string, range: { from: string; to: string }): Promise<Changes> {
  const changes = await changesBetween(repository, range);
  if (changes !== undefined) return changes;
  throw new UserError({
    code: 'history-unknown',
    message: `Expected the commits ${range.from} and ${range.to} in this checkout; git does not find both.`,
    remedy: 'Check out with `fetch-depth: 0`.',
  });
}

async function packagesSince(
  { project, github }: Job,
  live: Release,
  candidate: StoredArtifact,
): Promise<PlanFacts['packages']> {
  const before = await fetchArtifact(project, github.kept, live);
  if (before === undefined) return 'unknown';
  return packageChanges(await packagesOf(before), await packagesOf(candidate));
}

async function packagesOf({ path, manifest }: StoredArtifact): Promise<readonly Package[]> {
  return packagesIn((await readPart(path, manifest.sbom)).toString('utf8'));
}

async function coverageOf(
  { project }: Job,
  { digest }: Release,
): Promise<ReturnType<typeof measuredCoverage>> {
  return measuredCoverage(await readEvidence({ folder: project.home.evidence, digest }), digest);
}

/** Where this home never saw its gates, by what GitHub keeps of them. It decides nothing: without it the plan is one all the same. */
async function coverageBefore(job: Job, live: Release): Promise<ReturnType<typeof measuredCoverage>> {
  const known = await coverageOf(job, live);
  if (known !== undefined) return known;
  try {
    const statements = await job.github.kept.evidence(live);
    return measuredCoverage(
      statements.map((content) => ({ content })),
      live.digest,
    );
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    job.warnings.push(`What the tests of ${live.id} covered is not known: ${error.message}`);
    return undefined;
  }
}

/** It may have ended by the time that somebody says yes, so that it is told and not refused. */
function freezeNow(policy: EnvironmentPolicy): string[] {
  try {
    assertNotFrozen(policy, new Date());
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.message];
  }
}
