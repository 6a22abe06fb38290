import { UserError } from '../errors.ts';
import { systemClock } from '../ports/clock.ts';
import type { ReleaseAsset, ReleaseFile } from './releases.ts';
import { reasonOf, refused, unreachable, type Api, type Call } from './rest.ts';

const WITHIN_MS = 300_000;
const PAUSES_MS = [500, 2000];

/**
 * Uploads a release's file. Where it broke off, what is there under the name is looked at: whole, it is done; else it is
 * removed, and uploaded again. `UserError` github-refused, github-unreachable.
 */
export async function upload(
  api: Api,
  wish: {
    file: ReleaseFile;
    /** As the release's `upload_url` says. */
    address: string;
    find(): Promise<ReleaseAsset | undefined>;
    remove(asset: ReleaseAsset): Promise<void>;
  },
): Promise<void> {
  const clock = api.clock ?? systemClock;
  const address = new URL(wish.address);
  const { pathname: path } = address;
  assertOfGitHub(api, address);
  for (const [tries, pause] of [...PAUSES_MS, undefined].entries()) {
    const said = await tryOnce(api, { address, file: wish.file });
    if (said === undefined) return;
    const there = await wish.find();
    if (there?.digest === wish.file.digest) return;
    if (there !== undefined) await wish.remove(there);
    if (pause === undefined) throw unreachable({ method: 'POST', path }, { said, tries: tries + 1 });
    await clock.sleep(pause);
  }
}

/** What was said instead of 201, when it is worth another try. */
async function tryOnce(
  api: Api,
  { address, file }: { address: URL; file: ReleaseFile },
): Promise<string | undefined> {
  const wish: Call = { method: 'POST', path: address.pathname };
  let status: number;
  try {
    const response = await fetch(`${address.href}?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      // The token and the file go to the address that was looked at, and to no other.
      redirect: 'error',
      signal: AbortSignal.timeout(WITHIN_MS),
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${api.token}`,
        'user-agent': 'tidegate',
        'x-github-api-version': '2022-11-28',
        'content-type': file.type,
      },
      body: new Uint8Array(file.content),
    });
    ({ status } = response);
    await response.body?.cancel();
  } catch (error) {
    return reasonOf(error);
  }
  if (status === 201) return undefined;
  if (status >= 400 && status < 500 && status !== 429) throw refused(api, wish, String(status));
  return String(status);
}

/** `api.github.com` and `uploads.github.com`; a GitHub Enterprise Server has both at one host. */
function assertOfGitHub({ base }: Api, { protocol, host, href }: URL): void {
  const home = new URL(base);
  const hosts = [home.host, home.host.replace(/^api\./, 'uploads.')];
  if (protocol === home.protocol && hosts.includes(host)) return;
  throw new UserError({
    code: 'github-unreachable',
    message: `Expected GitHub to take uploads at ${hosts.join(' or ')}, found ${href}.`,
    remedy: 'See where GITHUB_API_URL leads to: the token goes nowhere else.',
  });
}
