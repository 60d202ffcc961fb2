/** Words for the queues that have no name of their own, by their kind, as `queue_label` of `contact_facts` has them. */
export const QUEUES_WITHOUT_NAME = {
  agent: 'Agents’ own queues',
  unnamed: 'Queue without a name',
} as const;

/**
 * What a queue is called.
 * @param kind as `queue_kind` has it; one that has neither a name nor such a kind counts as a queue without a name
 */
export function queueName(name: unknown, kind: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  return kind === 'agent' ? QUEUES_WITHOUT_NAME.agent : QUEUES_WITHOUT_NAME.unnamed;
}
