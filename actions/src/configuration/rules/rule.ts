import type { Finding } from '../../verdict/verdict.ts';
import type { ConfigurationFacts } from '../facts.ts';
import type { Variable } from '../variables.ts';

/** What must hold for any application, whatever its contract lets through. */
export type Rule = (facts: ConfigurationFacts, variables: readonly Variable[]) => readonly Finding[];

export function isProduction({ nodeEnv }: ConfigurationFacts): boolean {
  return nodeEnv === 'production';
}

/** Where users are, or what stands for them. */
export function isDeployed({ nodeEnv }: ConfigurationFacts): boolean {
  return nodeEnv === 'production' || nodeEnv === 'staging';
}
