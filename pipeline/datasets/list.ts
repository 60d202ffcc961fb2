/** The folders of datasets. `npm run derive`, and each build, writes this file. */
import type { Dataset } from '../dataset.ts';
import { dataset as agentEvents } from './agent-events/dataset.ts';
import { dataset as contactEvaluations } from './contact-evaluations/dataset.ts';
import { dataset as contactEvents } from './contact-events/dataset.ts';
import { dataset as contactLensChat } from './contact-lens-chat/dataset.ts';
import { dataset as contactLensVoice } from './contact-lens-voice/dataset.ts';
import { dataset as contactRecords } from './contact-records/dataset.ts';
import { dataset as flowLogs } from './flow-logs/dataset.ts';

export const list: readonly Dataset[] = [
  agentEvents,
  contactEvaluations,
  contactEvents,
  contactLensChat,
  contactLensVoice,
  contactRecords,
  flowLogs,
];
