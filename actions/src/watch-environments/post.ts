import { runPost } from '../runner/run-post.ts';
import { action } from './main.ts';

await runPost(action, process.env, async ({ environment, ...inputs }, runner) => {
  if (environment === undefined) return;
  const { endJob } = await import('../pipeline/end-job.ts');
  await endJob({ ...inputs, environment, secrets: [], withoutSecrets: true }, runner);
});
