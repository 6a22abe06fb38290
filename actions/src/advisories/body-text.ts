import type { Posted } from './refusal.ts';

/** Advisories of a thousand packages are a megabyte or two. */
const MOST_BYTES = 32 * 1024 * 1024;

export async function bodyText(response: Response): Promise<Posted> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  const chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES)
      return { kind: 'refusal', code: 'advisories-unreadable', why: `it is longer than ${MOST_BYTES} bytes` };
    text += decoder.decode(chunk, { stream: true });
  }
  return { kind: 'answer', text: text + decoder.decode() };
}
