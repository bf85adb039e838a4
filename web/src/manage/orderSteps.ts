import type { Schemas } from '../api/client';
import { texts } from '../i18n';

export type Order = Schemas['OrderView'];
export type Status = Order['orderStatus'];
/** Those of a store: it sees no order before it is paid. */
export type StoreStatus = Exclude<Status, 'ORDERED'>;

export const statuses: StoreStatus[] = ['PAID', 'SHIPPED', 'DELIVERED', 'COMPLETED', 'CANCELLED'];

/** Nothing tells a store of its orders: they are read again so often. */
export const orders_every = 5000;

const t = texts(
  {
    ORDERED: '결제 대기',
    PAID: '보낼 주문',
    SHIPPED: '배송 중',
    DELIVERED: '배송 완료',
    COMPLETED: '구매 확정',
    CANCELLED: '취소·환불',
  },
  {
    ORDERED: 'To be paid',
    PAID: 'To ship',
    SHIPPED: 'On the way',
    DELIVERED: 'Delivered',
    COMPLETED: 'Completed',
    CANCELLED: 'Cancelled',
  },
);

/** What an order's state means to those who ship it. */
export const stepText = (status: Status) => t()[status];
