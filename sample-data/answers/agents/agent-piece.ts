import { type AgentState, type SeenContact, STATUS_TYPES } from '../../agent-events/agent-state.ts';

/** Contacts that agents begin themselves ring at nobody's desk. */
const BEGUN_BY_AGENTS: ReadonlySet<string> = new Set(['OUTBOUND', 'AGENT_REPLY', 'MONITOR']);

/** Whether a contact rings at the agent's desk. */
export function isOffer({ contact, state }: SeenContact): boolean {
  return state === 'CONNECTING' && !BEGUN_BY_AGENTS.has(contact.method);
}

function isInProgress({ state }: SeenContact): boolean {
  return state === 'CONNECTED' || state === 'CONNECTED_ONHOLD' || state === 'PAUSED';
}

function isWork(seen: SeenContact): boolean {
  const { contact, state } = seen;
  return isInProgress(seen) || (state === 'CONNECTING' && contact.method === 'OUTBOUND');
}

const isEnded = ({ state }: SeenContact): boolean => state === 'ENDED';
const isRoutable = ({ status }: AgentState): boolean => STATUS_TYPES[status.name] === 'ROUTABLE';
const isOnContact = (state: AgentState): boolean =>
  isRoutable(state) && state.contacts.some((seen) => isWork(seen) || isEnded(seen));
const isIdle = (state: AgentState): boolean => isRoutable(state) && !isOnContact(state);
const isRinging = ({ contacts }: AgentState): boolean => contacts.some(isOffer);
const inProgress = ({ contacts }: AgentState): number => contacts.filter(isInProgress).length;
const chatsInProgress = ({ contacts }: AgentState): number =>
  contacts.filter((seen) => isInProgress(seen) && seen.contact.channel === 'CHAT').length;

/** Whether the time in which an agent, not Offline, is in a state counts in a column. */
export const TIME_COLUMNS: Readonly<Record<string, (state: AgentState) => boolean>> = {
  online_seconds: () => true,
  custom_seconds: (state) => !isRoutable(state),
  on_contact_seconds: isOnContact,
  /** Ringing included. */
  idle_seconds: isIdle,
  ring_seconds: isRinging,
  idle_ring_seconds: (state) => isIdle(state) && isRinging(state),
  after_contact_work_seconds: ({ contacts }) => contacts.some(isEnded),
  hold_seconds: ({ contacts }) => contacts.some(({ state }) => state === 'CONNECTED_ONHOLD'),
  one_contact_seconds: (state) => inProgress(state) === 1,
  two_contacts_seconds: (state) => inProgress(state) === 2,
  three_contacts_seconds: (state) => inProgress(state) === 3,
  one_chat_seconds: (state) => chatsInProgress(state) === 1,
  two_chats_seconds: (state) => chatsInProgress(state) === 2,
  three_chats_seconds: (state) => chatsInProgress(state) === 3,
};

/** What a live view shows of an agent who is not Offline: the first that holds. */
export function activityOf(state: AgentState): string {
  const has = (test: (seen: SeenContact) => boolean) => state.contacts.some(test);
  if (has((seen) => seen.state === 'MISSED')) return 'missed';
  if (has((seen) => seen.state === 'REJECTED')) return 'rejected';
  if (has(isWork)) return 'on contact';
  if (has(isEnded)) return 'after-contact work';
  if (has((seen) => seen.state === 'CONNECTING' || seen.state === 'INCOMING')) return 'incoming';
  return isRoutable(state) ? 'available' : 'custom status';
}
