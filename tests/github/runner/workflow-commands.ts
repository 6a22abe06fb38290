export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly properties: Readonly<Record<string, string>>;
}

export interface Listener {
  annotate(annotation: Annotation): void;
  mask(value: string): void;
  output(name: string, value: string): void;
  state(name: string, value: string): void;
  log(line: string): void;
}

const KNOWN = [
  'add-mask',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'save-state',
  'set-output',
  'stop-commands',
  'warning',
  'add-matcher',
  'remove-matcher',
  'set-env',
  'add-path',
];

/**
 * Reads what a step prints, line by line.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function commandReader(listener: Listener): (line: string) => void {
  let resumeToken: string | undefined;
  return (line) => {
    const command = parse(line);
    if (resumeToken !== undefined) {
      if (command?.name === resumeToken) resumeToken = undefined;
      listener.log(line);
      return;
    }
    if (command === undefined || !KNOWN.includes(command.name)) {
      listener.log(line);
      return;
    }
    if (command.name === 'stop-commands') resumeToken = stopToken(command.message, listener);
    obey(command, listener);
  };
}

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

function parse(line: string): Command | undefined {
  const match = /^\s*::([\w-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s.exec(line);
  if (match === null) return undefined;
  const [, name = '', given = '', message = ''] = match;
  const properties = given.split(',').flatMap((each) => {
    const at = each.indexOf('=');
    return at === -1 ? [] : [[each.slice(0, at).trim(), unescaped(each.slice(at + 1))]];
  });
  return {
    name,
    properties: Object.fromEntries(properties) as Record<string, string>,
    message: unescaped(message),
  };
}

function unescaped(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');
}

/** A token that is a command's own name is refused; a long one is masked itself. */
function stopToken(token: string, listener: Listener): string | undefined {
  if (token === '' || KNOWN.includes(token)) {
    listener.annotate({ level: 'error', message: `Invalid stop-commands token '${token}'`, properties: {} });
    return undefined;
  }
  if (token.length > 6) listener.mask(token);
  return token;
}

function obey({ name, properties, message }: Command, listener: Listener): void {
  switch (name) {
    case 'error':
    case 'warning':
    case 'notice':
      listener.annotate({ level: name, message, properties });
      listener.log(`##[${name}]${message}`);
      return;
    case 'add-mask':
      listener.mask(message);
      listener.log('::add-mask::***');
      return;
    case 'set-env':
    case 'add-path':
      // Switched off since 2020: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
      listener.annotate({ level: 'error', message: `The \`${name}\` command is disabled.`, properties: {} });
      return;
    case 'set-output':
      listener.output(properties['name'] ?? '', message);
      return;
    case 'save-state':
      listener.state(properties['name'] ?? '', message);
      return;
    default:
      listener.log(['group', 'debug'].includes(name) ? `##[${name}]${message}` : message);
  }
}
