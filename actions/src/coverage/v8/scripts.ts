import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Range } from './ranges.ts';

const count = z.int().nonnegative();
const scriptSchema = z.object({
  url: z.string(),
  functions: z.array(
    z.object({ ranges: z.array(z.object({ startOffset: count, endOffset: count, count })) }),
  ),
});
const mapSchema = z.object({
  lineLengths: z.array(count),
  data: z.object({ sources: z.array(z.string()), mappings: z.string() }),
});
const reportSchema = z.object({
  result: z.array(z.unknown()),
  'source-map-cache': z.record(z.string(), z.unknown()).default({}),
});

/** What one process counted in one script. */
export interface Script {
  readonly path: string;
  readonly ranges: readonly Range[];
  /** For a script that was made from others: how long its lines are, and what is from where. */
  readonly map?: z.output<typeof mapSchema> | undefined;
}

/**
 * What processes left in a folder (`NODE_V8_COVERAGE`), script by script. One that was killed has written nothing, or half of
 * it: both count for nothing. https://nodejs.org/api/cli.html#node_v8_coveragedir
 */
export async function* scriptsIn(folder: string): AsyncGenerator<Script> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  for (const name of names) {
    const report = reportSchema.safeParse(parse(await readFile(join(folder, name), 'utf8')));
    if (!report.success) continue;
    const maps = report.data['source-map-cache'];
    for (const each of report.data.result) {
      const script = scriptSchema.safeParse(each);
      if (!script.success || !script.data.url.startsWith('file:')) continue;
      const { url, functions } = script.data;
      yield {
        path: fileURLToPath(url),
        ranges: functions.flatMap(({ ranges }) => ranges),
        map: mapSchema.safeParse(maps[url]).data,
      };
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
