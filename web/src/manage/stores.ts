import { signal } from '@preact/signals';
import { api, type Schemas } from '../api/client';

export type Store = Schemas['StoreView'];

const place = 'baro.store';
const stores_max = 100;

/** The one that is looked after now. Its pages are shown once it is known. */
export const store = signal<Store | undefined>(undefined);

/** An ADMIN looks after all of them. */
export async function readStores(isAdmin: boolean, abort: AbortSignal): Promise<Store[]> {
  const asked = { query: { size: stores_max }, signal: abort };
  const { content } = await (isAdmin ? api.get('/stores', asked) : api.get('/stores/mine', asked));
  return content;
}

export function choose(next: Store) {
  localStorage.setItem(place, next.id);
  store.value = next;
}

/** The one that was chosen before, or else one that sells. */
export function chosenOf(stores: Store[]): Store | undefined {
  const before = localStorage.getItem(place);
  return (
    stores.find(({ id }) => id === before) ?? stores.find(({ status }) => status === 'ACTIVE') ?? stores[0]
  );
}
