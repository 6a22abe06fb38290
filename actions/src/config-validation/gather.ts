import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Configuration } from '../configuration/environment-file.ts';
import type { ContractVariable } from '../configuration/facts.ts';
import { readEnvironmentFile } from '../configuration/strict-environment-file.ts';
import { messageOf, UserError } from '../errors.ts';
import type { Finding } from '../verdict/verdict.ts';
import type { Inputs } from './inputs.ts';
import { readVars } from './read-vars.ts';

/** What the environment gives, from wherever the step says that it comes. */
export interface Gathered {
  readonly configuration: Configuration;
  /** `file:line` of each variable that stands in a file. */
  readonly places: ReadonlyMap<string, string>;
  /** Variables given twice, and lines that can’t be read for sure. */
  readonly mistakes: readonly Finding[];
}

/** A part of it. */
interface Source {
  readonly label: string;
  readonly values: Configuration;
  readonly lines?: ReadonlyMap<string, number>;
  readonly mistakes?: readonly Finding[];
}

/**
 * `open` stands below all else. `UserError` configuration-unreadable for a file that is not there, inputs-invalid for `vars` that are no
 * variables.
 */
export async function gatherConfiguration(
  inputs: Inputs,
  facts: {
    open: Configuration;
    contract: readonly ContractVariable[];
    variables: Readonly<Record<string, string | undefined>>;
  },
): Promise<Gathered> {
  const files = await Promise.all(inputs.files.map((path) => readSource(inputs['working-directory'], path)));
  const vars = readVars(inputs.vars, facts.contract);
  const named = [...inputs.variables, ...inputs.secrets].map((name) => ({
    label: 'the step’s env',
    values: { [name]: Object.hasOwn(facts.variables, name) ? (facts.variables[name] ?? '') : '' },
  }));
  const sources: Source[] = [...files, { label: 'vars', values: vars }, ...named];
  return {
    configuration: Object.fromEntries(
      [facts.open, ...sources.map(({ values }) => values)].flatMap(Object.entries),
    ),
    places: new Map(
      sources.flatMap(({ label, lines }) =>
        [...(lines ?? [])].map(([name, line]) => [name, `${label}:${line}`]),
      ),
    ),
    mistakes: [...sources.flatMap(({ mistakes }) => mistakes ?? []), ...givenTwice(sources)],
  };
}

async function readSource(root: string, path: string): Promise<Source> {
  const text = await readFile(resolve(root, path), 'utf8').catch((cause: unknown) => {
    throw new UserError({
      code: 'configuration-unreadable',
      message: `Expected a configuration file ${path}, which can’t be read: ${messageOf(cause)}`,
      remedy: 'Name the file from the working directory, and see that a step before this one writes it.',
      cause,
    });
  });
  const { configuration, lines, mistakes } = readEnvironmentFile(text);
  const findings = mistakes.map(({ code, line, message, remedy }) => ({
    code,
    message,
    remedy,
    place: `${path}:${line}`,
  }));
  return { label: path, values: configuration, lines, mistakes: findings };
}

/** Which of two a host would take is not for this gate to guess. */
function givenTwice(sources: readonly Source[]): Finding[] {
  const first = new Map<string, string>();
  return sources.flatMap(({ label, values, lines }) =>
    Object.keys(values).flatMap((name): Finding[] => {
      const other = first.get(name);
      if (other === undefined) {
        first.set(name, label);
        return [];
      }
      const line = lines?.get(name);
      const place = line === undefined ? name : `${label}:${line}`;
      const message = `Expected ${name} from one place; ${other} gives it, and ${label} as well.`;
      return [{ code: 'variable-repeated', place, message, remedy: 'Take it out of one of the two.' }];
    }),
  );
}
