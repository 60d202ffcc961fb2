import { TIME_ZONES } from '../../pipeline/time-zone-names.ts';
import { nearest, nearNames } from './near-names.ts';

/**
 * Abbreviations by their usual meaning in their own country. The engines know many of them, but by different
 * tables: for one BST is Dhaka, AST is Alaska, and IST is India instead of Ireland.
 */
const ABBREVIATIONS: Readonly<Record<string, readonly string[]>> = {
  'Europe/London': ['BST'],
  'America/New_York': ['EST', 'EDT', 'ET', 'EST5EDT'],
  'America/Chicago': ['CST', 'CDT', 'CT', 'CST6CDT'],
  'America/Denver': ['MST', 'MDT', 'MT', 'MST7MDT'],
  'America/Phoenix': ['MST', 'PNT'],
  'America/Los_Angeles': ['PST', 'PDT', 'PT', 'PST8PDT'],
  'America/Halifax': ['AST', 'ADT'],
  'America/Puerto_Rico': ['AST', 'PRT'],
  'America/Anchorage': ['AKST', 'AKDT', 'AST'],
  'Asia/Kolkata': ['IST'],
  'Europe/Dublin': ['IST'],
  'Europe/Lisbon': ['WET', 'WEST'],
  'Europe/Paris': ['CET', 'CEST', 'MET', 'MEST', 'MEZ', 'MESZ'],
  'Europe/Berlin': ['CET', 'CEST', 'MET', 'MEST', 'MEZ', 'MESZ'],
  'Europe/Athens': ['EET', 'EEST'],
  'Europe/Moscow': ['MSK'],
  'Africa/Lagos': ['WAT'],
  'Africa/Johannesburg': ['SAST', 'CAT'],
  'Africa/Nairobi': ['EAT'],
  'Asia/Jerusalem': ['IDT', 'IST'],
  'Asia/Riyadh': ['AST'],
  'Asia/Dubai': ['GST'],
  'Asia/Karachi': ['PKT', 'PST'],
  'Asia/Dhaka': ['BST'],
  'Asia/Bangkok': ['ICT'],
  'Asia/Shanghai': ['CST'],
  'Asia/Singapore': ['SGT', 'SST'],
  'Asia/Hong_Kong': ['HKT'],
  'Asia/Manila': ['PHT', 'PST'],
  'Asia/Tokyo': ['JST'],
  'Asia/Seoul': ['KST'],
  'Australia/Perth': ['AWST', 'WST'],
  'Australia/Adelaide': ['ACST', 'ACDT'],
  'Australia/Sydney': ['AEST', 'AEDT', 'AET'],
  'Pacific/Auckland': ['NZST', 'NZDT', 'NST'],
  'Pacific/Honolulu': ['HST'],
  'America/St_Johns': ['NST', 'NDT'],
  'America/Sao_Paulo': ['BRT', 'BET'],
  'America/Argentina/Buenos_Aires': ['ART', 'AGT'],
};

