import type { Contact } from '../generator/contact.ts';

/** The types of event that the simulated centre emits, in the order in which they count within a second. */
export const STEP_TYPES = [
  'INITIATED',
  'CONNECTED_TO_SYSTEM',
  'QUEUED',
  'CONNECTED_TO_AGENT',
  'PAUSED',
  'RESUMED',
  'DISCONNECTED',
  'COMPLETED',
] as const;

export type StepType = (typeof STEP_TYPES)[number];

/** What happens to a contact, of which there is an event. */
export interface Step {
  readonly type: StepType;
  /** Epoch seconds. */
  readonly time: number;
}

/**
 * The steps that are known of a contact by now, some of which may lie ahead.
 * @param completed when the agent has done with it; null without an agent, or before the end
 */
export function stepsOf(contact: Contact, completed: number | null): Step[] {
  const times: Readonly<Record<StepType, number | null>> = {
    INITIATED: contact.initiated,
    CONNECTED_TO_SYSTEM: contact.connectedToSystem,
    QUEUED: contact.enqueued,
    CONNECTED_TO_AGENT: contact.connectedToAgent,
    PAUSED: contact.lastPaused,
    RESUMED: contact.lastResumed,
    DISCONNECTED: contact.disconnected,
    COMPLETED: completed,
  };
  return STEP_TYPES.flatMap((type) => {
    const time = times[type];
    return time === null ? [] : [{ type, time }];
  });
}

/** Whether an event shows a step: its own, or one before it. @param time of the step; null if there is none */
export function tellsOf(event: Step, type: StepType, time: number | null): time is number {
  if (time === null) return false;
  if (time !== event.time) return time < event.time;
  return STEP_TYPES.indexOf(type) <= STEP_TYPES.indexOf(event.type);
}
