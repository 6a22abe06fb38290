import { deploymentsApi } from '../github/deployments-api.ts';
import type { Deployments } from '../github/deployments.ts';
import { issuesApi } from '../github/issues-api.ts';
import type { Issues } from '../github/issues.ts';
import { keptArtifactsApi } from '../github/kept-artifacts-api.ts';
import type { KeptArtifacts } from '../github/kept-artifacts.ts';
import { protectionApi } from '../github/protection-api.ts';
import type { Protection } from '../github/protection.ts';
import type { Api } from '../github/rest.ts';
import { runsApi } from '../github/runs-api.ts';
import type { Runs } from '../github/runs.ts';
import { nonEmpty } from './home.ts';

/** Where on GitHub a step runs. */
export interface GithubPlace {
  readonly api: Api & { readonly repository: string };
  /** `https://github.com` */
  readonly server: string;
  /** The ref that the pipeline builds from. */
  readonly defaultRef: string;
  readonly trustedRoots: string | undefined;
  readonly run: { readonly id: string; readonly attempt: number };
  /** The run's page. */
  readonly runUrl: string | null;
  /** The repository's page; `null` on a machine that is no runner. */
  readonly url: string | null;
}

/** What a step asks of GitHub. */
export interface GithubConnection extends GithubPlace {
  readonly deployments: Deployments;
  readonly issues: Issues;
  readonly kept: KeptArtifacts;
  readonly protection: Protection;
  readonly runs: Runs;
}

export function connectGithub(
  token: string,
  variables: Readonly<Record<string, string | undefined>>,
): GithubConnection {
  const place = placeOf(token, variables);
  const { api } = place;
  return {
    ...place,
    deployments: deploymentsApi(api),
    issues: issuesApi(api),
    kept: keptArtifactsApi(api),
    protection: protectionApi(api),
    runs: runsApi(api),
  };
}

function placeOf(token: string, variables: Readonly<Record<string, string | undefined>>): GithubPlace {
  const repository = variables['GITHUB_REPOSITORY'] ?? '';
  const base = withoutSlash(nonEmpty(variables['GITHUB_API_URL']) ?? 'https://api.github.com');
  const server = withoutSlash(nonEmpty(variables['GITHUB_SERVER_URL']) ?? 'https://github.com');
  const id = variables['GITHUB_RUN_ID'] ?? '';
  const url = repository === '' ? null : `${server}/${repository}`;
  return {
    api: { base, token, repository },
    server,
    defaultRef: 'refs/heads/main',
    trustedRoots: nonEmpty(variables['TIDEGATE_TRUSTED_ROOTS']),
    run: { id, attempt: Number(nonEmpty(variables['GITHUB_RUN_ATTEMPT']) ?? '1') },
    runUrl: url === null || id === '' ? null : `${url}/actions/runs/${id}`,
    url,
  };
}

function withoutSlash(address: string): string {
  return address.replace(/\/+$/, '');
}
