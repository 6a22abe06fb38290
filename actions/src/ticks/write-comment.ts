import { NOT_APPLICABLE, type JudgedItem } from '../pre-deployment/judged-item.ts';
import { signOf } from '../pre-deployment/table.ts';
import type { Release } from '../release/release.ts';
import { escapeMarkdown } from '../runner/summary.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import { commentMark, itemMark, recordMark } from './marks.ts';

export interface CommentFacts {
  readonly environment: string;
  readonly items: readonly JudgedItem[];
  readonly verdict: VerdictKind;
  readonly release: Pick<Release, 'id' | 'digest'>;
  /** The newest commit of the pull request. */
  readonly commit: string;
  /** The page of the run; `null` where there is none. */
  readonly run: string | null;
  readonly record: string;
  readonly alteredBy: string | null;
}

/** GitHub refuses a longer body with 422. */
const LONGEST = 65_536;

/** So much is said of each item, as long as all of it fits. */
const DETAILS = [400, 120, 0];

/** The one comment on the pull request: what is proved and by what, and what is missing. */
export function writeComment(facts: CommentFacts): string {
  const bodies = DETAILS.map((length) => bodyOf(facts, length));
  return bodies.find((body) => body.length <= LONGEST) ?? shortest(facts);
}

function bodyOf(facts: CommentFacts, detail: number): string {
  const { environment, items, record } = facts;
  const groups = [...new Set(items.map(({ group }) => group))];
  return [
    commentMark(environment),
    ...heading(facts),
    ...groups.flatMap((group) => [
      `#### ${escapeMarkdown(group)}`,
      items
        .filter((item) => item.group === group)
        .map((item) => itemLines(item, detail))
        .join('\n'),
    ]),
    ...ending(facts),
    recordMark(record),
  ].join('\n\n');
}

function heading({ verdict, environment, items, release, commit, run, alteredBy }: CommentFacts): string[] {
  const open = items.filter((item) => item.verdict !== 'pass').length;
  const idle = items.filter(({ how }) => how === NOT_APPLICABLE).length;
  const counts = [
    `**${items.length - open - idle} of ${items.length} proved**`,
    ...(open === 0 ? [] : [`${open} open`]),
    ...(idle === 0 ? [] : [`${idle} not applicable`]),
  ];
  const decided = run === null ? '' : ` · [decided by this run](${run})`;
  const title = `### ${signOf(verdict, '')} Checklist for ${environment}: ${verdict}`;
  const about = `${counts.join(', ')} · \`${release.id}\` · commit \`${commit.slice(0, 7)}\`${decided}`;
  if (alteredBy === null) return [title, about];
  const who = alteredBy === '' ? 'by hand' : `by ${escapeMarkdown(alteredBy)}`;
  return [
    title,
    about,
    `> [!CAUTION]\n> The record of ticks in this comment was changed ${who}. What it can’t account for counts no longer.`,
  ];
}

function itemLines(item: JudgedItem, detail: number): string {
  const text = escapeMarkdown(item.text);
  const box = item.isPersons ? `[${isTicked(item) ? 'x' : ' '}] ` : `${signOf(item.verdict, item.how)} `;
  const note = item.saidNotApplicable === null ? '' : ` N/A: ${escapeMarkdown(item.saidNotApplicable)}`;
  const line = `- ${box}${text}${item.isPersons ? ` ${itemMark(item.id)}${note}` : ''}`;
  return detail === 0 ? line : `${line}\n  ${detailOf(item, detail)}`;
}

/**
 * A tick whose event is still on its way stays: somebody who ticks five boxes in a row starts five runs, and each writes
 * this comment. It is marked as not counted.
 */
function isTicked({ verdict, findings }: JudgedItem): boolean {
  return verdict === 'pass' || findings.some(({ code }) => code === 'tick-unaccounted');
}

function detailOf({ how, by, link, isPersons, verdict, findings }: JudgedItem, length: number): string {
  const name = link === null ? `_${escapeMarkdown(how)}_` : `[${escapeMarkdown(how)}](${link})`;
  const remedy = verdict === 'pass' ? '' : (findings[0]?.remedy ?? '');
  const said = [by, remedy].filter((part) => part !== '').join(' ');
  const cut = said.length > length ? `${said.slice(0, length - 1)}…` : said;
  // A box says only whether it counts: what keeps it open is marked as with all others.
  const sign = isPersons && how !== NOT_APPLICABLE ? `${signOf(verdict, how)} ` : '';
  return `${sign}${name}: ${escapeMarkdown(cut)}`;
}

function ending({ items }: CommentFacts): string[] {
  if (!items.some(({ isPersons, verdict }) => isPersons && verdict !== 'pass')) return [];
  return [
    '<sub>Tick what you have seen to yourself. A tick counts with your name at this commit, as long as you may write to this ' +
      'repository; the next push voids it. Where an item does not apply and the policy allows it, write `N/A: ` and the ' +
      'reason at the end of its line, and tick it.</sub>',
  ];
}

/** Without a word about what machines proved: the boxes and the record are what the next run needs. */
function shortest(facts: CommentFacts): string {
  const items = facts.items.filter(({ isPersons }) => isPersons).map((item) => itemLines(item, 0));
  return [
    commentMark(facts.environment),
    ...heading(facts),
    'The list is too long for a comment: the run’s summary has all of it.',
    items.join('\n'),
    recordMark(facts.record),
  ].join('\n\n');
}
