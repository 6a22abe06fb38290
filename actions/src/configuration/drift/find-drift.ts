import type { Finding } from '../../verdict/verdict.ts';
import type { ContractVariable } from '../facts.ts';
import type { ScannedSources } from './scan-sources.ts';

/** Where variables are named beside the contract; each as far as it is looked at. */
export interface NamedElsewhere {
  readonly contract: readonly ContractVariable[];
  /** The names in the example file, with where they stand. */
  readonly example: { readonly path: string; readonly lines: ReadonlyMap<string, number> } | undefined;
  readonly policy: PolicyNames | undefined;
  readonly sources: ScannedSources | undefined;
  /** Variables that something beside the application reads. */
  readonly alsoRead: readonly string[];
}

export interface PolicyNames {
  /** The open values of each environment. */
  readonly configurations: readonly { readonly environment: string; readonly names: readonly string[] }[];
  /** What is made up locally. */
  readonly secrets: readonly string[];
}

type Rule = (named: NamedElsewhere) => readonly Finding[];

const RULES: readonly Rule[] = [
  theExampleShowsWhatThereIs,
  thePolicyGivesWhatThereIs,
  thePolicyHoldsNoSecret,
  theCodeReadsWhatIsDeclared,
  whatIsDeclaredIsRead,
  theCodeCanBeRead,
];

/** Where the contract, the example file, the policy and the code disagree on which variables there are. */
export function findDrift(named: NamedElsewhere): readonly Finding[] {
  return RULES.flatMap((rule) => rule(named));
}

function theExampleShowsWhatThereIs({ contract, example }: NamedElsewhere): Finding[] {
  if (example === undefined) return [];
  const { path, lines } = example;
  const absent = contract.filter(({ name }) => !lines.has(name));
  const extra = [...lines].filter(([name]) => !declares(contract, name));
  return [
    ...absent.map(({ name }) =>
      drift(
        path,
        `${path} to show ${name}, which the contract declares; it does not`,
        'Add it with an example.',
      ),
    ),
    ...extra.map(([name, line]) =>
      drift(
        `${path}:${line}`,
        `${path} to show what the contract declares; it declares no ${name}`,
        'Remove it, or declare it.',
      ),
    ),
  ];
}

function thePolicyGivesWhatThereIs({ contract, policy, alsoRead }: NamedElsewhere): Finding[] {
  const given = (policy?.configurations ?? []).flatMap(({ environment, names }) =>
    names.map((name) => ({ name, place: `environments.${environment}.configuration.${name}` })),
  );
  const made = (policy?.secrets ?? []).map((name) => ({ name, place: `local.secrets.${name}` }));
  return [...given, ...made]
    .filter(({ name }) => !declares(contract, name) && !alsoRead.includes(name) && name !== 'NODE_ENV')
    .map(({ name, place }) =>
      drift(
        place,
        `the policy to give what the contract declares; it declares no ${name}`,
        'Remove it, or declare it.',
      ),
    );
}

function thePolicyHoldsNoSecret({ contract, policy }: NamedElsewhere): Finding[] {
  const secrets = new Set(contract.filter(({ secret }) => secret).map(({ name }) => name));
  return (policy?.configurations ?? []).flatMap(({ environment, names }) =>
    names
      .filter((name) => secrets.has(name))
      .map((name) =>
        drift(
          `environments.${environment}.configuration.${name}`,
          `open values alone in the policy; the contract says that ${name} is a secret`,
          'Take it out, make a new one, and keep it where secrets are kept.',
        ),
      ),
  );
}

function theCodeReadsWhatIsDeclared({ contract, sources, alsoRead }: NamedElsewhere): Finding[] {
  const first = new Map((sources?.reads ?? []).toReversed().map(({ name, place }) => [name, place]));
  return [...first]
    .filter(
      ([name]) =>
        !declares(contract, name) && !alsoRead.includes(name) && !/^(?:NODE_ENV|TIDEGATE_.*)$/.test(name),
    )
    .map(([name, place]) =>
      drift(
        place,
        `the code to read what the contract declares; it declares no ${name}`,
        'Declare it, so that it is checked before a deployment.',
      ),
    );
}

/** A variable that the environment as a whole is searched for counts as read where anything is asked for by its name. */
function whatIsDeclaredIsRead({ contract, sources, alsoRead }: NamedElsewhere): Finding[] {
  if (sources === undefined) return [];
  const read = new Set(sources.reads.map(({ name }) => name));
  return contract
    .filter(({ name }) => !read.has(name) && !alsoRead.includes(name))
    .filter(({ name }) => !(sources.isReadWhole && sources.mentioned.has(name)))
    .map(({ name }) =>
      drift(
        name,
        `the code to read ${name}, which the contract declares; nothing does`,
        'Remove it from the contract, or read it.',
      ),
    );
}

function theCodeCanBeRead({ sources }: NamedElsewhere): Finding[] {
  return (sources?.unreadable ?? []).map((path) => ({
    code: 'configuration-unreadable',
    place: path,
    message: `Expected ${path} to be JavaScript or TypeScript; it can’t be parsed, so nobody knows what it reads.`,
    remedy: 'Mend it, or leave it out of the sources.',
  }));
}

function declares(contract: readonly ContractVariable[], name: string): boolean {
  return contract.some((variable) => variable.name === name);
}

function drift(place: string, expected: string, remedy: string): Finding {
  return { code: 'configuration-drift', place, message: `Expected ${expected}.`, remedy };
}
