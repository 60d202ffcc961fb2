import { countOf } from '../../terminal/wording.ts';
import { leftAt } from '../contacts-behind.ts';
import { type BlockExits, exitsOf } from '../exits.ts';
import { rowsOfDays, type Selection } from '../sums.ts';
import { sinceWhen } from './dataset-days.ts';
import { fill, h } from './dom.ts';
import { figureLink } from './figure-link.ts';
import { count, numberText, percentText, shownName } from './format.ts';
import { type Context, emptySentence, type Section, sectionFrame } from './section.ts';
import { type Column, sortableTable } from './sortable-table.ts';

const LEAD =
  'Contacts that reached neither a queue nor an agent, by the last block of a flow that they entered: they hung up, ' +
  'or the flow ended, as it does by itself at “Disconnect”. Day of the block. Flows that write no log are missing.';

/** Where contacts leave within the flows, the block with most first. */
export function lostInFlows(context: Context): Section {
  const { page } = context;
  const { element, body, note } = sectionFrame('lost-in-flows', 'Lost in the menu', LEAD);
  const summary = h('p', { class: 'aside' });
  const table = sortableTable<BlockExits>(
    'Lost in the menu',
    { column: 2, descending: true },
    context,
    'exits',
    'exits',
  );
  return {
    element,
    update(view) {
      const { selection } = view.figures;
      const exits = exitsOf(page, selection);
      note.textContent = [
        LEAD,
        filteredByDays(selection),
        sinceWhen(page, selection, { flow_logs: 'flow logs' }),
      ]
        .filter(Boolean)
        .join(' ');
      if (exits.length === 0) {
        const isLogged = rowsOfDays(page.exits, page, selection).length > 0;
        const why = isLogged
          ? 'No contact of these days left within a flow.'
          : 'No flow log has an exit on these days.';
        fill(body, emptySentence(why));
        return;
      }
      const left = exits.reduce((sum, one) => sum + one.left, 0);
      fill(
        summary,
        figureLink(context, countOf(left, 'contact'), leftAt(null, selection)),
        ` at ${countOf(exits.length, 'block')}.`,
      );
      table.show(columnsOf(context, selection), exits, { view });
      if (!body.contains(table.element)) fill(body, summary, table.element);
    },
  };
}

/** Flow logs know neither queues nor channels. */
function filteredByDays({ queues, channels }: Selection): string | null {
  return queues || channels
    ? 'They are of all queues and channels, whatever is chosen: flow logs name none.'
    : null;
}

function columnsOf(context: Context, selection: Selection): Column<BlockExits>[] {
  const { page } = context;
  const blockOf = ({ block }: BlockExits) => page.blocks[block]!;
  const nameOf = (exits: BlockExits) => {
    const { name, type } = blockOf(exits);
    return name ?? type ?? 'block without a name';
  };
  return [
    {
      title: 'Block',
      key: nameOf,
      cell: (exits) => [
        shownName(nameOf(exits)),
        blockOf(exits).name !== null && blockOf(exits).type !== null
          ? h('small', { class: 'block-type' }, ` ${blockOf(exits).type}`)
          : null,
      ],
    },
    {
      title: 'Flow',
      key: (exits) => blockOf(exits).flow,
      className: () => 'text',
      cell: (exits) => shownName(blockOf(exits).flow),
    },
    {
      title: 'Left',
      hint: 'Contacts whose last block it is, without a queue and an agent',
      key: ({ left }) => left,
      cell: ({ left, block }) =>
        figureLink(context, numberText(left, count), leftAt(block, selection)),
    },
    {
      title: 'Passed',
      hint: 'Contacts that entered the block, these included',
      isExtra: true,
      key: ({ passed }) => passed,
      cell: ({ passed }) => numberText(passed, count),
    },
    {
      title: 'Share that left',
      unit: '%',
      hint: 'Left ÷ passed',
      key: ({ left, passed }) => left / passed,
      cell: ({ left, passed }) =>
        percentText(left / passed, `${count(left)} of ${count(passed)} that passed`),
    },
  ];
}
