import { contactLens } from './contact-lens.ts';
import model from './model.json' with { type: 'json' };

/**
 * Contact Lens analyses of calls: transcript, sentiment, talk times, interruptions, categories, summary.
 * Fields: Amazon Connect administrator guide, "Example output files for a call".
 */
export const dataset = contactLens({
  name: 'contact_lens_voice',
  channel: 'VOICE',
  folder: 'Voice',
  oneRecord: 'a Contact Lens analysis of a call',
  oneRow: 'call analysis file',
  volume: { records_a_contact: 0.7, record_bytes: 20_000 },
  model,
});
