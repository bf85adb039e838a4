import { api, type Schemas } from '../api/client';
import { freshKey, isOpen } from '../api/once';
import { me } from './session';

type Order = Schemas['OrderView'];

export interface OrderBody {
  shippingAddress: string;
  orderItems: { skuId: string; quantity: number }[];
  couponCode?: string;
}

interface Attempt {
  user: string | undefined;
  key: string;
  body: OrderBody;
}

const place = 'baro.orderAttempt';

function read(): Attempt | null {
  const kept = localStorage.getItem(place);
  return kept ? JSON.parse(kept) : null;
}

/** For who leaves this device: their address must not stay. What has become of the order, their list of orders tells. */
export function forgetOrder() {
  localStorage.removeItem(place);
}

/** An order that was sent, and of which it is not known what has become. */
export function pendingOrder(): OrderBody | null {
  const attempt = read();
  return attempt && attempt.user === me.value?.id ? attempt.body : null;
}

/**
 * Places the order once, however often it is called: until there is an answer, the same order goes with the same
 * Idempotency-Key, also after the page was loaded anew.
 */
export async function placeOrder(body: OrderBody): Promise<Order> {
  const user = me.value?.id;
  const kept = read();
  const isSame = kept?.user === user && JSON.stringify(kept?.body) === JSON.stringify(body);
  const attempt = kept && isSame ? kept : { user, key: freshKey(), body };
  localStorage.setItem(place, JSON.stringify(attempt));
  try {
    const order = await api.post('/orders', { body, key: attempt.key });
    localStorage.removeItem(place);
    return order;
  } catch (failure) {
    if (!isOpen(failure)) localStorage.removeItem(place);
    throw failure;
  }
}
