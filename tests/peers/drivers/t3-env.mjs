// @t3-oss/env-core at a build or a start, with the switch that its documents show.
import { createEnv } from '@t3-oss/env-core';
import { z } from 'zod';

const environment = createEnv({
  server: { API_URL: z.url(), DEBUG: z.coerce.boolean() },
  runtimeEnv: process.env,
  skipValidation: !!process.env.SKIP_ENV_VALIDATION,
});
console.log(`accepted: API_URL=${environment.API_URL} DEBUG=${JSON.stringify(environment.DEBUG)}`);
