import picomatch from 'picomatch';
import { fieldsOf, textOf, wordsOf, type Plain, type Value } from './value.ts';
import type { Workflow } from './read-workflow.ts';

export interface Happened {
  readonly event: string;
  readonly ref: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** That it changes: for `paths`. */
  readonly changed: readonly string[];
}

/** Whether its `on:` asks for it. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on */
export function matchesEvent({ events }: Pick<Workflow, 'events'>, happened: Happened): boolean {
  if (!(happened.event in events)) return false;
  const filter = fieldsOf(events[happened.event]);
  return matchesType(filter, happened) && matchesRef(filter, happened) && matchesPaths(filter, happened);
}

/** What an event without `types` stands for: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const USUAL_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};

function matchesType(filter: Readonly<Record<string, Value>>, { event, payload }: Happened): boolean {
  if (typeof payload['action'] !== 'string') return true;
  const types = filter['types'] === undefined ? USUAL_TYPES[event] : wordsOf(filter['types']);
  return types === undefined || types.includes(payload['action']);
}

function matchesRef(filter: Readonly<Record<string, Value>>, { event, ref, payload }: Happened): boolean {
  if (event !== 'push' && !event.startsWith('pull_request')) return true;
  const base = (payload['pull_request'] as { base?: { ref?: string } } | undefined)?.base?.ref;
  const name = event === 'push' ? ref.replace(/^refs\/(heads|tags)\//, '') : (base ?? '');
  const kinds = ref.startsWith('refs/tags/') ? ['tags', 'branches'] : ['branches', 'tags'];
  const [own = '', other = ''] = kinds;
  const has = (kind: string): boolean => kind in filter || `${kind}-ignore` in filter;
  // Branches alone are named: a tag's push starts nothing, and the other way round.
  if (!has(own)) return event !== 'push' || !has(other);
  if (`${own}-ignore` in filter) return !isChosen(name, wordsOf(filter[`${own}-ignore`]));
  return isChosen(name, wordsOf(filter[own]));
}

function matchesPaths(filter: Readonly<Record<string, Value>>, { changed, ref }: Happened): boolean {
  // Not evaluated for tags.
  if (ref.startsWith('refs/tags/')) return true;
  if ('paths' in filter) return changed.some((path) => isChosen(path, wordsOf(filter['paths'])));
  const ignored = filter['paths-ignore'];
  return ignored === undefined || changed.some((path) => !isChosen(path, wordsOf(ignored)));
}

/** In order: a later pattern, or a later `!pattern`, wins. */
function isChosen(name: string, patterns: readonly string[]): boolean {
  return patterns.reduce((chosen, pattern) => {
    const isNegative = pattern.startsWith('!');
    const options = { dot: true, noextglob: true, nobrace: true, nonegate: true };
    return picomatch.isMatch(name, isNegative ? pattern.slice(1) : pattern, options) ? !isNegative : chosen;
  }, false);
}

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
  if (type === 'boolean') {
    if (given === undefined || given === '') return false;
    return ({ true: true, false: false } as Record<string, boolean>)[textOf(given)];
  }
  if (type === 'number') {
    if (given === undefined || given === '') return 0;
    return Number.isFinite(Number(given)) ? Number(given) : undefined;
  }
  const options = wordsOf(fields['options']);
  if (given !== undefined && given !== '' && type === 'choice' && !options.includes(textOf(given)))
    return undefined;
  // A choice that nobody made is its first option.
  if (given === undefined && type === 'choice') return options[0] ?? '';
  return textOf(given);
}
