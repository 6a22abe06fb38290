import type { ChecklistItem, PersonProof } from '../policy/checklist-settings.ts';
import type { PersonAnswer, PersonAnswers } from '../pre-deployment/person-answer.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { ShownComment } from './read-comment.ts';
import type { Word } from './record.ts';

export interface TickFacts {
  /** The newest commit of the pull request. */
  readonly head: string;
  /** The first digits of the commit that the artifact was built from. */
  readonly builtFrom: string;
  /** What merging the pull request gives, or gave. */
  readonly merged: string | null;
  /** Whether merging it gave other files than the newest commit has: the base had moved on. */
  readonly isMergedOtherwise: boolean;
  /** Logins, in lower case, of whoever opened it or wrote one of its commits. */
  readonly authors: ReadonlySet<string>;
  /** Logins, in lower case, that may write to the repository now. */
  readonly writers: ReadonlySet<string>;
  readonly words: readonly Word[];
  /** The comment as it is now; `null` before there is one. */
  readonly shown: ShownComment | null;
  /** Who changed the record by hand; `''` where nobody knows. */
  readonly alteredBy: string | null;
  /** Where a commit can be seen, with its hash to be added. */
  readonly commits: string;
}

/** Each person’s item by what was said of it, held against what GitHub says now. */
export function judgeTicks(items: readonly ChecklistItem[], facts: TickFacts): PersonAnswers {
  const answers = items.flatMap(({ id, proof }) =>
    proof.kind === 'person' ? [[id, judgeTick({ id, proof }, facts)] as const] : [],
  );
  return Object.fromEntries(answers);
}

interface Case {
  readonly proof: PersonProof;
  readonly word: Word;
  readonly isShown: boolean;
}

type Rule = (one: Case, facts: TickFacts) => PersonAnswer | undefined;

/** In the order in which a person would mend them. */
const RULES: readonly Rule[] = [
  theyLookedAtThisArtifact,
  nothingCameSince,
  thePersonMayWrite,
  fourEyesAreNotTheAuthors,
  itMayNotApply,
  notApplyingHasAReason,
  theBoxIsStillTicked,
];

function judgeTick({ id, proof }: { id: string; proof: PersonProof }, facts: TickFacts): PersonAnswer {
  const word = facts.words.find(({ item, mark }) => item === id && mark !== 'unticked');
  const isShown = facts.shown?.items.get(id)?.isTicked === true;
  if (facts.isMergedOtherwise) return mergedOtherwise(facts);
  if (word === undefined) return isShown ? unaccounted(facts) : waiting(proof, facts);
  const one = { proof, word, isShown };
  for (const rule of RULES) {
    const answer = rule(one, facts);
    if (answer !== undefined) return answer;
  }
  const { person, at, commit, mark, reason } = word;
  const link = `${facts.commits}${commit}`;
  if (mark === 'not-applicable') return { kind: 'not-applicable', by: person, reason: reason ?? '', link };
  const how = `ticked ${at.replace('T', ' ').replace(/:\d\d(?:\.\d+)?Z$/, ' UTC')} at ${commit.slice(0, 7)}`;
  return { kind: 'answered', by: person, how, link };
}

/** Whatever was ticked, or will be: it is about files that were not built. */
function mergedOtherwise({ head, merged }: TickFacts): PersonAnswer {
  return open(
    'tick-outdated',
    `Ticks are about ${head.slice(0, 7)}; merging it gave ${merged?.slice(0, 7) ?? 'nothing'}, whose files are others: nobody looked at what had come to the base.`,
    'Revert the merge and have the pull request opened anew; tick that, and merge it before anything else.',
  );
}

function waiting({ fourEyes }: PersonProof, { alteredBy }: TickFacts): PersonAnswer {
  if (alteredBy !== null) return altered(alteredBy);
  const who = fourEyes
    ? 'a person with write permission who is not the author'
    : 'a person with write permission';
  return open('item-open', `It waits for ${who}.`, 'Look, and tick it in the comment.');
}

/** A bot’s edit, or one for which nothing ran. */
function unaccounted({ alteredBy }: TickFacts): PersonAnswer {
  if (alteredBy !== null) return altered(alteredBy);
  return open(
    'tick-unaccounted',
    'It is ticked, and no event has told by whom.',
    'Untick it and tick it again; the workflow must run on `issue_comment` with the type `edited`.',
  );
}

function altered(by: string): PersonAnswer {
  const who = by === '' ? 'somebody' : by;
  return open(
    'record-altered',
    `The record of ticks in the comment was changed by ${who}: it tells no longer who ticked.`,
    'Tick it anew, and leave what is hidden in the comment as it is.',
  );
}

function theyLookedAtThisArtifact(
  { word }: Case,
  { builtFrom, head, merged }: TickFacts,
): PersonAnswer | undefined {
  if (head.startsWith(builtFrom) || merged?.startsWith(builtFrom) === true) return undefined;
  return open(
    'tick-outdated',
    `${word.person} ticked it for ${word.commit.slice(0, 7)}; the artifact was built from ${builtFrom}.`,
    'Build the pull request’s newest commit, or name the pull request that the artifact comes from.',
  );
}

function nothingCameSince({ word }: Case, { head }: TickFacts): PersonAnswer | undefined {
  if (word.commit === head) return undefined;
  return open(
    'tick-outdated',
    `${word.person} ticked it at ${word.commit.slice(0, 7)}; the newest commit is ${head.slice(0, 7)}.`,
    'Look at what came since, and tick it anew.',
  );
}

function thePersonMayWrite({ word }: Case, { writers }: TickFacts): PersonAnswer | undefined {
  if (writers.has(word.person.toLowerCase())) return undefined;
  return open(
    'tick-refused',
    `${word.person} ticked it, who may not write to this repository.`,
    'Have somebody with write permission look, and tick it anew.',
  );
}

function fourEyesAreNotTheAuthors({ word, proof }: Case, { authors }: TickFacts): PersonAnswer | undefined {
  if (!proof.fourEyes || !authors.has(word.person.toLowerCase())) return undefined;
  return open(
    'tick-refused',
    `${word.person} ticked it, who is an author of this change: it takes a second person.`,
    'Have somebody look who wrote none of its commits.',
  );
}

function itMayNotApply({ word, proof }: Case): PersonAnswer | undefined {
  if (word.mark !== 'not-applicable' || proof.mayNotApply) return undefined;
  return open(
    'not-applicable-refused',
    `${word.person} says that it does not apply; the policy says that it always does.`,
    'Take the N/A away and tick it when it is done, or allow mayNotApply in the policy.',
  );
}

function notApplyingHasAReason({ word }: Case): PersonAnswer | undefined {
  if (word.mark !== 'not-applicable' || (word.reason ?? '').length >= LEAST_REASON) return undefined;
  return open(
    'not-applicable-refused',
    `${word.person} says that it does not apply, and not why.`,
    `Write the reason behind it, N/A: and at least ${LEAST_REASON} characters, and tick it.`,
  );
}

/** Shorter than this it says nothing that a reader could hold against the facts. */
const LEAST_REASON = 15;

/** Whoever empties the comment, or unticks where nothing ran, takes back. */
function theBoxIsStillTicked({ isShown, word }: Case): PersonAnswer | undefined {
  if (isShown) return undefined;
  return open(
    'item-open',
    `${word.person} ticked it, and it is no longer ticked.`,
    'Tick it anew in the comment.',
  );
}

function open(code: ReasonCode, message: string, remedy: string): PersonAnswer {
  return { kind: 'open', code, message, remedy };
}
