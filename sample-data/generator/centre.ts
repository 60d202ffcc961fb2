import type { Agent } from './agents.ts';
import { hireAgents } from './agents.ts';
import type { Channel } from './channel.ts';
import { type CallbackKind, INSTANCE_ARN, type Queue } from './organisation.ts';
import { Random } from './random.ts';

type Shares<T> = readonly (readonly [T, number])[];

/** A contact centre: its queues, the demand for them, and its agents. */
export interface Centre {
  readonly queues: readonly Queue[];
  readonly demand: Readonly<Record<Channel | 'OUTBOUND', Shares<Queue>>>;
  readonly agents: readonly Agent[];
  readonly supervisors: readonly Agent[];
  /** Share of a shift spent away from the queues (training, paperwork), 0 to 1. */
  readonly offQueueShare: number;
}

/** Contacts that one agent on a shift can take in a day, counted over working days and days off. */
const CONTACTS_PER_AGENT_DAY = 48;
const FEWEST_AGENTS = 8;

const QUEUES: readonly (readonly [name: string, callbacks: CallbackKind | null])[] = [
  ['Back Office', null],
  ['Billing', 'customer-first'],
  ['Claims', 'agent-first'],
  ['Español', null],
  ['Retention', null],
  ['Sales', 'customer-first'],
  ['Support', 'customer-first'],
];

const PROFILES: readonly (readonly [name: string, share: number, queues: readonly string[]])[] = [
  ['General', 0.38, ['Billing', 'Support', 'Sales', 'Back Office']],
  ['Technical', 0.22, ['Support', 'Billing']],
  ['Sales', 0.14, ['Sales', 'Retention', 'Español']],
  ['Claims', 0.16, ['Claims', 'Back Office', 'Retention']],
  ['Multilingual', 0.1, ['Español', 'Support', 'Billing']],
];

/** Builds a centre with just enough agents to serve this many contacts a day. */
export function buildCentre(contactsPerDay: number, seed: number): Centre {
  const random = new Random(seed, 2);
  const queues = QUEUES.map(([name, callbacks], index) => ({
    name,
    arn: `${INSTANCE_ARN}/queue/${random.uuid()}`,
    systemAddress: `+442079460${900 + index}`,
    callbacks,
  }));
  const named = (name: string): Queue => queues.find((queue) => queue.name === name)!;
  const profiles = PROFILES.map(([name, share, names]) => ({
    name,
    arn: `${INSTANCE_ARN}/routing-profile/${random.uuid()}`,
    queues: names.map(named),
    share,
  }));
  const needed = contactsPerDay / CONTACTS_PER_AGENT_DAY;
  const count = Math.max(FEWEST_AGENTS, Math.ceil(needed));
  return {
    queues,
    demand: {
      VOICE: shares(named, {
        Support: 34,
        Billing: 28,
        Sales: 18,
        Claims: 12,
        Español: 5,
        Retention: 3,
      }),
      CHAT: shares(named, { Support: 50, Sales: 30, Billing: 20 }),
      TASK: shares(named, { 'Back Office': 60, Claims: 40 }),
      EMAIL: shares(named, { Billing: 40, Support: 35, 'Back Office': 25 }),
      OUTBOUND: shares(named, { Sales: 50, Retention: 30, Claims: 20 }),
    },
    agents: hireAgents(random, 'agent', count, profiles),
    supervisors: hireAgents(random, 'supervisor', Math.max(2, Math.round(count / 20)), profiles),
    offQueueShare: Math.min(0.45, Math.max(0.08, 1 - (1.6 * needed + 2) / count)),
  };
}

function shares(named: (name: string) => Queue, weights: Record<string, number>): Shares<Queue> {
  return Object.entries(weights).map(([name, weight]) => [named(name), weight] as const);
}
