import { computed } from '@preact/signals';
import { language, texts } from '../i18n';

/** What more than one page of this section says. */
export const t = texts(
  {
    title: '내 가게',
    sections: '가게 관리',
    products: '상품',
    orders: '주문',
    coupons: '쿠폰',
    upload: 'CSV 올리기',
    store: '가게',
    oneOption: '단일 옵션',
    units: (n: string) => `${n}개`,
    soldOut: '품절',
    color: '색상',
    size: '사이즈',
    quantity: '수량',
    keep: '그대로 두기',
  },
  {
    title: 'My store',
    sections: 'Store',
    products: 'Products',
    orders: 'Orders',
    coupons: 'Coupons',
    upload: 'CSV upload',
    store: 'Store',
    oneOption: 'One option',
    units: (n: string) => n,
    soldOut: 'sold out',
    color: 'Colour',
    size: 'Size',
    quantity: 'Quantity',
    keep: 'Leave it',
  },
);

const locale = computed(() => (language.value === 'ko' ? 'ko-KR' : 'en-US'));
const whole = computed(() => new Intl.NumberFormat(locale.value));
const signed = computed(() => new Intl.NumberFormat(locale.value, { signDisplay: 'always' }));

export const number = (value: number) => whole.value.format(value);
export const change = (value: number) => signed.value.format(value);
