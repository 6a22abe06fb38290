import type { z } from 'zod';
import { assembleConfiguration, type Configuration } from './configuration.ts';
import type { ConfigurationProblem } from './problem.ts';
import { brokenRules, type GivenValues } from './rules.ts';
import { environmentSchema, VARIABLES } from './variables.ts';

export type ParsedConfiguration =
  | { readonly kind: 'valid'; readonly configuration: Configuration }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigurationProblem[] };

/** Reads the environment once: the whole configuration, frozen, or every problem there is. No problem holds a value. */
export function parseConfiguration(env: Readonly<Record<string, string | undefined>>): ParsedConfiguration {
  const given = givenValues(env);
  const parsed = environmentSchema.safeParse(Object.fromEntries(given));
  const problems = [...malformedValues(given, parsed.error?.issues ?? []), ...brokenRules(given)];
  if (parsed.success && problems.length === 0) {
    return { kind: 'valid', configuration: assembleConfiguration(parsed.data) };
  }
  return { kind: 'invalid', problems: withoutConsequences(problems) };
}

/** GitHub hands an absent secret over as an empty string: empty is missing. */
function givenValues(env: Readonly<Record<string, string | undefined>>): GivenValues {
  const given = new Map<string, string>();
  for (const name of Object.keys(environmentSchema.shape)) {
    const value = env[name];
    if (value !== undefined && value.trim() !== '') given.set(name, value);
  }
  return given;
}

function malformedValues(
  given: GivenValues,
  issues: readonly z.core.$ZodIssue[],
): readonly ConfigurationProblem[] {
  // White space around a value is a rule's to report, and says more.
  const told = issues.filter(({ path }) => !hasSpaceAround(given.get(String(path[0]))));
  return told.map((issue) => {
    const variable = String(issue.path[0]);
    const description = VARIABLES.get(variable)?.description ?? 'the host that runs the release passes it';
    if (!given.has(variable)) {
      const remedy = `Set ${variable}: ${description}`;
      return { variable, code: 'missing', message: `${variable} is not set`, remedy };
    }
    const remedy = `Correct ${variable}: ${description}`;
    return { variable, code: 'malformed', message: `${variable} is malformed: ${issue.message}`, remedy };
  });
}

function hasSpaceAround(value: string | undefined): boolean {
  return value !== undefined && value !== value.trim();
}

/** What else is wrong with a placeholder (too short, no URL …) goes away with it. */
function withoutConsequences(problems: readonly ConfigurationProblem[]): readonly ConfigurationProblem[] {
  const unfilled = new Set(
    problems.filter(({ code }) => code === 'placeholder').map(({ variable }) => variable),
  );
  return problems.filter(({ variable, code }) => code === 'placeholder' || !unfilled.has(variable));
}
