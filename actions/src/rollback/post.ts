import { runPost } from '../runner/run-post.ts';
import { action } from './main.ts';

await runPost(action, process.env, async (inputs, runner) => {
  const { endJob } = await import('../pipeline/end-job.ts');
  await endJob(inputs, runner);
});
