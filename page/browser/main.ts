import { countOf } from '../../terminal/wording.ts';
import { dayAt, type OpenPage, openPage } from '../open-page.ts';
import type { PageData } from '../page-types.ts';
import { targetsIn } from '../promises.ts';
import { serviceLevel } from '../rates.ts';
import { recompute } from '../recompute.ts';
import type { Selection } from '../sums.ts';
import { agentMatrix } from './agent-matrix.ts';
import { coverage } from './coverage.ts';
import { fill, h } from './dom.ts';
import { canOpen, embedded } from './embedded.ts';
import { filterBar } from './filters.ts';
import { channelLabel, count, dayRange, moment, percent, queueLabel } from './format.ts';
import { heatMap } from './heat-map.ts';
import { callbackOutcomes, repeatContacts, transfersAndHolds } from './outcomes.ts';
import { queueTable } from './queue-table.ts';
import type { Context, Section, View } from './section.ts';
import { serviceLevelTrend } from './service-level.ts';
import { hashOf, initialState, type State, stateFromHash } from './state.ts';
import { tiles } from './tiles.ts';
import { volume } from './volume.ts';
import { waits } from './waits.ts';
import type { Terms } from './wording.ts';

const TOO_OLD =
  'This browser is too old to open the page’s data, which is compressed. Please use Chrome or Edge 80, ' +
  'Safari 16.4, Firefox 113, or any later version.';

const root = document.getElementById('page')!;
if (canOpen()) void start();
else fill(root, h('main', {}, h('p', { class: 'empty' }, TOO_OLD)));

async function start() {
  const data = (await embedded<PageData>('data'))!;
  if (data.coverage.lastDisconnectedLocal === null) showEmptyLake(data);
  else showPage(openPage(data));
}

function showPage(page: OpenPage) {
  let state = stateFromHash(location.hash, page);
  const status = h('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const change = (part: Partial<State>) => {
    state = { ...state, ...part };
    // Not pushState, because the Back key should leave the page and not undo a filter.
    history.replaceState(null, '', hashOf(state, page));
    update();
  };
  const context: Context = {
    page,
    chooseServiceLevel: (variant) => change({ serviceLevel: variant }),
    toggleQueue: (queue) => {
      const alone = state.selection.queues?.length === 1 && state.selection.queues[0] === queue;
      change({ selection: { ...state.selection, queues: alone ? null : [queue] } });
    },
  };
  const filters = filterBar(
    page,
    (selection) => change({ selection }),
    () => change(initialState(page)),
  );
  const head = tiles(context);
  const charts = [
    serviceLevelTrend(context),
    volume(context),
    heatMap(context),
    queueTable(context),
  ];
  const beside = [
    waits(context),
    transfersAndHolds(context),
    callbackOutcomes(context),
    repeatContacts(context),
  ];
  const agents = agentMatrix(context);
  const sections: Section[] = [head, ...charts, ...beside, agents];
  fill(
    root,
    h('a', { class: 'skip', href: '#figures' }, 'Skip to the figures'),
    pageHead(page),
    h('search', { class: 'bar' }, filters.element, status),
    h(
      'main',
      { id: 'figures', tabindex: -1 },
      head.element,
      charts.map((section) => section.element),
      h(
        'div',
        { class: 'columns' },
        beside.map((section) => section.element),
      ),
      agents.element,
      coverage(context),
    ),
  );

  function update() {
    const view: View = {
      figures: recompute(page, state.selection),
      serviceLevel: state.serviceLevel,
      terms: termsOf(page, state.selection),
    };
    filters.show(state.selection);
    status.textContent = summary(view, page);
    for (const section of sections) section.update(view);
  }
  addEventListener('hashchange', () => {
    if (location.hash === '#figures') return;
    state = stateFromHash(location.hash, page);
    update();
  });
  update();
}

function pageHead({ settings, coverage: covered }: Pick<PageData, 'settings' | 'coverage'>) {
  const until = covered.lastDisconnectedLocal;
  return h(
    'header',
    { class: 'page' },
    h('h1', {}, 'Contact centre performance'),
    h('p', {}, until ? `Data to ${moment(until)}, ${settings.timeZone}` : settings.timeZone),
  );
}

function termsOf({ settings, promises }: OpenPage, selection: Selection): Terms {
  return { ...settings, targets: targetsIn(promises, selection) };
}

/** The selection in a sentence. Screen readers read it after each change; it is printed, too. */
function summary({ figures, serviceLevel: variant }: View, page: OpenPage): string {
  const { selection, totals, previous } = figures;
  const range = dayRange(dayAt(page, selection.fromDay), dayAt(page, selection.toDay));
  const instances = instancesOf(selection, page);
  const queues = selection.queues?.map((at) => queueLabel(page.queues[at]!)).join(', ');
  const channels = selection.channels?.map((at) => channelLabel(page.channels[at]!)).join(', ');
  const of = `${range}; ${instances}${queues ?? 'all queues'}; ${channels ?? 'all channels'}.`;
  if (totals.created === 0) return `No contact matches: ${of}`;
  const level = serviceLevel(totals, variant).value;
  return [
    `${countOf(totals.created, 'contact')}, ${of}`,
    level !== null && `Service level ${percent(level)}\u202f%.`,
    previous &&
      `Compared with ${dayRange(dayAt(page, previous.selection.fromDay), dayAt(page, previous.selection.toDay))}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The selected instances; nothing if the lake has only one. */
function instancesOf({ instances }: Selection, page: OpenPage): string {
  if (page.instances.length < 2) return '';
  if (instances === null) return `all ${page.instances.length} instances together; `;
  const ids = instances.map((at) => page.instances[at]).join(', ');
  return `${instances.length > 1 ? 'instances' : 'instance'} ${ids}; `;
}

function showEmptyLake(empty: PageData) {
  const { contacts, contactsNotDisconnected, contactsOnOtherDays, quarantined } = empty.coverage;
  const why =
    contacts === 0
      ? 'The lake holds no contact yet. Land records, run the lake, and write this page again.'
      : contactsOnOtherDays > 0
        ? `None of the lake’s contacts was disconnected between 1970 and 2999 (on other days: ${count(contactsOnOtherDays)}).`
        : `None of the lake’s contacts has been disconnected yet (still going on: ${count(contactsNotDisconnected)}).`;
  fill(
    root,
    pageHead(empty),
    h(
      'main',
      {},
      h('p', { class: 'empty' }, why),
      quarantined > 0 &&
        h(
          'p',
          {},
          `${countOf(quarantined, 'record')} could not be read and ${quarantined === 1 ? 'lies' : 'lie'} in quarantine.`,
        ),
    ),
  );
}
