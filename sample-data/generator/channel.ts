/** What a contact is held over, as Connect names it. */
export type Channel = 'VOICE' | 'CHAT' | 'TASK' | 'EMAIL';
