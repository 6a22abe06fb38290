import { systemClock } from '../ports/clock.ts';
import { JSON_FORM, reasonOf, refused, send, unreachable, type Api } from './rest.ts';

const WITHIN_MS = 120_000;
const PAUSES_MS = [500, 2000];
/** No artifact is larger, and no answer may fill the memory. */
const MOST_BYTES = 512 * 1024 * 1024;

interface Wish {
  readonly path: string;
  readonly accept?: string;
}

/**
 * A file's bytes; `undefined` for one that is there no more (404, or 410 for an expired artifact). GitHub sends to another
 * host for them, which is not shown the token: fetch leaves it out of a redirect to another origin
 * (https://fetch.spec.whatwg.org/#http-redirect-fetch).
 */
export async function download(api: Api, wish: Wish): Promise<Buffer | undefined> {
  const clock = api.clock ?? systemClock;
  for (const [tries, pause] of [...PAUSES_MS, undefined].entries()) {
    const said = await tryOnce(api, wish);
    if (typeof said !== 'string') return said.bytes;
    if (pause === undefined) throw unreachable(wish, { said, tries: tries + 1 });
    await clock.sleep(pause);
  }
  throw new Error('the last try returns or throws');
}

/** What was said instead of the bytes, when it is worth another try. */
async function tryOnce(
  api: Api,
  { path, accept = JSON_FORM }: Wish,
): Promise<{ bytes: Buffer | undefined } | string> {
  let response: Response;
  try {
    response = await send(api, { path }, { accept, withinMs: WITHIN_MS });
    if (response.ok) return { bytes: await bytesOf(response) };
  } catch (error) {
    return reasonOf(error);
  }
  await response.body?.cancel();
  const { status } = response;
  if (status === 404 || status === 410) return { bytes: undefined };
  if (status >= 400 && status < 500 && status !== 429) throw refused(api, { path }, String(status));
  return String(status);
}

async function bytesOf({ body }: Response): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += piece.byteLength;
    if (bytes > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
