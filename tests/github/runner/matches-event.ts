import picomatch from 'picomatch';
import { fieldsOf, wordsOf, type Value } from './value.ts';
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

function matchesRef(filter: Readonly<Record<string, Value>>, happened: Happened): boolean {
  const { event, ref } = happened;
  if (event !== 'push' && !event.startsWith('pull_request')) return true;
  const isTag = ref.startsWith('refs/tags/');
  const [own, other] = isTag ? (['tags', 'branches'] as const) : (['branches', 'tags'] as const);
  const has = (kind: string): boolean => kind in filter || `${kind}-ignore` in filter;
  // Branches alone are named: a tag's push starts nothing, and the other way round.
  if (!has(own)) return event !== 'push' || !has(other);
  const name = filteredName(happened);
  if (`${own}-ignore` in filter) return !isChosen(name, wordsOf(filter[`${own}-ignore`]));
  return isChosen(name, wordsOf(filter[own]));
}

/** A pull request counts by what it would be merged into. */
function filteredName({ event, ref, payload }: Happened): string {
  if (event === 'push') return ref.replace(/^refs\/(heads|tags)\//, '');
  return (payload['pull_request'] as { base?: { ref?: string } } | undefined)?.base?.ref ?? '';
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
