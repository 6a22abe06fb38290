import { z } from 'zod';
import { GATE_NAMES } from '../policy/known-gates.ts';
import { digestInput, linesInput } from '../runner/inputs.ts';

const gates = z.string().transform((text, context): readonly string[] => {
  const names = [...new Set(text.split(/\s+/).filter((name) => name !== ''))];
  const unknown = names.filter((name) => !GATE_NAMES.some((known) => known === name));
  if (names.length > 0 && unknown.length === 0) return names;
  const message = `expected names of gates (${GATE_NAMES.join(', ')}), found ${names.length === 0 ? 'none' : unknown.join(', ')}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

export const inputs = z.strictObject({
  artifact: z.string(),
  'artifact-digest': digestInput(),
  gates,
  environment: z.string().optional(),
  policy: z.string().default('.github/tidegate.yml'),
  secrets: linesInput(),
});

export type Inputs = z.output<typeof inputs>;
