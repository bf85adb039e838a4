import { api, type Schemas } from '../api/client';
import { once } from '../api/once';

type Payment = Schemas['PaymentView'];

// The provider leads back without a word about what was paid.
const place = 'baro.payment';

/** Leads to the provider; what has been paid already leads nowhere. */
export async function beginPayment(orderId: string): Promise<Payment> {
  const payment = await once(`pay ${orderId}`, (key) =>
    api.post('/orders/{id}/payments', { path: { id: orderId }, key }),
  );
  if (payment.redirectUrl && payment.status === 'PENDING') {
    localStorage.setItem(place, JSON.stringify({ paymentId: payment.paymentId, orderId }));
    location.assign(payment.redirectUrl);
    // The page stays as it is until the other one comes.
    await new Promise(() => {});
  }
  return payment;
}

export interface Begun {
  paymentId: string;
  orderId: string;
}

export function begunPayment(): Begun | null {
  const kept = localStorage.getItem(place);
  return kept ? JSON.parse(kept) : null;
}

/** Whether it was paid, the shop asks the provider. */
export async function settlePayment({ paymentId }: Begun): Promise<Payment> {
  const payment = await api.post('/payments/{id}/confirm', { path: { id: paymentId } });
  localStorage.removeItem(place);
  return payment;
}
