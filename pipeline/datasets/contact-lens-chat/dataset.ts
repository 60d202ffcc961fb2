import { contactLens } from '../contact-lens-voice/contact-lens.ts';
import model from './model.json' with { type: 'json' };

/**
 * Contact Lens analyses of chats: messages, sentiment, response times, categories, summary.
 * Fields: Amazon Connect administrator guide, "Example output files for a chat".
 */
export const dataset = contactLens({
  name: 'contact_lens_chat',
  channel: 'CHAT',
  folder: 'Chat',
  oneRecord: 'a Contact Lens analysis of a chat',
  oneRow: 'chat analysis file',
  volume: { records_a_contact: 0.15, record_bytes: 15_000 },
  model,
});
