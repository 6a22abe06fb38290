import { join } from 'node:path';
import { Document, isScalar, visit } from 'yaml';
import type { RepositoryFacts } from './facts.ts';
import type { DecidedConfiguration } from './decide-service.ts';
import type { Probes } from './decide-probes.ts';
import type { Shipping } from './decide-shipping.ts';

export interface PolicyDraft {
  readonly facts: RepositoryFacts;
  readonly configuration: DecidedConfiguration;
  readonly shipping: Shipping;
  readonly probes: Probes;
  readonly gates: readonly string[];
  /** What a person should know or see to, a sentence each. */
  readonly notes: readonly string[];
}

/** Looks of a watch of 3 s, and of 5 s. */
const LOOKS = { quick: 12, long: 20 };

/** The text of `.github/tidegate.yml`. The same facts give the same text. */
export function draftPolicy(draft: PolicyDraft): string {
  const { notes } = draft;
  return [
    '# The policy by which Tidegate ships this repository: what is shipped, what must be proven about it, where it goes, and when',
    '# it is taken back. Written by `adopt` from what it saw here; from now on it is yours to change.',
    '# Durations have a unit: 250ms, 5s, 10m, 1h.',
    ...notes.flatMap((note) => commented(note)),
    'version: 1',
    '',
    '# The service is shipped as it is, with the packages that it is run with. The adapter puts it on the release’s socket whatever',
    '# port it asks for, says which release it is, and lets it answer what is under way before it is stopped.',
    yaml({ application: application(draft) }),
    '# The environments as folders of one machine. Secrets are made up at the first run, and kept in the home’s own files.',
    yaml({ local: local(draft) }),
    '# What the workflows need to know.',
    yaml({ github: { host: { kind: 'runner', runsOn: ['ubuntu-24.04'] }, attestations: 'required' } }),
    '# Times for environments on one machine; servers want longer ones.',
    yaml({ deployment: DEPLOYMENT }),
    '# What gates demand. Further gates: coverage (with Jest), and checklist.',
    yaml({ gates: gateSettings(draft) }),
    '# In the order of promotion: a release goes to one only after it proved good in the one before. With release PRs (release-please),',
    '# `from: releases` keeps production to what they merge.',
    yaml({ environments: environments(draft) }),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function commented(note: string): string[] {
  return ['#', ...note.split('\n').map((line, index) => `# ${index === 0 ? '– ' : '  '}${line}`.trimEnd())];
}

function yaml(value: object): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  // Lists of names are read more easily in one line.
  visit(document, {
    Seq(_, list) {
      list.flow = list.items.every(isScalar);
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false });
}

const DEPLOYMENT = {
  readyWithin: '30s',
  confirmWithin: '30s',
  drain: '1500ms',
  stopWithin: '10s',
  rehearseFor: '1s',
  keepReleases: 5,
  lock: 'refuse',
};

function application({ facts, configuration, shipping, probes }: PolicyDraft): object {
  const { workspace, entry, migrations } = facts;
  const variables = configuration.variables.map(({ name, required, secret, kind }) => ({
    name,
    ...(required ? { required } : {}),
    ...(secret ? { secret } : {}),
    ...(kind === 'text' ? {} : { kind }),
  }));
  const service = {
    ...unlessEmpty('arguments', shipping.arguments),
    ...unlessEmpty('nodeFlags', shipping.nodeFlags),
    ...(shipping.build === undefined ? {} : { build: shipping.build }),
    ...unlessEmpty('built', shipping.built),
    ...unlessEmpty('leaveOut', shipping.leaveOut),
    ...(probes.health === undefined ? {} : { health: probes.health }),
    ...unlessEmpty('variables', variables),
  };
  return {
    workspace,
    entry,
    adapter: 'http',
    ...(Object.keys(service).length === 0 ? {} : { service }),
    ...(migrations?.isOurs === true ? { migrations: migrations.path } : {}),
    database: configuration.needsDatabase ? 'postgresql' : 'none',
    schemaMin: 0,
    smoke: probes.smoke.map(({ path, status }) => (status === 200 ? { path } : { path, status })),
  };
}

function local({ configuration, gates }: PolicyDraft): object {
  const tolerated = {
    gate: 'audit',
    reasonCode: 'advisories-unavailable',
    reason:
      'A machine that is offline, or behind a registry without advisories, still runs its own environments.',
  };
  return {
    portBase: 4100,
    ...unlessEmpty(
      'secrets',
      configuration.secrets.map((name) => ({ name })),
    ),
    ...(gates.includes('audit') ? { tolerates: [tolerated] } : {}),
  };
}

function gateSettings({ facts, configuration, gates }: PolicyDraft): object {
  const { sources, workspace, example } = facts;
  const names = ['NODE_ENV', ...configuration.variables.map(({ name }) => name)];
  const shown = example === undefined ? [] : [...example.file.lines.keys()];
  const shows = isSameSet(shown, names);
  return {
    ...(gates.includes('audit') ? { audit: { level: 'high', scope: 'production' } } : {}),
    config: {
      ...(shows && example !== undefined ? { example: join(workspace, example.path) } : {}),
      ...(sources?.unreadable.length === 0 ? { sources: [workspace] } : {}),
      alsoRead: configuration.alsoRead,
    },
  };
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return new Set(one).size === new Set(other).size && one.every((name) => other.includes(name));
}

function environments({ configuration, probes, gates }: PolicyDraft): object[] {
  function environment(
    name: string,
    more: { looks: number; window: string; values?: object; gates?: string[] },
  ): object {
    return {
      name,
      nodeEnv: name,
      gates: [...gates, ...(more.gates ?? [])],
      ...(name === 'production' ? { from: 'every-push', approval: true } : {}),
      configuration: { NODE_ENV: name, ...configuration.everywhere, ...more.values },
      watch: {
        window: more.window,
        every: '250ms',
        minSamples: Math.floor((more.looks * probes.smoke.length) / 2),
        maxErrorRatio: 0.01,
        p99Limit: '1s',
        p99Ratio: 3,
        p99Floor: '300ms',
      },
    };
  }
  return [
    environment('development', { looks: LOOKS.quick, window: '3s', values: configuration.development }),
    environment('staging', { looks: LOOKS.quick, window: '3s' }),
    environment('production', { looks: LOOKS.long, window: '5s', gates: ['rehearsal'] }),
  ];
}

function unlessEmpty(key: string, list: readonly unknown[]): object {
  return list.length === 0 ? {} : { [key]: list };
}
