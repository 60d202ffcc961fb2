import { countOf } from '../../terminal/wording.ts';
import { type Behind, behind, type Counted } from '../contacts-behind.ts';
import { dayAt, type OpenPage } from '../open-page.ts';
import type { RepeatSums } from '../page-types.ts';
import { callbackAnswerRate, noRepeatRate, repeatRate, shareOfHandled } from '../rates.ts';
import type { Selection } from '../sums.ts';
import { type Child, fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import { count, dayRange, numberText, percent, percentText, shown } from './format.ts';
import { cellsTable, provideTable } from './plain-tables.ts';
import { type Context, emptySentence, type Section, sectionFrame, type View } from './section.ts';
import { noteSource } from './section-source.ts';
import { lastFullDay } from './state.ts';
import { reasonText } from './wording.ts';

interface Part {
  readonly name: string;
  readonly amount: number;
  readonly className: string;
  /** The contacts that the amount opens. */
  readonly behind: Behind;
}

/** With fewer contacts a share is mostly chance, and is not written large. */
const FEW = 30;

/** The outcomes of callbacks. */
export function callbackOutcomes(context: Context): Section {
  const { element, body } = sectionFrame(
    'callbacks',
    'Callbacks',
    'Counted once a chain, on the day requested.',
  );
  return {
    element,
    update({ figures: { callbacks, selection }, terms }) {
      const { requested, dialled, answered, abandoned } = callbacks;
      const rate = callbackAnswerRate(callbacks);
      if (rate.value === null) {
        fill(body, emptySentence(`${reasonText(rate.reason, terms)}.`));
        return;
      }
      const rest = requested - answered - abandoned;
      const of = (counted: Counted) => begun(counted, selection);
      fill(
        body,
        headline(
          figureLink(
            context,
            requested < FEW
              ? count(answered)
              : percentText(rate.value, `${count(answered)} of ${count(requested)}`),
            of('callbacks_answered'),
          ),
          'of ',
          figureLink(context, countOf(requested, 'requested callback'), of('callbacks_requested')),
          ' reached an agent',
        ),
        splitBar(context, `Outcome of ${countOf(requested, 'callback')}`, [
          {
            name: 'Answered',
            amount: answered,
            className: 'accent',
            behind: of('callbacks_answered'),
          },
          {
            name: 'Abandoned',
            amount: abandoned,
            className: 'warm',
            behind: of('callbacks_abandoned'),
          },
          { name: 'Neither', amount: rest, className: 'faint', behind: of('callbacks_neither') },
        ]),
        h(
          'p',
          { class: 'aside' },
          figureLink(context, count(dialled), of('callbacks_dialled')),
          ' dialled.',
        ),
      );
    },
  };
}

/** The customers who came back. A contact whose repeat window has not ended counts as unknown. */
export function repeatContacts(context: Context): Section {
  const { page } = context;
  const days = page.settings.windowDays;
  const { element, body, note } = sectionFrame('repeat-contacts', 'Repeat contacts', '');
  return {
    element,
    update(view) {
      const over = lastOver(view, page);
      const { terms, figures } = over;
      const { repeats, previous, selection } = figures;
      noteSource(element, { selection });
      const lead = `Inbound first contacts whose customer made another within ${days} days. Day of initiation.`;
      const range = dayRange(dayAt(page, selection.fromDay), dayAt(page, selection.toDay));
      note.textContent =
        over === view ? lead : `${lead} Of ${range}, the last period whose ${days} days are over.`;
      const { contacts, repeated, resolved, unknown } = repeats;
      const rate = repeatRate(repeats);
      const known = repeated + resolved;
      // For one instance, windows end at its own last contact, as in `repeats` of the figures.
      const alone = selection.instances?.length === 1;
      const of = (counted: 'repeated' | 'resolved' | 'unknown') =>
        begun(alone ? `${counted}_alone` : counted, selection);
      const reason = rate.value === null && reasonText(rate.reason, terms);
      if (contacts === 0) {
        fill(body, emptySentence(`${reason}.`));
        return;
      }
      fill(
        body,
        headline(
          shown(noRepeatRate(repeats), terms, (share) =>
            figureLink(
              context,
              known < FEW
                ? count(resolved)
                : percentText(share, `${count(resolved)} of ${count(known)} known`),
              of('resolved'),
            ),
          ),
          reason ||
            `of the ${count(known)} known so far had no repeat: first-contact resolution, a proxy`,
        ),
        splitBar(context, `What is known of ${countOf(contacts, 'contact')}`, [
          { name: 'No repeat', amount: resolved, className: 'accent', behind: of('resolved') },
          { name: 'Repeated', amount: repeated, className: 'warm', behind: of('repeated') },
          { name: 'Unknown', amount: unknown, className: 'faint hatched', behind: of('unknown') },
        ]),
        h(
          'p',
          { class: 'aside' },
          'Repeat rate ',
          shown(rate, terms, (share) =>
            figureLink(context, `${percent(share)}\u202f%`, of('repeated')),
          ),
          unknown > 0 && `. Unknown: fewer than ${days} days have passed.`,
          previous && before(previous.repeats),
        ),
      );
    },
  };
}

/** Transfers, holds, and who hung up. */
export function transfersAndHolds(context: Context): Section {
  const { element, body } = sectionFrame(
    'transfers-and-holds',
    'Transfers and holds',
    'Share of handled contacts beside.',
  );
  return {
    element,
    update({ figures: { totals, selection }, terms }) {
      if (totals.created === 0) {
        fill(body, emptySentence(`${reasonText('no_contact', terms)}.`));
        return;
      }
      const link = (counted: keyof typeof totals & Counted) =>
        figureLink(context, numberText(totals[counted], count), behind(counted, selection));
      const holdsLink = figureLink(
        context,
        numberText(totals.holds, count),
        behind('held', selection),
      );
      const ofHandled = (amount: number) =>
        shown(shareOfHandled(amount, totals), terms, (share) =>
          percentText(share, `${count(amount)} of ${count(totals.handled)} handled`),
        );
      const table = h(
        'table',
        { class: 'facts' },
        h('caption', { class: 'spoken' }, 'Transfers and holds'),
        h(
          'tbody',
          {},
          fact(
            'Transferred out by an agent',
            totals.transferred_out_by_agent,
            ofHandled,
            link('transferred_out_by_agent'),
          ),
          fact(
            'Transferred out from a queue',
            totals.transferred_out_from_queue,
            undefined,
            link('transferred_out_from_queue'),
          ),
          fact('Transferred in', totals.transferred_in, undefined, link('transferred_in')),
          fact('Put on hold', totals.held, ofHandled, link('held')),
          fact('Holds in all', totals.holds, undefined, holdsLink),
          fact('Hung up on hold', totals.hold_disconnects, ofHandled, link('hold_disconnects')),
          fact(
            'Agent hung up first',
            totals.agent_hung_up_first,
            ofHandled,
            link('agent_hung_up_first'),
          ),
          fact('Outbound, handled', totals.handled_outbound, ofHandled, link('handled_outbound')),
        ),
      );
      provideTable(table, () =>
        cellsTable(
          'Transfers and holds',
          [{ title: 'Kind' }, { title: 'Number' }, { title: 'Share of handled', unit: '%' }],
          [...table.rows].map((row) => [...row.cells]),
        ),
      );
      fill(body, table);
    },
  };
}

/** The repeat rate of the period before, which may be known when this one is not yet. */
function before(repeats: RepeatSums): string | null {
  const { value } = noRepeatRate(repeats);
  return value === null ? null : ` In the period before, no repeat: ${percent(value)}\u202f%.`;
}

function fact(
  name: string,
  amount: number,
  share?: (amount: number) => Child,
  figure: Child = numberText(amount, count),
): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, name),
    h('td', {}, figure),
    h('td', { class: 'share' }, share ? share(amount) : h('span')),
  );
}

