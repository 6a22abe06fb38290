/** `npm run lint:workflows`: GitHub’s own language service and our own rules over every workflow and action. */
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Problem, Repository } from './workflows/rule.ts';
import { readRepository } from './workflows/read-repository.ts';
import { structuralProblems } from './workflows/rules.ts';

const repository = await readRepository(fileURLToPath(new URL('..', import.meta.url)));
const problems = [...(await askPlatform(repository)), ...structuralProblems(repository)];
for (const { path, line, rule, message, remedy } of problems)
  console.error(`${path}:${line}: ${message}\n  ${remedy} (${rule})`);
console.log(`${repository.files.length} files, ${problems.length} problems`);
process.exitCode = problems.length === 0 && repository.files.length > 0 ? 0 : 1;

/** The language service imports JSON without the attribute that Node.js demands. */
async function askPlatform(about: Repository): Promise<readonly Problem[]> {
  registerHooks({
    load(url, context, nextLoad) {
      const attributes = url.endsWith('.json') ? { type: 'json' } : context.importAttributes;
      return nextLoad(url, { ...context, importAttributes: attributes });
    },
  });
  const { platformProblems } = await import('./workflows/platform-problems.ts');
  return platformProblems(about);
}
