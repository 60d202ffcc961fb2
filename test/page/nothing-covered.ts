/** What a page of a lake without contacts covers. */
export const NOTHING_COVERED = {
  contacts: 0,
  contactsNotDisconnected: 0,
  contactsOnOtherDays: 0,
  quarantined: 0,
  firstDisconnectedLocal: null,
  lastDisconnectedLocal: null,
  lastUpdatedLocal: null,
  lastUpdatedUtc: null,
};
