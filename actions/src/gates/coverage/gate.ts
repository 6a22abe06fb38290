import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSources } from '../../artifact/source-hash.ts';
import { decide } from '../../coverage/decide.ts';
import { keptReport } from '../../coverage/kept-coverage.ts';
import { measure } from '../../coverage/measure.ts';
import { demandsOf } from '../../coverage/settings.ts';
import { UserError } from '../../errors.ts';
import type { Gate, GateSubject } from '../gate.ts';

const REPORT = 'coverage-final.json';

/** Judges what the gate `tests` saw covered when it ran the suite. It runs nothing itself. */
export const gate: Gate = {
  boundTo: 'artifact',
  async look(subject) {
    const { coverage, manifest, settings, repository, application, scratch } = subject;
    if (settings.coverage === undefined) throw undemanded();
    const folder = join(repository, application.workspace);
    if ((await hashSources(folder)) !== manifest.sourceHash) throw otherSources(subject);
    await mkdir(scratch, { recursive: true });
    await writeFile(join(scratch, REPORT), await keptReport(coverage, manifest.sourceHash));
    const demands = demandsOf(settings.coverage);
    const where = {
      folder,
      reportFolder: scratch,
      reports: [REPORT],
      format: 'istanbul',
      knownBy: 'hash',
      base: settings.coverage.base,
      baseReports: [],
    } as const;
    return decide(await measure(where, demands), demands);
  },
};

function undemanded(): UserError {
  return new UserError({
    code: 'policy-invalid',
    message: 'Expected what must be covered under gates.coverage of the policy, found nothing.',
    remedy: 'Add it.',
  });
}

function otherSources({ application, release }: GateSubject): UserError {
  return new UserError({
    code: 'source-differs',
    message: `The sources in ${application.workspace} are not the ones that ${release.id} was built from.`,
    remedy: `Check out ${release.commit}, or package anew.`,
  });
}
