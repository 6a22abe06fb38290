import picomatch from 'picomatch';
import type { Environment } from './things.ts';
import type { World } from './world.ts';

/**
 * The environment of that name, whatever its case. One that is not there is made, without any protection: so does GitHub.
 * https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments
 */
export function environmentNamed(world: World, name: string): Environment {
  const key = name.toLowerCase();
  const known = world.environments.get(key);
  if (known !== undefined) return known;
  const made: Environment = {
    id: world.nextId(),
    name,
    waitTimer: 0,
    preventSelfReview: false,
    // Administrators may pass every rule until somebody forbids it.
    canAdminsBypass: true,
    reviewers: [],
    branches: 'all',
    branchPolicies: [],
    vault: { secrets: new Map(), variables: new Map() },
    created_at: world.now(),
    updated_at: world.now(),
  };
  world.environments.set(key, made);
  return made;
}

/**
 * Reviewers and wait timers are for public repositories, or Enterprise; branch policies for private ones from Pro and Team on.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
 */
export function rulesInForce(world: World): { reviewers: boolean; branches: boolean } {
  return {
    reviewers: !world.isPrivate || world.plan === 'enterprise',
    branches: !world.isPrivate || world.plan !== 'free',
  };
}

/** On Free a private repository’s environments give no secret: they "will be ignored". */
export function secretsInForce(world: World): boolean {
  return rulesInForce(world).branches;
}

/** Whether a job at this ref (`refs/heads/…`, `refs/tags/…`, `refs/pull/1/merge`) may enter. */
export function allowsRef(
  world: World,
  { environment, ref }: { environment: Environment; ref: string },
): boolean {
  if (environment.branches === 'all' || !rulesInForce(world).branches) return true;
  if (environment.branches === 'protected') return isProtected(world, ref);
  const isTag = ref.startsWith('refs/tags/');
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  return environment.branchPolicies.some(
    (policy) => (policy.type === 'tag') === isTag && matches(name, policy.name),
  );
}

/** Ruby’s File.fnmatch with FNM_PATHNAME: `*` stops at a slash. */
export function matches(name: string, pattern: string): boolean {
  return picomatch.isMatch(name, pattern, { dot: true, noextglob: true, nobrace: true, nonegate: true });
}

/** Where no branch is protected, "protected branches only" lets every branch in. */
function isProtected(world: World, ref: string): boolean {
  const rulesets = world.rulesets.filter(({ content }) => content['target'] !== 'tag');
  const patterns = rulesets.flatMap(({ content }) => {
    const { ref_name: names } = (content['conditions'] ?? {}) as { ref_name?: { include?: string[] } };
    return names?.include ?? [];
  });
  if (patterns.length === 0) return ref.startsWith('refs/heads/');
  return patterns.some((pattern) => {
    if (pattern === '~ALL') return ref.startsWith('refs/heads/');
    return matches(ref, pattern === '~DEFAULT_BRANCH' ? `refs/heads/${world.defaultBranch}` : pattern);
  });
}
