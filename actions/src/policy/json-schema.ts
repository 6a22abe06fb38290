import { z } from 'zod';
import { policySchema } from './schema.ts';

/** The text of `.github/tidegate.schema.json`, for editors: what may stand in the file, before defaults and units. */
export function policySchemaText(): string {
  const schema = z.toJSONSchema(policySchema, { io: 'input' });
  const titled = {
    title: 'Tidegate policy',
    description: 'Environments, hosts, gates and thresholds of a deployment pipeline: .github/tidegate.yml.',
    ...schema,
  };
  return `${JSON.stringify(titled, undefined, 2)}\n`;
}
