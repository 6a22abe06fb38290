import { ensureDatabase } from './embedded/ensure-database.ts';
import { ensureServer, type ServerRequest } from './embedded/server.ts';
import { ensureExternalDatabase } from './external-database.ts';

export type EnvironmentDatabase =
  /** `url` holds a password: never print it. */
  | { readonly kind: 'external'; readonly url: string }
  | { readonly kind: 'embedded'; readonly url: string; readonly port: number };

/**
 * The database of one environment: on the server of `externalUrl` where one is given, else on the embedded server of
 * the folder, which is started if need be. Made if it is not there.
 */
export async function databaseFor(
  request: ServerRequest & { readonly environment: string; readonly externalUrl: string | undefined },
): Promise<EnvironmentDatabase> {
  const { environment, externalUrl } = request;
  if (externalUrl !== undefined) {
    return { kind: 'external', url: await ensureExternalDatabase({ url: externalUrl, environment }) };
  }
  const server = await ensureServer(request);
  return { kind: 'embedded', url: await ensureDatabase({ server, name: environment }), port: server.port };
}
