import type { Behind } from '../contacts-behind.ts';
import { type ListedContact, openContacts, type PackedContacts } from '../listed-contacts.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import { embedded } from './embedded.ts';
import { servedVersion } from './live.ts';

/** Fetches the contacts that include those of a figure; null if there are too many to list. */
export type ContactSource = (of: Behind) => Promise<readonly ListedContact[] | null>;

/** A page in a file holds its contacts; a served page fetches those of the days that matter. */
export function contactSource(page: OpenPage): ContactSource {
  return servedVersion() === null ? inFile() : fromServer(page);
}

function inFile(): ContactSource {
  let contacts: Promise<readonly ListedContact[]> | null = null;
  return () => {
    contacts ??= embedded<PackedContacts>('contacts').then((packed) =>
      packed ? openContacts(packed) : [],
    );
    return contacts;
  };
}

/** A contact may begin, and its chain may go on, this long before and after the days of a figure. */
const DAYS_AROUND = 3;

function fromServer(page: OpenPage): ContactSource {
  let fetchedDays = '';
  let answer: ReturnType<ContactSource> = Promise.resolve(null);
  const ask = async ({ fromDay, toDay }: Behind, around: number) => {
    const first = dayAt(page, Math.max(0, fromDay - around));
    const last = dayAt(page, Math.min(page.dayCount - 1, toDay + around));
    const response = await fetch(`contacts?${new URLSearchParams({ from: first, to: last })}`);
    return response.ok ? openContacts((await response.json()) as PackedContacts) : null;
  };
  return (of) => {
    const days = `${of.fromDay} ${of.toDay}`;
    if (days !== fetchedDays) {
      fetchedDays = days;
      answer = ask(of, DAYS_AROUND).then((found) => found ?? ask(of, 0));
      answer.catch(() => {
        fetchedDays = '';
      });
    }
    return answer;
  };
}
