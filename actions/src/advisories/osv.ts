import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, UserError } from '../errors.ts';
import type { Advisory } from './advisory.ts';
import { isMalwareAdvisory } from './malware.ts';
import { osvRange, rangeSchema } from './osv-range.ts';
import type { Severity } from './severity.ts';

/** https://ossf.github.io/osv-schema/ */
const recordSchema = z.object({
  id: z.string(),
  aliases: z.array(z.string()).default([]),
  withdrawn: z.string().optional(),
  summary: z.string().default(''),
  database_specific: z
    .object({ severity: z.string().optional(), cwe_ids: z.array(z.string()).nullish() })
    .default({}),
  affected: z
    .array(
      z.object({
        package: z.object({ ecosystem: z.string(), name: z.string() }),
        ranges: z.array(rangeSchema).default([]),
        versions: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

type OsvRecord = z.output<typeof recordSchema>;

const READ_AT_ONCE = 64;

/**
 * The advisories about npm packages in a folder of OSV records, such as a copy of github/advisory-database. One file that
 * can’t be read, or a folder without any, is a UserError `osv-unreadable`.
 */
export async function readOsvFolder(folder: string): Promise<Advisory[]> {
  const files = await jsonFiles(folder);
  const advisories: Advisory[] = [];
  for (let from = 0; from < files.length; from += READ_AT_ONCE) {
    const part = files.slice(from, from + READ_AT_ONCE);
    const records = await Promise.all(part.map((file) => readRecord(join(folder, file))));
    advisories.push(...records.flatMap(advisoriesOf));
  }
  if (advisories.length === 0) throw unreadable(folder, 'no record about an npm package is there');
  return advisories;
}

async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const files = await readdir(folder, { recursive: true });
    return files.filter((file) => file.endsWith('.json')).toSorted();
  } catch (error) {
    throw unreadable(folder, messageOf(error), error);
  }
}

async function readRecord(file: string): Promise<OsvRecord> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw unreadable(file, 'it is no OSV record', error);
  }
}

function advisoriesOf(record: OsvRecord): Advisory[] {
  const { id, aliases, withdrawn, summary, database_specific: specific } = record;
  if (withdrawn !== undefined) return [];
  const isMalware = isMalwareAdvisory({ id, cwes: specific.cwe_ids ?? [], title: summary });
  const ghsa = [id, ...aliases].find((name) => name.startsWith('GHSA-'));
  return record.affected
    .filter((affected) => affected.package.ecosystem === 'npm')
    .map(({ package: { name }, ranges, versions }) => ({
      source: 'osv',
      id: ghsa ?? id,
      package: name,
      title: summary,
      url: `https://osv.dev/vulnerability/${id}`,
      severity: isMalware ? 'critical' : severityOf(specific.severity),
      isMalware,
      range: osvRange(ranges, versions),
    }));
}

/** Nothing that says how bad it is says that it is not bad. */
function severityOf(text = ''): Severity {
  return SEVERITY_WORDS.get(text.toLowerCase()) ?? 'critical';
}

const SEVERITY_WORDS: ReadonlyMap<string, Severity> = new Map([
  ['low', 'low'],
  ['moderate', 'moderate'],
  ['medium', 'moderate'],
  ['high', 'high'],
]);

function unreadable(place: string, why: string, cause?: unknown): UserError {
  return new UserError({
    code: 'osv-unreadable',
    message: `Expected OSV records at ${place}; ${why}.`,
    remedy: 'Give a folder of OSV records, or leave the input `osv` out.',
    cause,
  });
}
