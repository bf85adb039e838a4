import type { Schemas } from '../api/client';
import { texts } from '../i18n';

export type Order = Schemas['OrderView'];
export type Status = Order['orderStatus'];

const t = texts(
  {
    ORDERED: '결제 대기',
    PAID: '결제 완료',
    SHIPPED: '배송 중',
    DELIVERED: '배송 완료',
    COMPLETED: '구매 확정',
    CANCELLED: '취소됨',
  },
  {
    ORDERED: 'To be paid',
    PAID: 'Paid',
    SHIPPED: 'On its way',
    DELIVERED: 'Delivered',
    COMPLETED: 'Completed',
    CANCELLED: 'Cancelled',
  },
);

export const statusText = (status: Status) => t()[status];
