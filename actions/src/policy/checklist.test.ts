import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { scenePolicy } from '../prove/checklist/scene-policy.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { loadPolicy } from './load.ts';
import type { Policy } from './schema.ts';

const temporaryFolder = temporaryFolders();

interface Draft {
  local: object;
  gates: { checklist: { groups: { name: string; items: object[] }[]; probes: Record<string, unknown> } };
  environments: { gates: string[] }[];
}

async function load(change: (policy: Draft) => unknown = () => undefined): Promise<Policy> {
  const policy = structuredClone(scenePolicy()) as Draft;
  change(policy);
  const path = join(await temporaryFolder(), 'tidegate.yml');
  await writeFile(path, stringify(policy));
  return loadPolicy(path);
}

function add(...items: object[]): (policy: Draft) => void {
  return ({ gates }) => void gates.checklist.groups[0]!.items.push(...items);
}

const MORE = { id: 'more', text: 'One more' };

describe('a checklist in the policy', () => {
  it('is read with each item’s one proof', async () => {
    const items = (await load()).gates.checklist!.groups[0]!.items;
    expect(items.map(({ proof }) => proof.kind)).toEqual([
      'evidence',
      'evidence',
      'probe',
      'probe',
      'person',
      'person',
      'person',
      'not-applicable',
    ]);
  });

  it.each<[string, (policy: Draft) => unknown, RegExp]>([
    ['an item without a proof', add(MORE), /expected one of evidence, probe, person and notApplicable/],
    ['an item with two proofs', add({ ...MORE, person: {}, probe: 'tls' }), /expected one of evidence/],
    [
      'an item that does not apply without a reason',
      add({ ...MORE, notApplicable: '' }),
      /at least 15 characters/,
    ],
    [
      'an item that does not apply because',
      add({ ...MORE, notApplicable: 'because' }),
      /at least 15 characters/,
    ],
    ['an unknown probe', add({ ...MORE, probe: 'luck' }), /expected one of authentication/],
    ['an id that is taken', add({ ...MORE, id: 'tests', person: {} }), /a second "tests"/],
    ['evidence of no gate', add({ ...MORE, evidence: [] }), /at least 1 entry/],
    [
      'evidence of a gate that nobody runs',
      add({ ...MORE, evidence: ['luck'] }),
      /gates before the checklist/,
    ],
    [
      'evidence of the checklist itself',
      add({ ...MORE, evidence: ['checklist'] }),
      /gates before the checklist/,
    ],
    [
      'evidence of a gate that comes later',
      ({ environments }) => void (environments[0]!.gates = ['build', 'config', 'checklist', 'tests']),
      /found "tests"/,
    ],
    [
      'a probe that is not told what to ask',
      (policy) => {
        add({ ...MORE, probe: 'cors' })(policy);
        delete policy.gates.checklist.probes['cors'];
      },
      /under gates\.checklist\.probes\.cors/,
    ],
    ['no item', ({ gates }) => void (gates.checklist.groups = []), /at least 1 entry/],
    [
      'more items than a comment holds',
      add(...Array.from({ length: 60 }, (_, index) => ({ id: `i${index}`, text: 'Item', person: {} }))),
      /at most 60 items/,
    ],
    [
      'no checklist where one stands before an environment',
      (policy) => void Reflect.deleteProperty(policy, 'gates'),
      /what "checklist" demands/,
    ],
    ['an approver for an unknown item', local({ approver: ['luck'] }), /found "luck"/],
    ['an approver for what machines prove', local({ approver: ['tests'] }), /an item with `person`/],
    ['an approver as a second person', local({ approver: ['review'] }), /without fourEyes/],
    [
      'an item answered for twice',
      local({
        approver: ['linting'],
        notApplicable: [{ item: 'linting', reason: 'It is not linted here.' }],
      }),
      /a second "linting"/,
    ],
    [
      'an item that does not apply here without a reason',
      local({ notApplicable: [{ item: 'linting', reason: 'no' }] }),
      /at least 15 characters/,
    ],
  ])('is mistaken with %s', async (_what, change, message) => {
    await expect(load(change)).rejects.toEqual(
      expect.objectContaining({ code: 'policy-invalid', message: expect.stringMatching(message) as unknown }),
    );
  });

  function local(checklist: object): (policy: Draft) => void {
    return (policy) => void (policy.local = { ...policy.local, checklist });
  }
});
