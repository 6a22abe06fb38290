import { fieldsOf, textOf, wordsOf, type Plain, type Value } from './value.ts';

export type Definitions = Readonly<Record<string, Value>>;

/**
 * Typed, with defaults. `numbersToo`: of a called workflow; a dispatch's `choice` is checked against its options.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs
 */
export function typedInputs(
  definitions: Definitions,
  given: Readonly<Record<string, unknown>>,
): { inputs: Record<string, Plain>; problems: readonly string[] } {
  const problems = Object.keys(given)
    .filter((name) => !(name in definitions))
    .map((name) => `Unexpected input '${name}'`);
  const inputs: Record<string, Plain> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const fields = fieldsOf(definition);
    const usual = given[name] === undefined ? fields['default'] : given[name];
    if ((usual === undefined || usual === '') && fields['required'] === true)
      problems.push(`Required input '${name}' not provided`);
    const typed = typedValue(usual as Plain | undefined, fields);
    if (typed === undefined) problems.push(`Input '${name}' can't be ${JSON.stringify(usual)}`);
    else inputs[name] = typed;
  }
  return { inputs, problems };
}

function typedValue(given: Plain | undefined, fields: Readonly<Record<string, Value>>): Plain | undefined {
  const type = textOf(fields['type'] as Plain) || 'string';
  const text = textOf(given);
  switch (type) {
    case 'boolean':
      return ({ true: true, false: false, '': false } as Record<string, boolean>)[text];
    case 'number':
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'choice':
      return chosenOption(text, wordsOf(fields['options']));
    default:
      return text;
  }
}

/** A choice that nobody made is its first option. */
function chosenOption(text: string, options: readonly string[]): string | undefined {
  if (text === '') return options[0] ?? '';
  return options.includes(text) ? text : undefined;
}
