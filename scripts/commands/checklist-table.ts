import { z } from 'zod';
import { statementSchema } from '../../actions/src/evidence/statement.ts';
import { readEvidence } from '../../actions/src/evidence/store.ts';
import type { Project } from '../../actions/src/pipeline/project.ts';
import { judgedItemSchema } from '../../actions/src/pre-deployment/judged-item.ts';
import { TABLE_HEAD, tableRows } from '../../actions/src/pre-deployment/table.ts';
import type { Digest } from '../../actions/src/release/release.ts';
import { table } from '../../actions/src/terminal/table.ts';

const factsSchema = z.object({ items: z.array(judgedItemSchema) });

/** What the checklist said of an artifact before an environment, as a table; empty where it was not held. */
export async function checklistTable(
  { home }: Project,
  of: { environment: string; digest: Digest },
): Promise<string> {
  const found = await readEvidence({ folder: home.evidence, digest: of.digest });
  const content = found.find(({ name }) => name === `checklist@${of.environment}`)?.content;
  const facts = factsSchema.safeParse(statementSchema.safeParse(content).data?.predicate.facts);
  if (!facts.success) return '';
  const rows = tableRows(facts.data.items).map((row) => row.map(wrapped));
  return `${table(TABLE_HEAD, rows)}\n`;
}

/** So wide that the table fits beside its other columns on a usual terminal. */
const WIDEST = 58;

function wrapped(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length + 1 > WIDEST) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
