/** The channel of a contact, as Connect names it. */
export type Channel = 'VOICE' | 'CHAT' | 'TASK' | 'EMAIL';
