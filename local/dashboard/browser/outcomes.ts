import type { RepeatSums } from '../page-types.ts';
import { ratio } from '../rates.ts';
import { type Child, fill, h } from './dom.ts';
import { count, dash, orDash, percent, percentText } from './format.ts';
import { type Context, emptySentence, type Section, sectionFrame } from './section.ts';

interface Part {
  readonly name: string;
  readonly amount: number;
  readonly className: string;
}

/** What became of callbacks. */
export function callbackOutcomes(_context: Context): Section {
  const { element, body } = sectionFrame(
    'Callbacks',
    'Counted once a chain, on the day requested.',
  );
  return {
    element,
    update({ figures: { callbacks } }) {
      const { requested, dialled, answered, abandoned } = callbacks;
      if (requested === 0) {
        fill(body, emptySentence('No callback was requested in this selection.'));
        return;
      }
      const rest = requested - answered - abandoned;
      fill(
        body,
        headline(
          percentText(answered / requested, `${count(answered)} of ${count(requested)}`),
          `of ${count(requested)} requested callbacks reached an agent`,
        ),
        splitBar(`Outcome of ${count(requested)} callbacks`, [
          { name: 'Answered', amount: answered, className: 'accent' },
          { name: 'Abandoned', amount: abandoned, className: 'warm' },
          { name: 'Neither', amount: rest, className: 'faint' },
        ]),
        h('p', { class: 'aside' }, `${count(dialled)} dialled.`),
      );
    },
  };
}

/** Who had to make contact again; a window that has not passed stays unknown. */
export function repeatContacts({ page }: Context): Section {
  const days = page.settings.windowDays;
  const { element, body } = sectionFrame(
    'Repeat contacts',
    `Inbound first contacts whose customer made another within ${days} days. Day of initiation.`,
  );
  return {
    element,
    update({ figures: { repeats, previous } }) {
      const { contacts, repeated, resolved, unknown } = repeats;
      if (contacts === 0) {
        fill(body, emptySentence('No inbound contact with a known customer in this selection.'));
        return;
      }
      const rate = ratio(repeated, repeated + resolved);
      const reason = `Unknown: for none of the ${count(contacts)} have ${days} days passed yet`;
      fill(
        body,
        headline(
          orDash(rate === null ? null : 1 - rate, reason, (share) =>
            percentText(share, `${count(resolved)} of ${count(repeated + resolved)} known`),
          ),
          rate === null
            ? reason
            : `of the ${count(repeated + resolved)} known so far had no repeat: first-contact resolution, a proxy`,
        ),
        splitBar(`What is known of ${count(contacts)} contacts`, [
          { name: 'No repeat', amount: resolved, className: 'accent' },
          { name: 'Repeated', amount: repeated, className: 'warm' },
          { name: 'Unknown', amount: unknown, className: 'faint hatched' },
        ]),
        h(
          'p',
          { class: 'aside' },
          'Repeat rate ',
          orDash(rate, reason, (share) => `${percent(share)}\u202f%`),
          unknown > 0 && `. Unknown: fewer than ${days} days have passed.`,
          previous && before(previous.repeats),
        ),
      );
    },
  };
}

/** Transfers, holds, and who hung up. */
export function transfersAndHolds(_context: Context): Section {
  const { element, body } = sectionFrame(
    'Transfers and holds',
    'Share of handled contacts beside.',
  );
  return {
    element,
    update({ figures: { totals } }) {
      if (totals.created === 0) {
        fill(body, emptySentence('No contact matches this selection.'));
        return;
      }
      const ofHandled = (amount: number) =>
        orDash(ratio(amount, totals.handled), 'No contact was handled', (share) =>
          percentText(share, `${count(amount)} of ${count(totals.handled)} handled`),
        );
      fill(
        body,
        h(
          'table',
          { class: 'facts' },
          h('caption', { class: 'spoken' }, 'Transfers and holds'),
          h(
            'tbody',
            {},
            fact('Transferred out by an agent', totals.transferred_out_by_agent, ofHandled),
            fact('Transferred out from a queue', totals.transferred_out_from_queue),
            fact('Transferred in', totals.transferred_in),
            fact('Put on hold', totals.held, ofHandled),
            fact('Holds in all', totals.holds),
            fact('Hung up on hold', totals.hold_disconnects, ofHandled),
            fact('Agent hung up first', totals.agent_hung_up_first, ofHandled),
            fact('Outbound, handled', totals.handled_outbound, ofHandled),
          ),
        ),
      );
    },
  };
}

/** The period before may be known where this one is not yet. */
function before({ repeated, resolved }: RepeatSums): string | null {
  const rate = ratio(repeated, repeated + resolved);
  return rate === null ? null : ` In the period before, no repeat: ${percent(1 - rate)}\u202f%.`;
}

function fact(name: string, amount: number, share?: (amount: number) => Child): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, name),
    h('td', {}, count(amount)),
    h('td', { class: 'share' }, share ? share(amount) : h('span')),
  );
}

function headline(value: Child, words: string): HTMLElement {
  return h('p', { class: 'headline' }, h('strong', {}, value), ' ', words);
}

/** A bar in parts, and the parts as a list: amount and share. */
function splitBar(label: string, parts: readonly Part[]): HTMLElement[] {
  const whole = parts.reduce((sum, part) => sum + part.amount, 0);
  const bar = h(
    'div',
    { class: 'split', role: 'img', 'aria-label': label },
    parts
      .filter((part) => part.amount > 0)
      .map((part) => {
        const piece = h('span', { class: part.className });
        piece.style.flexGrow = String(part.amount);
        return piece;
      }),
  );
  const list = h(
    'dl',
    { class: 'parts' },
    parts.map((part) =>
      h(
        'div',
        {},
        h(
          'dt',
          {},
          h('i', { class: `swatch ${part.className}`, 'aria-hidden': 'true' }),
          part.name,
        ),
        h(
          'dd',
          {},
          count(part.amount),
          ' ',
          h('span', {}, whole > 0 ? `${percent(part.amount / whole)}\u202f%` : dash('None')),
        ),
      ),
    ),
  );
  return [bar, list];
}
