import type { Verdict } from '../../verdict/verdict.ts';

export function unproven(
  code: 'nothing-examined' | 'no-tests-ran' | 'source-differs',
  told: { summary: string; facts?: Verdict['facts']; remedy?: string },
): Verdict {
  const {
    summary,
    facts = {},
    remedy = 'Run `npm test` in the workspace, and look at what it prints.',
  } = told;
  return {
    kind: 'unproven',
    reasonCode: code,
    summary,
    findings: [{ code, message: summary, remedy }],
    facts,
  };
}
