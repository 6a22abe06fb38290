import { z } from 'zod';
import type { Draft } from './draft.ts';
import type { Mistake, Path } from './mistake.ts';

/** What a checklist’s parts allow on their own and together don’t. */
export const CHECKLIST_RULES: readonly ((draft: Draft) => readonly Mistake[])[] = [
  itemsHaveIdsOfTheirOwn,
  evidenceIsOfGatesThatLookBefore,
  probesAreToldWhatToAsk,
  localAnswersAreAboutItemsThatThereAre,
  whoeverApprovesAnswersForPersonsItems,
];

/** Probes that know by themselves where to look. */
const KNOW_WHERE = ['domain-name', 'monitoring', 'release', 'security-headers', 'smoke', 'tls'];

const text = z.string().optional().catch(undefined);
const draftItem = z
  .object({ id: text, evidence: z.array(text).catch([]), probe: text, person: z.unknown().optional() })
  .catch({ id: undefined, evidence: [], probe: undefined, person: undefined });
const draftChecklist = z
  .object({
    groups: z.array(z.object({ items: z.array(draftItem).catch([]) }).catch({ items: [] })).catch([]),
    probes: z.record(z.string(), z.unknown()).catch({}),
  })
  .catch({ groups: [], probes: {} });

interface Placed extends z.output<typeof draftItem> {
  readonly path: Path;
}

function placedItems(draft: Draft): Placed[] {
  return checklistIn(draft).groups.flatMap(({ items }, group) =>
    items.map((item, index) => ({
      ...item,
      path: ['gates', 'checklist', 'groups', group, 'items', index],
    })),
  );
}

function checklistIn({ gates }: Draft): z.output<typeof draftChecklist> {
  return draftChecklist.parse(gates['checklist']);
}

function itemsHaveIdsOfTheirOwn(draft: Draft): Mistake[] {
  const items = placedItems(draft);
  return items
    .filter(({ id }, index) => id !== undefined && items.findIndex((other) => other.id === id) < index)
    .map(({ id, path }) => ({
      path: [...path, 'id'],
      expected: 'an id of its own',
      found: `a second "${id}"`,
      remedy: 'Rename one of them.',
    }));
}

/** Evidence that nobody makes can never be there. */
function evidenceIsOfGatesThatLookBefore(draft: Draft): Mistake[] {
  return draft.environments
    .filter(({ gates }) => gates.includes('checklist'))
    .flatMap(({ gates, name }) => {
      const before = gates.slice(0, gates.indexOf('checklist'));
      return placedItems(draft).flatMap(({ evidence, path }) =>
        evidence.flatMap((gate, index): Mistake[] =>
          gate === undefined || before.includes(gate)
            ? []
            : [
                {
                  path: [...path, 'evidence', index],
                  expected: `one of the gates before the checklist in ${name ?? 'the environment'}: ${before.join(', ')}`,
                  found: `"${gate}"`,
                  remedy: 'Put that gate before the checklist, or have the item proved otherwise.',
                },
              ],
        ),
      );
    });
}

function probesAreToldWhatToAsk(draft: Draft): Mistake[] {
  const { probes } = checklistIn(draft);
  return placedItems(draft).flatMap(({ probe, path }): Mistake[] => {
    if (probe === undefined || KNOW_WHERE.includes(probe) || probe in probes) return [];
    return [
      {
        path: [...path, 'probe'],
        expected: `what the probe asks for, under gates.checklist.probes.${probe}`,
        found: 'nothing there',
        remedy: 'Add it, or have the item proved otherwise.',
      },
    ];
  });
}

function localAnswersAreAboutItemsThatThereAre(draft: Draft): Mistake[] {
  const known = placedItems(draft).map(({ id }) => id);
  const named = localNames(draft);
  return named.flatMap(({ item, path }, index): Mistake[] => {
    if (item === undefined) return [];
    const isFirst = named.findIndex((other) => other.item === item) === index;
    if (known.includes(item) && isFirst) return [];
    return [
      {
        path,
        expected: isFirst ? 'the id of an item of gates.checklist' : 'each item once',
        found: isFirst ? `"${item}"` : `a second "${item}"`,
        remedy: 'Correct it, or remove it.',
      },
    ];
  });
}

/** A machine’s proof is no matter of opinion, and one person is no second pair of eyes. */
function whoeverApprovesAnswersForPersonsItems(draft: Draft): Mistake[] {
  const items = placedItems(draft);
  return localNames(draft)
    .filter(({ path }) => path.includes('approver'))
    .flatMap(({ item, path }): Mistake[] => {
      const person = items.find(({ id }) => id === item)?.person;
      if (!items.some(({ id }) => id === item) || (isRecord(person) && person['fourEyes'] !== true))
        return [];
      return [
        {
          path,
          expected: 'an item with `person`, and without fourEyes',
          found: `"${item}"`,
          remedy: 'Remove it, or say under notApplicable why it has no place on one machine.',
        },
      ];
    });
}

function localNames({ localChecklist }: Draft): { item: string | undefined; path: Path }[] {
  const base = ['local', 'checklist'];
  return [
    ...localChecklist.approver.map((item, index) => ({ item, path: [...base, 'approver', index] })),
    ...localChecklist.notApplicable.map(({ item }, index) => ({
      item,
      path: [...base, 'notApplicable', index, 'item'],
    })),
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
