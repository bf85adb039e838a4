import { texts } from '../i18n';
import { Refused } from './client';

// What to do, where the shop's own sentence says only what is the matter.
const t = texts(
  {
    unreachable: '연결이 끊겼어요. 인터넷을 확인하고 다시 시도해 주세요.',
    codes: {
      NOT_LOGGED_IN: '로그인이 끝났어요. 다시 로그인하면 이어서 할 수 있어요.',
      OUT_OF_STOCK: '그사이 재고가 부족해졌어요. 수량을 줄이거나 다른 옵션을 골라 주세요.',
      CART_FULL: '장바구니에는 20가지까지 담을 수 있어요. 몇 가지를 빼고 다시 담아 주세요.',
      QUANTITY_LIMIT: '한 번에 99개까지 담을 수 있어요. 수량을 줄여 주세요.',
      NOT_ON_SALE: '지금은 팔지 않는 상품이에요. 비슷한 상품을 찾아보세요.',
      SKU_REQUIRED: '색상과 사이즈를 먼저 골라 주세요.',
      EMAIL_TAKEN: '이미 가입된 이메일이에요. 로그인해 보세요.',
      COUPON_INVALID: '쓸 수 없는 쿠폰이에요. 쿠폰을 지우고 주문하거나 코드를 확인해 주세요.',
      COUPON_USED_UP: '모두 사용된 쿠폰이에요. 쿠폰을 지우고 주문해 주세요.',
      DROP_NOT_STARTED: '아직 판매가 시작되지 않았어요. 시작 시간에 다시 와 주세요.',
      NOT_YOUR_TURN: '줄을 서야 살 수 있는 상품이에요. 상품 페이지에서 줄을 서 주세요.',
      CUSTOMER_LIMIT: '한 사람이 살 수 있는 수량을 넘었어요. 수량을 줄여 주세요.',
      PROVIDER_UNAVAILABLE: '결제사에 연결되지 않아요. 주문은 그대로 있으니 잠시 뒤 다시 결제해 주세요.',
      ILLEGAL_STATE: '그사이 상태가 바뀌었어요. 새로 고친 내용을 확인해 주세요.',
      IDEMPOTENCY_KEY_IN_USE: '앞서 보낸 요청을 처리하고 있어요. 잠시만 기다려 주세요.',
    },
  },
  {
    unreachable: 'The connection was lost. Check your network, then try again.',
    codes: {
      NOT_LOGGED_IN: 'You have been logged out. Log in again to go on where you were.',
      OUT_OF_STOCK: 'Someone was faster. Take fewer, or choose another option.',
      CART_FULL: 'A bag holds 20 different things. Take some out, then add this again.',
      QUANTITY_LIMIT: 'You can take up to 99 at once. Take fewer.',
      NOT_ON_SALE: 'This is not on sale now. Have a look at something like it.',
      SKU_REQUIRED: 'Choose a colour and a size first.',
      EMAIL_TAKEN: 'There is an account with this e-mail address. Log in instead.',
      COUPON_INVALID: 'This coupon cannot be used here. Check the code, or order without it.',
      COUPON_USED_UP: 'This coupon has been used up. Order without it.',
      DROP_NOT_STARTED: 'This is not on sale yet. Come back when it starts.',
      NOT_YOUR_TURN: 'This is sold in turns. Join the line on its page.',
      CUSTOMER_LIMIT: 'That is more than one customer can have. Take fewer.',
      PROVIDER_UNAVAILABLE:
        'The payment provider does not answer. Your order is kept; pay again in a moment.',
      ILLEGAL_STATE: 'This has changed in the meantime. Have a look at how it stands now.',
      IDEMPOTENCY_KEY_IN_USE: 'Your request is still being worked on. One moment.',
    },
  },
);

/** What went wrong, and what to do about it: a sentence to show where it happened. */
export function explain(failure: unknown): string {
  if (!(failure instanceof Refused)) return t().unreachable;
  const known: Partial<Record<string, string>> = t().codes;
  return known[failure.code] ?? failure.problem.message;
}

export const fieldErrors = (failure: unknown) =>
  failure instanceof Refused ? (failure.problem.fieldErrors ?? []) : [];

/** What is wrong with a field of a form. */
export const fieldError = (failure: unknown, field: string): string | undefined =>
  fieldErrors(failure).find((each) => each.field === field)?.reason;
