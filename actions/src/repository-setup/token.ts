import { UserError } from '../errors.ts';
import { permissionsText } from './permissions.ts';
import { isGitHubs, type Place } from './place.ts';

const USUAL = ['GH_TOKEN', 'GITHUB_TOKEN'];
/** As GitHub’s own `gh` has it: a token for github.com is not shown to whatever host a git remote names. */
const ENTERPRISE = ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];

/** Never from the command line, which every program on the machine may read. `UserError` token-missing. */
export function tokenFor(place: Place, variables: Readonly<Record<string, string | undefined>>): string {
  const isUsual = place.apiIsGiven || isGitHubs(place.host);
  const names = isUsual ? USUAL : ENTERPRISE;
  const token = names.map((name) => variables[name]?.trim() ?? '').find((value) => value !== '');
  if (token !== undefined) return token;
  const hasOther = !isUsual && USUAL.some((name) => (variables[name] ?? '') !== '');
  throw new UserError({
    code: 'token-missing',
    message: `Expected a token for ${place.host} in ${names.join(' or ')}; ${hasOther ? `${USUAL.join(' and ')} are for github.com, and are not sent to ${place.host} (for github.com say --repo github.com/${place.slug})` : 'found none'}.`,
    remedy: `Make a fine-grained token for ${place.slug} alone, at https://${place.host}/settings/personal-access-tokens/new, with:\n${permissionsText()}\nThen: read -rs ${names[0]} && export ${names[0]} (or, with GitHub’s own program: export ${names[0]}="$(gh auth token --hostname ${place.host})").`,
  });
}
