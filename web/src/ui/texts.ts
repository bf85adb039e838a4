import { texts } from '../i18n';

/** What components of all sections say. */
export const t = texts(
  {
    again: '다시 시도',
    close: '닫기',
    fewer: '하나 줄이기',
    more: '하나 늘리기',
    quantity: '수량',
    loading: '불러오는 중',
    failedPage: '페이지를 불러오지 못했어요. 연결을 확인하고 다시 시도해 주세요.',
    notFound: '이 주소에는 아무것도 없어요',
    notFoundHint: '주소가 바뀌었거나 더는 팔지 않는 상품일 수 있어요.',
    home: '홈으로 가기',
    skip: '본문으로 건너뛰기',
  },
  {
    again: 'Try again',
    close: 'Close',
    fewer: 'One fewer',
    more: 'One more',
    quantity: 'Quantity',
    loading: 'Loading',
    failedPage: 'This page could not be loaded. Check your connection, then try again.',
    notFound: 'There is nothing at this address',
    notFoundHint: 'It may have moved, or is no longer sold.',
    home: 'Go to the shop',
    skip: 'Skip to content',
  },
);