/**
 * Moves the selected days back until every repeat window has ended: before that only the repeats are known, and their
 * rate would be too high. Gives the view as it is if the data does not reach back so far.
 */
function lastOver(view: View, page: OpenPage): View {
  const { selection } = view.figures;
  // The newest day may be in progress, and so may a window that ends on it.
  const lastDay = lastFullDay(page) - page.settings.windowDays;
  const back = selection.toDay - lastDay;
  if (back <= 0 || selection.fromDay - back < 0) return view;
  return view.of({ ...selection, fromDay: selection.fromDay - back, toDay: lastDay });
}

/** The contacts that began in a selection. */
function begun(counted: Counted, selection: Selection): Behind {
  return behind(counted, selection, { time: 'initiation' });
}

function headline(value: Child, ...words: Child[]): HTMLElement {
  return h('p', { class: 'headline' }, h('strong', {}, value), ' ', words);
}

/** A stacked bar, and its parts as a list of amounts and shares. @param parts at least one is above 0 */
function splitBar(context: Context, label: string, parts: readonly Part[]): HTMLElement[] {
  const total = parts.reduce((sum, part) => sum + part.amount, 0);
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
          figureLink(context, count(part.amount), part.amount > 0 ? part.behind : null),
          ' ',
          h('span', {}, `${percent(part.amount / total)}\u202f%`),
        ),
      ),
    ),
  );
  return [bar, list];
}
