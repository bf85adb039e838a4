import { type Route, Routes } from './router';
import { HomePage } from './shop/HomePage';
import { LoginSheet } from './shop/LoginSheet';
import { Shell } from './shop/Shell';
import { Button, ButtonLink } from './ui/Button';
import { Empty, Waiting } from './ui/Notice';
import { Page } from './ui/Page';
import { Toasts } from './ui/Toast';
import { t } from './ui/texts';

// The first page comes with the shop, all others when they are needed.
const routes: Route[] = [
  { pattern: '/', load: async () => ({ default: HomePage }) },
  { pattern: '/shop', load: async () => ({ default: HomePage }) },
  { pattern: '/shop/swipe', load: () => import('./shop/SwipePage') },
  { pattern: '/shop/liked', load: () => import('./shop/LikedPage') },
  { pattern: '/shop/cart', load: () => import('./shop/CartPage') },
  { pattern: '/shop/checkout', load: () => import('./shop/CheckoutPage') },
  { pattern: '/shop/paid', load: () => import('./shop/PaidPage') },
  { pattern: '/shop/orders', load: () => import('./shop/OrdersPage') },
  { pattern: '/shop/orders/:id', load: () => import('./shop/OrderPage') },
  { pattern: '/shop/products/:id', load: () => import('./shop/ProductPage') },
  { pattern: '/shop/looks/:id', load: () => import('./shop/LookPage') },
  { pattern: '/shop/login', load: () => import('./shop/LoginPage') },
  { pattern: '/shop/me', load: () => import('./shop/MePage') },
  { pattern: '/manage', load: () => import('./manage/ManageSection') },
  { pattern: '/manage/*', load: () => import('./manage/ManageSection') },
  { pattern: '/ops', load: () => import('./ops/OpsSection') },
  { pattern: '/ops/*', load: () => import('./ops/OpsSection') },
];

export function NotFound() {
  return (
    <Page title={t().notFound} heading="unseen">
      <Empty title={t().notFound} hint={t().notFoundHint}>
        <ButtonLink to="/">{t().home}</ButtonLink>
      </Empty>
    </Page>
  );
}

export function failedPage(again: () => void) {
  return (
    <Page title="BARO" heading="unseen">
      <Empty title={t().failedPage}>
        <Button onClick={again}>{t().again}</Button>
      </Empty>
    </Page>
  );
}

export function App() {
  return (
    <>
      <Shell>
        <Routes routes={routes} waiting={<Waiting />} otherwise={<NotFound />} failed={failedPage} />
      </Shell>
      <LoginSheet />
      <Toasts />
    </>
  );
}
