import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../verdict/verdict.ts';
import type { RepositoryFacts } from './facts.ts';

type Rule = (facts: RepositoryFacts) => Finding | undefined;

const RULES: readonly Rule[] = [thereIsAnEntry, packagesAreInAFolder, theEntryCanBeMade];

/** Why a repository can’t be shipped as it is, all at once. */
export function problemsOf(facts: RepositoryFacts): Finding[] {
  return RULES.flatMap((rule) => rule(facts) ?? []);
}

function thereIsAnEntry({ entry, packageFile }: RepositoryFacts): Finding | undefined {
  if (entry !== undefined) return undefined;
  const script = packageFile.scripts['start'];
  return problem({
    message: `Expected to learn which program starts the service; ${
      script === undefined
        ? 'there is no start script, main or server.js'
        : `the start script is \`${script}\``
    }.`,
    remedy:
      'Write a start script that runs one program of the service or of its installed packages (npm ci).',
  });
}

/** Yarn’s plug’n’play keeps packages in archives, which only its own loader reads. */
function packagesAreInAFolder({ root }: RepositoryFacts): Finding | undefined {
  if (!existsSync(join(root, '.pnp.cjs'))) return undefined;
  return problem({
    message: 'Expected the packages in node_modules; Yarn keeps them in archives here (.pnp.cjs).',
    remedy: 'Set `nodeLinker: node-modules` in .yarnrc.yml, and install again.',
  });
}

function theEntryCanBeMade(facts: RepositoryFacts): Finding | undefined {
  const { root, workspace, entry, packageFile } = facts;
  if (entry === undefined || existsSync(join(root, workspace, entry))) return undefined;
  if ('build' in packageFile.scripts || (facts.start?.before.length ?? 0) > 0) return undefined;
  return problem({
    message: `Expected ${entry}, which the service starts with; it is not there, and no build script makes it.`,
    remedy: 'Correct the start script, install the packages (npm ci), or add a build script.',
  });
}

function problem(told: { message: string; remedy: string }): Finding {
  return { code: 'not-adoptable', ...told };
}
