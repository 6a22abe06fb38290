/** `npm run lint:workflows`: GitHub’s own language service and our own rules over every workflow and action. */
import { fileURLToPath } from 'node:url';
import { allowPlainJson } from './workflows/plain-json.ts';
import type { Problem, Repository } from './workflows/rule.ts';
import { readRepository } from './workflows/read-repository.ts';
import { structuralProblems } from './workflows/rules.ts';

const repository = await readRepository(fileURLToPath(new URL('..', import.meta.url)));
const problems = [...(await askPlatform(repository)), ...structuralProblems(repository)];
for (const { path, line, rule, message, remedy } of problems)
  console.error(`${path}:${line}: ${message}\n  ${remedy} (${rule})`);
console.log(`${repository.files.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 && repository.files.length > 0 ? 0 : 1;

async function askPlatform(about: Repository): Promise<readonly Problem[]> {
  allowPlainJson();
  const { platformProblems } = await import('./workflows/platform-problems.ts');
  return platformProblems(about);
}
