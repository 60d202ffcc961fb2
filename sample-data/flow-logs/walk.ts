import type { Facts } from '../answers/facts.ts';
import type { Contact } from '../generator/contact.ts';
import type { Random } from '../generator/random.ts';

/** A contact in one block of its flow. */
export interface Step {
  /** Milliseconds since 1970. */
  readonly at_ms: number;
  /** What the block does, as Connect names it. */
  readonly type: string;
  /** The block's name within its flow. */
  readonly block: string;
  /** What the entry says of the outcome: a key that was pressed, a result that the lake does not keep, or an error. */
  readonly result: string | null;
}

/** A contact's way through the flow that it is in before its queue. */
export interface Walk {
  readonly contact: Contact;
  readonly flow: string;
  readonly steps: readonly Step[];
}

interface Block extends Pick<Step, 'type' | 'block' | 'result'> {
  /** How long a contact is in it, compared with other blocks. */
  readonly weight: number;
}

export const LAMBDA_ERROR = 'The Lambda Function Returned An Error.';
export const TIMEOUT = 'Timeout';
const MENU_KEYS = ['1', '2', '3'] as const;
const TIMEOUT_SHARE = 0.12;
const LAMBDA_ERROR_SHARE = 0.03;
const HANG_UP_SHARE = 0.6;

const FLOWS: Readonly<Record<Contact['channel'], string>> = {
  VOICE: 'Main voice flow',
  CHAT: 'Main chat flow',
  TASK: 'Task flow',
  EMAIL: 'E-mail flow',
};

/** The way of a contact that was in a flow, which ends when the contact is queued, transferred or over; else null. */
export function planWalk(
  random: Random,
  { contact, flowSeconds, isQueued, isTransferredOut }: Facts,
): Walk | null {
  if (flowSeconds === null) return null;
  const before = [...greeting(random), ...(hasMenu(contact) ? menu(random) : [])];
  const blocks =
    isQueued || isTransferredOut
      ? [...before, ...lookUp(random), ...onwards(isQueued)]
      : ended(random, before);
  const all = blocks.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  const steps = blocks.map(({ type, block, result, weight }) => {
    const at_ms =
      contact.connectedToSystem! * 1000 + Math.floor((flowSeconds * 1000 * passed) / all);
    passed += weight;
    return { at_ms, type, block, result };
  });
  return { contact, flow: FLOWS[contact.channel], steps };
}

function hasMenu({ channel, method }: Contact): boolean {
  return (channel === 'VOICE' || channel === 'CHAT') && method === 'INBOUND';
}

function greeting(random: Random): Block[] {
  const isOpen = random.chance(0.97);
  return [
    { type: 'SetLoggingBehavior', block: 'logging', result: null, weight: 0 },
    { type: 'PlayPrompt', block: 'welcome', result: null, weight: 4 },
    {
      type: 'CheckHoursOfOperation',
      block: 'hours',
      result: isOpen ? 'In hours' : 'Out of hours',
      weight: 1,
    },
  ];
}

function menu(random: Random): Block[] {
  const one = (result: string, weight: number): Block => ({
    type: 'GetUserInput',
    block: 'menu',
    result,
    weight,
  });
  const timeouts = Array.from({ length: 2 }, () => random.chance(TIMEOUT_SHARE));
  const times = timeouts[0] ? (timeouts[1] ? 2 : 1) : 0;
  return [
    ...Array.from({ length: times }, () => one(TIMEOUT, 8)),
    one(random.pick(MENU_KEYS), random.int(3, 8)),
  ];
}

function lookUp(random: Random): Block[] {
  const result = random.chance(LAMBDA_ERROR_SHARE) ? LAMBDA_ERROR : null;
  return [{ type: 'InvokeExternalResource', block: 'look-up', result, weight: 2 }];
}

function onwards(isQueued: boolean): Block[] {
  if (!isQueued) return [{ type: 'Transfer', block: 'transfer', result: null, weight: 1 }];
  return [
    { type: 'SetQueue', block: 'set-queue', result: null, weight: 1 },
    { type: 'Transfer', block: 'transfer-to-queue', result: null, weight: 1 },
  ];
}

/** Some hang up on the way; others hear what they wanted to know. */
function ended(random: Random, before: readonly Block[]): Block[] {
  if (random.chance(HANG_UP_SHARE)) return before.slice(0, random.int(2, before.length));
  return [
    ...before,
    ...lookUp(random),
    { type: 'PlayPrompt', block: 'answer', result: null, weight: 10 },
    { type: 'Disconnect', block: 'end', result: null, weight: 1 },
  ];
}
