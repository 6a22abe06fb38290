/** What the host says that this release is (see `releaseVariables`). */
export interface Identity {
  readonly socketPath: string;
  readonly release: {
    readonly id: string;
    readonly version: string;
    readonly commit: string;
    readonly digest: string;
  };
  readonly configHash: string;
}

export function identityFrom(variables: NodeJS.ProcessEnv): Identity {
  function needed(name: string): string {
    const value = variables[name];
    if (value === undefined || value === '') throw new Error(`expected ${name} in the environment`);
    return value;
  }
  return {
    socketPath: needed('TIDEGATE_SOCKET'),
    release: {
      id: needed('TIDEGATE_RELEASE_ID'),
      version: needed('TIDEGATE_VERSION'),
      commit: needed('TIDEGATE_COMMIT'),
      digest: needed('TIDEGATE_DIGEST'),
    },
    configHash: needed('TIDEGATE_CONFIG_HASH'),
  };
}
