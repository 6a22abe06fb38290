/** The parts of a connection URL that matter here; `undefined` for what has none, or can’t be read. */
export interface Connection {
  /** Decoded. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Host and port. */
  readonly server: string;
  readonly hostname: string;
}

export function readConnection(value: string): Connection | undefined {
  const url = URL.parse(value);
  if (url === null) return undefined;
  return {
    user: decoded(url.username),
    password: decoded(url.password),
    server: url.host,
    hostname: url.hostname,
  };
}

function decoded(text: string): string | undefined {
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: as written.
    return text;
  }
}
