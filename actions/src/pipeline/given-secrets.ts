import { createHmac } from 'node:crypto';
import type { Configuration } from '../configuration/environment-file.ts';
import { UserError } from '../errors.ts';
import type { LocalPolicy } from '../policy/schema.ts';

/** Whom secrets are made up for: the same ones in every job of a run, and others in every other place. */
export interface SecretsOwner {
  readonly repository: string;
  readonly runId: string;
  readonly environment: string;
}

/** Secrets of the environment, some of which were made up for this run. */
export interface GivenSecrets {
  readonly values: Configuration;
  readonly madeUp: readonly string[];
}

/** Has a place of its own where a host is made for the job: the embedded database’s. */
const DATABASE_URL = 'DATABASE_URL';

/**
 * The values that a workflow passes under the secrets' names. A secret that there isn't arrives empty and the run stays
 * green (https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows): on a server that is `UserError`
 * secret-empty with every such name, for a host that lives as long as the job they are made up.
 */
export function givenSecrets(
  variables: Readonly<Record<string, string | undefined>>,
  wish: {
    readonly names: readonly string[];
    readonly form: LocalPolicy['secrets'];
    readonly owner: SecretsOwner;
    readonly host: 'runner' | 'machine';
  },
): GivenSecrets {
  const names = [...new Set([...wish.names, ...wish.form.map(({ name }) => name)])];
  const empty = names.filter((name) => (variables[name] ?? '').trim() === '');
  if (empty.length > 0 && wish.host === 'machine') throw secretEmpty(empty, wish.owner.environment);
  const given = names.filter((name) => !empty.includes(name));
  const madeUp = empty.filter((name) => name !== DATABASE_URL);
  return {
    values: {
      ...Object.fromEntries(given.map((name) => [name, variables[name] ?? ''])),
      ...madeUpSecrets(madeUp, wish),
    },
    madeUp,
  };
}

/** The same for the same owner and name: what one job plans, another does. Nothing that they open outlives the job. */
export function madeUpSecrets(
  names: readonly string[],
  { form, owner }: { readonly form: LocalPolicy['secrets']; readonly owner: SecretsOwner },
): Configuration {
  return Object.fromEntries(
    names.map((name) => {
      const { prefix, suffix } = form.find((secret) => secret.name === name) ?? { prefix: '', suffix: '' };
      const words = JSON.stringify([owner.repository, owner.runId, owner.environment, name]);
      return [
        name,
        `${prefix}${createHmac('sha256', 'tidegate').update(words).digest('base64url')}${suffix}`,
      ];
    }),
  );
}

function secretEmpty(names: readonly string[], environment: string): UserError {
  return new UserError({
    code: 'secret-empty',
    message: `Expected a value for every secret of ${environment}; these arrived empty: ${names.join(', ')}.`,
    remedy: `Set each in the settings of the environment ${environment}, and pass it by name at every level: in the caller’s \`secrets:\` and in the step’s \`env:\`.`,
  });
}
