import type { OpenPage } from '../../open-page.ts';
import type { DaysOffered } from '../filters.ts';
import type { Context, View } from '../section.ts';
import type { ViewName } from '../state.ts';
import { people } from './people.ts';
import { staffing } from './staffing.ts';
import { today } from './today.ts';
import { trends } from './trends.ts';

/** A view of the page: one of its tabs. */
export interface PageView {
  readonly element: HTMLElement;
  /** Draws the figures; it is called only while the view is in sight. */
  readonly update: (view: View) => void;
  /** The selection in a sentence, which screen readers read after each change. */
  readonly summary: (view: View) => string;
}

export interface ViewKind {
  readonly name: ViewName;
  readonly title: string;
  readonly days: DaysOffered;
  /** Called when the view comes into sight for the first time. */
  readonly make: (context: Context) => PageView;
  /** Whether the page has anything to show in it. */
  readonly hasContent: (page: OpenPage) => boolean;
}

/** In the order of the tabs. */
export const VIEWS: readonly ViewKind[] = [today, trends, people, staffing];
