import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const RESULTS_FILE = fileURLToPath(new URL('results.json', import.meta.url));

const about = { row: z.string(), trigger: z.string(), peer: z.string() };

const resultSchema = z.discriminatedUnion('verdict', [
  z.strictObject({ ...about, verdict: z.literal('not on npm'), where: z.string() }),
  z.strictObject({
    ...about,
    /** `passes` over the defect is wrong; the two others are right. */
    verdict: z.enum(['passes', 'fails', 'says it could not look']),
    version: z.string(),
    said: z.string(),
    exitCode: z.int(),
  }),
]);

/** What a peer said about the defect of a row. */
export type Result = z.output<typeof resultSchema>;

const resultsSchema = z.array(resultSchema);

export async function readResults(): Promise<Result[]> {
  return resultsSchema.parse(JSON.parse(await readFile(RESULTS_FILE, 'utf8')));
}

/** In the schema's order of keys, whatever theirs is: the same results are the same text. */
export function resultsText(results: readonly Result[]): string {
  return `${JSON.stringify(resultsSchema.parse(results), null, 2)}\n`;
}
