import { parentPort, workerData } from 'node:worker_threads';
import { runCampaign, type Share } from './campaign.ts';
import type { CampaignMessage } from './campaign-message.ts';

/** Runs one share of a campaign: the thread of parallel-campaign.ts. */
const TELL_EVERY_MS = 500;
let told = performance.now();

const campaign = await runCampaign(workerData as Share, {
  onProgress(done, failed) {
    if (performance.now() - told < TELL_EVERY_MS) return;
    told = performance.now();
    tell({ kind: 'progress', done, failed });
  },
});
tell({ kind: 'campaign', campaign });

function tell(message: CampaignMessage): void {
  parentPort?.postMessage(message);
}