/** Names of countries, and of UTC, that are no zone's: all engines that know one mean the same. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  UTC: ['GMT', 'UCT', 'Z', 'Zulu', 'Greenwich', 'Universal', 'GMT0', 'GMT+0', 'GMT-0'],
  'Europe/London': ['GB', 'UK', 'England', 'Britain', 'Scotland', 'Wales', 'United Kingdom'],
  'Europe/Dublin': ['Eire', 'Ireland'],
  'Europe/Lisbon': ['Portugal'],
  'Europe/Madrid': ['Spain'],
  'Europe/Paris': ['France'],
  'Europe/Berlin': ['Germany', 'Deutschland'],
  'Europe/Vienna': ['Austria'],
  'Europe/Zurich': ['Switzerland'],
  'Europe/Rome': ['Italy'],
  'Europe/Amsterdam': ['Netherlands', 'Holland'],
  'Europe/Brussels': ['Belgium'],
  'Europe/Copenhagen': ['Denmark'],
  'Europe/Oslo': ['Norway'],
  'Europe/Stockholm': ['Sweden'],
  'Europe/Helsinki': ['Finland'],
  'Europe/Warsaw': ['Poland'],
  'Europe/Prague': ['Czechia', 'Czech Republic'],
  'Europe/Budapest': ['Hungary'],
  'Europe/Bucharest': ['Romania'],
  'Europe/Sofia': ['Bulgaria'],
  'Europe/Athens': ['Greece'],
  'Europe/Istanbul': ['Turkey', 'Türkiye'],
  'Europe/Kyiv': ['Ukraine'],
  'Atlantic/Reykjavik': ['Iceland'],
  'Africa/Cairo': ['Egypt'],
  'Africa/Tripoli': ['Libya'],
  'Africa/Casablanca': ['Morocco'],
  'Africa/Lagos': ['Nigeria'],
  'Africa/Nairobi': ['Kenya'],
  'Africa/Johannesburg': ['South Africa'],
  'Asia/Jerusalem': ['Israel'],
  'Asia/Tehran': ['Iran'],
  'Asia/Riyadh': ['Saudi Arabia'],
  'Asia/Dubai': ['UAE', 'United Arab Emirates'],
  'Asia/Karachi': ['Pakistan'],
  'Asia/Kolkata': ['India'],
  'Asia/Dhaka': ['Bangladesh'],
  'Asia/Bangkok': ['Thailand'],
  'Asia/Ho_Chi_Minh': ['Vietnam'],
  'Asia/Kuala_Lumpur': ['Malaysia'],
  'Asia/Manila': ['Philippines'],
  'Asia/Shanghai': ['PRC', 'China'],
  'Asia/Taipei': ['ROC', 'Taiwan'],
  'Asia/Hong_Kong': ['Hongkong'],
  'Asia/Tokyo': ['Japan'],
  'Asia/Seoul': ['ROK', 'Korea', 'South Korea'],
  'Pacific/Auckland': ['NZ', 'New Zealand'],
  'America/Havana': ['Cuba'],
  'America/Bogota': ['Colombia'],
  'America/Lima': ['Peru'],
};

/** Zones whose winter time is not a whole number of hours from UTC. */
const PARTS_OF_HOURS: Readonly<Record<string, string>> = {
  '-9:30': 'Pacific/Marquesas',
  '-3:30': 'America/St_Johns',
  '+3:30': 'Asia/Tehran',
  '+4:30': 'Asia/Kabul',
  '+5:30': 'Asia/Kolkata',
  '+5:45': 'Asia/Kathmandu',
  '+6:30': 'Asia/Yangon',
  '+8:45': 'Australia/Eucla',
  '+9:30': 'Australia/Darwin',
  '+10:30': 'Australia/Lord_Howe',
  '+12:45': 'Pacific/Chatham',
};

const HOURS_FROM_UTC = /^(?:UTC|GMT)?([+-])0?(\d{1,2})(?::?(\d\d))?$/i;

const known = new Set(TIME_ZONES);

/**
 * Whether every engine understands the name as the same time zone: a name of the IANA database with its
 * region (`Europe/London`), `UTC` or `Etc/…`, but no abbreviation and no offset.
 */
export function isTimeZone(name: string): boolean {
  return known.has(name);
}

/** The end of a sentence that suggests the nearest time zones. */
export function nearestTimeZones(name: string): string {
  const typed = name.trim().replace(/^Etc\//i, '');
  const meant = calledSo(OTHER_NAMES, typed);
  if (meant.length > 0) return nearest(meant);
  const short = calledSo(ABBREVIATIONS, typed);
  if (short.length > 0) {
    return `${nearest(short)} (engines disagree about the meaning of an abbreviation)`;
  }
  const offset = zoneAt(typed);
  if (offset !== undefined && known.has(offset)) return nearest([offset]);
  const near = nearNames(
    name,
    TIME_ZONES.map((zone) => ({ name: zone })),
  );
  return nearest(near.length > 0 ? near : zonesOfNearPlaces(typed));
}

/** Fewer letters than this would be near to too many places. */
const FEWEST_LETTERS = 4;

/** The zones whose place, without the region, is near to the name. */
function zonesOfNearPlaces(name: string): string[] {
  if (name.length < FEWEST_LETTERS) return [];
  const place = (zone: string) => zone.slice(zone.lastIndexOf('/') + 1);
  const [first] = nearNames(
    name,
    TIME_ZONES.map((zone) => ({ name: place(zone) })),
  );
  return TIME_ZONES.filter((zone) => place(zone) === first);
}

/** A zone with this offset from UTC: `UTC+2`, `-03:30`. */
function zoneAt(offset: string): string | undefined {
  const [, sign, hours, minutes = '00'] = HOURS_FROM_UTC.exec(offset) ?? [];
  if (minutes !== '00') return PARTS_OF_HOURS[`${sign}${hours}:${minutes}`];
  // The signs of Etc/GMT± are reversed, as in POSIX.
  return hours && `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`;
}

/** The zones that also have this name, at most three. */
function calledSo(names: Readonly<Record<string, readonly string[]>>, name: string): string[] {
  const zones = Object.entries(names).filter(([, others]) =>
    others.some((one) => one.toLowerCase() === name.toLowerCase()),
  );
  return zones.map(([zone]) => zone).slice(0, 3);
}
