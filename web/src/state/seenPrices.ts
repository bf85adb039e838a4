import { useEffect, useState } from 'preact/hooks';
import type { CartItem } from './cart';

const place = 'baro.seenPrices';

function read(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '{}');
  } catch {
    return {};
  }
}

/** For what costs something else than when it was last seen in the cart: what it cost then. */
export function usePriceChanges(items: CartItem[] | undefined): Record<string, number> {
  const [before, setBefore] = useState<Record<string, number>>({});
  useEffect(() => {
    if (!items) return;
    const seen = read();
    const changed = items.filter(({ skuId, price }) => (seen[skuId] ?? price) !== price);
    if (changed.length > 0) {
      setBefore((known) => ({
        ...Object.fromEntries(changed.map(({ skuId }) => [skuId, seen[skuId] ?? 0])),
        ...known,
      }));
    }
    localStorage.setItem(
      place,
      JSON.stringify(Object.fromEntries(items.map(({ skuId, price }) => [skuId, price]))),
    );
  }, [items]);
  return before;
}
