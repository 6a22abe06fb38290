import { VARIABLES } from './variables.ts';

export interface ContractVariable {
  readonly name: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly kind: string;
  readonly description: string;
}

/** The variables that an operator sets, for the artifact's manifest. `required`: by staging and production. */
export function configurationContract(): { readonly variables: readonly ContractVariable[] } {
  const variables = [...VARIABLES].map(([name, { need, secret, kind, description }]) => ({
    name,
    required: need !== 'optional',
    secret,
    kind,
    description,
  }));
  return { variables };
}
