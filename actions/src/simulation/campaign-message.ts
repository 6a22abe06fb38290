import type { Campaign } from './campaign.ts';

/** What a thread that runs a share of a campaign tells of it. */
export type CampaignMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly failed: number }
  | { readonly kind: 'campaign'; readonly campaign: Campaign };
