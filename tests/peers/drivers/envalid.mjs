// envalid at start-up, with the declaration that the case names.
import { cleanEnv, port, str, url } from 'envalid';

const DECLARATIONS = {
  key: { API_KEY: str() },
  port: { PORT: port({ default: 'eighty' }) },
  database: { DATABASE_URL: url({ devDefault: 'postgres://localhost/dev' }) },
};
const declared = DECLARATIONS[process.argv[2]];
const environment = cleanEnv(process.env, declared);
for (const name of Object.keys(declared))
  console.log(`accepted: ${name}=${JSON.stringify(environment[name])}`);
