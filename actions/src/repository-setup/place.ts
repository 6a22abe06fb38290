import { UserError } from '../errors.ts';

/** A repository on a GitHub. */
export interface Place {
  readonly host: string;
  /** `owner/name`. */
  readonly slug: string;
  /** Without a slash at its end. */
  readonly api: string;
  /** Whether somebody named that address; else it was made from the host, which a git remote may have named. */
  readonly apiIsGiven: boolean;
}

export interface Hints {
  /** `--repo`: `owner/name` or `host/owner/name`. */
  readonly repo: string | undefined;
  /** The address of the git remote. */
  readonly remote: string | undefined;
  /** GITHUB_API_URL. */
  readonly api: string | undefined;
}

const NAME = String.raw`[\w.-]+`;
const SLUG = new RegExp(`^(?:(?<host>${NAME}(?::\\d+)?)/)?(?<slug>${NAME}/${NAME})$`);
const URL_FORM = new RegExp(
  `^(?:https?|ssh|git)://(?:[^@/]+@)?(?<host>${NAME})(?::\\d+)?/(?<slug>${NAME}/${NAME}?)/?$`,
);
/** `git@github.com:owner/name.git`. */
const SCP_FORM = new RegExp(`^(?:[^@/]+@)?(?<host>${NAME}):/?(?<slug>${NAME}/${NAME})/?$`);
const PUBLIC = 'github.com';

/** `UserError` repository-unknown. */
export function placeFrom({ repo, remote, api }: Hints): Place {
  const cloned = remote === undefined ? undefined : remoteIn(remote);
  const { host, slug } =
    repo === undefined ? (cloned ?? unnamed(remote)) : { host: cloned?.host, ...named(repo) };
  const known = host ?? PUBLIC;
  const given = api?.replace(/\/+$/, '') ?? '';
  return { host: known, slug, api: given === '' ? apiOf(known) : given, apiIsGiven: given !== '' };
}

/** GitHub’s own, whose tokens go nowhere else. */
export function isGitHubs(host: string): boolean {
  return host === PUBLIC || host.endsWith('.ghe.com');
}

function named(repo: string): { host?: string; slug: string } {
  const { host, slug } = SLUG.exec(repo)?.groups ?? {};
  if (slug === undefined) throw unknown(`--repo ${JSON.stringify(repo)}`);
  return host === undefined ? { slug } : { host, slug };
}

function unnamed(remote: string | undefined): never {
  throw unknown(remote === undefined ? 'no git remote `origin`' : 'a remote `origin` that leads to none');
}

function remoteIn(address: string): { host: string; slug: string } | undefined {
  const groups = (URL_FORM.exec(address) ?? SCP_FORM.exec(address))?.groups;
  const { host, slug } = groups ?? {};
  if (host === undefined || slug === undefined) return undefined;
  return { host: host.toLowerCase().replace(/^ssh\.github\.com$/, PUBLIC), slug: slug.replace(/\.git$/, '') };
}

/** https://docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api */
function apiOf(host: string): string {
  if (host === PUBLIC) return 'https://api.github.com';
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `https://${host}/api/v3`;
}

function unknown(found: string): UserError {
  return new UserError({
    code: 'repository-unknown',
    message: `Expected to know which repository on GitHub is meant; found ${found}.`,
    remedy: 'Name it with --repo owner/name, or host/owner/name on a GitHub Enterprise Server.',
  });
}
