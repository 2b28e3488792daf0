// The campaigns of this phone's account, kept for when there is no network.

import { NoAnswer, Refusal, asked } from "saha/ask";
import { may } from "saha/session";
import { set, setting } from "saha/store";

export const campaigns = async () => (await setting("kampanyalar")) ?? [];

export async function refreshCampaigns() {
  if (!may()) return;
  try {
    await set("kampanyalar", (await asked("saha/kampanyalar")).kampanyalar);
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof Refusal)) throw error;
  }
}

// The number of the campaign that asks for a look at an asset; one that still lacks it goes first.
export async function campaignOf(kod) {
  const asking = (await campaigns())
    .map(({ id, varliklar }) => ({ id, asset: varliklar.find((each) => each.kod === kod) }))
    .filter(({ asset }) => asset);
  return (asking.find(({ asset }) => !asset.sonuc) ?? asking[0])?.id ?? null;
}
