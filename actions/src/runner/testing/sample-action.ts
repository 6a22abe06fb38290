import { z } from 'zod';
import { UserError } from '../../errors.ts';
import type { GateAction } from '../gate-action.ts';
import { booleanInput, COMMON_INPUTS, linesInput } from '../inputs.ts';
import { runAction } from '../run-action.ts';

const inputs = z.strictObject({
  ...COMMON_INPUTS,
  find: linesInput(),
  proven: booleanInput(),
  break: z.enum(['', 'mendable', 'bug']).default(''),
  hide: z.string().optional(),
});

/** A gate that finds what it is told to, to see what is done around a gate. */
const sample: GateAction<z.output<typeof inputs>> = {
  name: 'sample',
  gate: 'sample',
  inputs,
  outputs: ['found'],
  look(given, runner) {
    if (given.hide !== undefined) {
      runner.mask(given.hide);
      runner.say(`hidden: ${given.hide}`);
    }
    if (given.break === 'bug') throw new TypeError('something of ours');
    if (given.break === 'mendable') {
      throw new UserError({ code: 'nothing-examined', message: 'Expected more.', remedy: 'Give more.' });
    }
    const { find, proven } = given;
    const kind = find.length > 0 ? 'fail' : proven ? 'pass' : 'unproven';
    const reasonCode = ({ fail: 'tests-failed', pass: 'passed', unproven: 'nothing-examined' } as const)[
      kind
    ];
    return Promise.resolve({
      verdict: {
        kind,
        reasonCode,
        summary: `${find.length} found.`,
        findings: find.map((message) => ({ code: 'tests-failed' as const, message, place: 'a.ts:3' })),
        facts: { found: find.length },
      },
      parts: [],
      annotations: find.map((message) => ({ kind: 'error' as const, message, file: 'a,b.ts', line: 3 })),
      settings: { proven },
      outputs: { found: String(find.length) },
    });
  },
};

process.exitCode = await runAction(sample, process.env);
